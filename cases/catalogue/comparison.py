"""Two to four cases side by side: what each says on the same subject, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from casekatalog.core.phrases import number_of_cases, unknown
from cases.catalogue.related_cases import related_to
from cases.catalogue.requested_cases import requested_cases
from cases.models import Case, KeyFigure, content
from cases.models.choices import FigureAnswer, FigureSubject
from cases.models.framework_terms import terms
from frameworks.models import Grip, PreconditionTheme

MOST_COMPARED = 4
# A menu of more is no help; the list finds the others.
MOST_OFFERED = 150
ONLY_DIFFERENCES = "forskelle"
ANSWERS, FACTS, PRECONDITIONS, GRIPS = "De fire svar", "Fakta", "Forudsætninger", "Greb"
# What the page opens with. The other groups are folded.
_OPEN = (ANSWERS, FACTS)
# The facts of a case's page that are set side by side, in this order.
_FACTS = ("Løsning", "Arbejder sammen med", "Udrulning", "I drift", "Teknologi", "Opgave", "Støttefunktion", "Kommune")
# Where a case tells in words what it gives no figure for.
_TOLD_IN_WORDS = {
    FigureSubject.INVESTMENT: ("investment", "investering"),
    FigureSubject.RUNNING_COST: ("investment", "investering"),
    FigureSubject.TIME_TO_OPERATION: ("timeline", "tidsplan"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that a case says: a text, with what stands before and after it, and the place in the case.

    Running prose is never the same in two cases, so it is not compared. A name or a date is text in a line.
    """

    text: str
    label: str = ""
    note: str = ""
    url: str = ""
    figure: KeyFigure | None = None
    is_prose: bool = False
    is_name: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """What two cases must have alike to say the same: a figure its basis too."""
        return (self.label, self.text, self.figure.basis if self.figure else "")


@dataclass(frozen=True)
class Column:
    """A case in the comparison, and the address without it, at the sentence that says what is left."""

    number: int
    case: Case
    url_without: str

    @property
    def name(self) -> str:
        """What the case is called where its title is too long. Two cases may be from one municipality."""
        return f"{self.number}. {self.case.municipality}"


@dataclass(frozen=True)
class Row:
    """One subject, and what each case in order says of it, with the case's name. ``nothing`` stands for no entry.

    Of some subjects no two cases say the same in words; there ``shared`` is that all of them say something.
    """

    heading: str
    cells: Sequence[tuple[str, Sequence[Entry]]]
    shared: bool = False

    @property
    def nothing(self) -> str:
        return "Intet belæg i casen" if self.shared else content.NOT_STATED

    @property
    def stated(self) -> int:
        """How many of the cases say something."""
        return sum(bool(entries) for _, entries in self.cells)

    @property
    def _compared(self) -> list[frozenset[tuple[str, ...]]]:
        """What each case says in figures and facts."""
        return [frozenset(entry.said for entry in entries if not entry.is_prose) for _, entries in self.cells]

    @property
    def is_alike(self) -> bool:
        if self.shared:
            return self.stated == len(self.cells)
        compared = self._compared
        return any(compared) and len(set(compared)) == 1

    @property
    def mark(self) -> str:
        """Whether the cases are alike, in words. Empty where there is only prose."""
        compared = self._compared
        having, all_cases = sum(map(bool, compared)), len(self.cells)
        if not having:
            return ""
        if self.is_alike:
            return "Fælles for alle" if self.shared else "Ens"
        if having < all_cases:
            return f"{'Kun' if self.stated == having else 'Tal'} i {having} af {all_cases}"
        return "Forskelligt"


@dataclass(frozen=True)
class Group:
    """Rows under one heading: those to show, and the names of those that no case fills."""

    heading: str
    rows: Sequence[Row]
    unfilled: Sequence[str]

    @property
    def is_open(self) -> bool:
        return self.heading in _OPEN

    @property
    def has_marks(self) -> bool:
        return any(row.mark for row in self.rows)


def compare_url(slugs: Iterable[str], only_differences: bool = False) -> str:
    """The address where these cases stand side by side."""
    pairs = [("case", slug) for slug in slugs]
    if only_differences:
        pairs.append(("vis", ONLY_DIFFERENCES))
    return reverse("compare") + ("?" + urlencode(pairs) if pairs else "")


class Comparison:
    """What the page shows for the cases that ``query`` names. At most 21 queries, however much the cases say."""

    def __init__(self, query: QueryDict) -> None:
        asked = query.copy()
        asked.setlist("case", [slug for slug in query.getlist("case") if slug])
        asked.pop("vis", None)
        found = requested_cases(asked)
        self.messages = list(found.messages)
        if len(found.keys) > MOST_COMPARED:
            self.messages.append(
                f"Du har valgt {number_of_cases(len(found.keys))}. Der er plads til fire, så du ser de fire første."
            )
        cases = Case.objects.published().for_comparison().in_bulk(found.keys[:MOST_COMPARED])
        self.cases = [cases[key] for key in found.keys if key in cases]
        shown = query.get("vis", "")
        self.only_differences = shown == ONLY_DIFFERENCES
        if shown and not self.only_differences:
            self.messages.append(unknown("Visning", [shown]))

    @property
    def slugs(self) -> list[str]:
        return [case.slug for case in self.cases]

    @property
    def is_enough(self) -> bool:
        return len(self.cases) > 1

    @property
    def missing(self) -> range:
        """As many menus as it takes to have two cases, or one for the next case."""
        return range(max(2 - len(self.cases), 1) if len(self.cases) < MOST_COMPARED else 0)

    @property
    def url(self) -> str:
        return compare_url(self.slugs, self.only_differences)

    @property
    def query(self) -> str:
        """The end of the address, after the question mark."""
        return self.url.partition("?")[2]

    @property
    def toggle_url(self) -> str:
        """The address with only the differences, or with everything again."""
        return compare_url(self.slugs, not self.only_differences)

    def _without(self, case: Case) -> str:
        return compare_url([slug for slug in self.slugs if slug != case.slug], self.only_differences)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column(number, case, f"{self._without(case)}#resultat") for number, case in enumerate(self.cases, start=1)
        ]

    @cached_property
    def _others(self) -> list[Case]:
        """The other cases by support function, one more than a menu has room for."""
        others = Case.objects.published().exclude(pk__in=[case.pk for case in self.cases])
        named = others.select_related("municipality", "support_function").only(
            "slug", "title", "municipality", "support_function"
        )
        return list(named.order_by("support_function__order", "number")[: MOST_OFFERED + 1])

    @property
    def offered(self) -> list[Case]:
        return self._others[:MOST_OFFERED]

    @property
    def offers_all(self) -> bool:
        return len(self._others) <= MOST_OFFERED

    @cached_property
    def related(self) -> list[tuple[Case, str, str]]:
        """For a single case: those it is related to, why, and the address where the two are compared."""
        if len(self.cases) != 1:
            return []
        only = self.cases[0]
        return [(other, kinship.reason, compare_url([only.slug, other.slug])) for other, kinship in related_to(only)]

    @cached_property
    def groups(self) -> list[Group]:
        """The rows under their headings, without groups that have nothing to show."""
        groups = [self._group(heading, rows) for heading, rows in self._rows.items()]
        return [group for group in groups if group.rows or group.unfilled]

    @property
    def alike(self) -> int:
        """How many rows are the same in all the cases."""
        return sum(row.is_alike for rows in self._rows.values() for row in rows if row.stated)

    @property
    def has_unfilled(self) -> bool:
        return any(group.unfilled for group in self.groups)

    def _group(self, heading: str, rows: Sequence[Row]) -> Group:
        shown = [row for row in rows if row.stated and not (self.only_differences and row.is_alike)]
        return Group(heading, shown, [row.heading for row in rows if not row.stated])

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """Every row by group. The cases have the same ones, since those are made of vocabularies."""
        said = [(column.name, _said(column.case)) for column in self.columns]
        rows = {
            group: [
                Row(heading, [(name, says[group][heading]) for name, says in said], shared=group == GRIPS)
                for heading in headings
            ]
            for group, headings in said[0][1].items()
        }
        # A perspective of which the cases say only what has a theme needs no row of its own.
        perspectives = [group for case in self.cases for group in content.preconditions(case)]
        themed = {str(group.term) for group in perspectives if any(entry.theme_id for entry in group.entries)}
        rows[PRECONDITIONS] = [row for row in rows[PRECONDITIONS] if row.stated or row.heading not in themed]
        return rows


def _said(case: Case) -> dict[str, dict[str, list[Entry]]]:
    """Everything that the case says, by group and row."""
    page = case.get_absolute_url()
    preconditions, evidence = case.preconditions.all(), case.evidence.all()
    return {
        ANSWERS: _answers(case),
        FACTS: _facts(case),
        "Nøgletal": {str(subject.label): _figures(case, subject) for subject in FigureSubject},
        "Formål og effekter": {
            "Formål": [_prose(purpose.text) for purpose in case.purposes.all()],
            "Effekter": [_prose(effect.text) for effect in case.effects.all()],
        },
        PRECONDITIONS: {
            str(theme): [_prose(entry.text) for entry in preconditions if entry.theme_id == theme.pk]
            for theme in terms(PreconditionTheme)
        }
        | {
            str(group.term): [_prose(entry.text) for entry in group.entries if not entry.theme_id]
            for group in content.preconditions(case)
        },
        "Implementering": {
            str(group.term): [
                Entry(f"{step.order}. {step.heading}", url=f"{page}#{step.anchor}", is_prose=True)
                for step in group.entries
            ]
            or ([_prose(group.explanation)] if group.explanation else [])
            for group in content.phases(case)
        },
        "Ændringer": {
            str(group.term): [
                Entry(change.text, label=change.get_scope_display(), is_prose=True) for change in group.entries
            ]
            for group in content.components(case)
        },
        GRIPS: {
            str(grip): [Entry(found.text, note=found.origin) for found in evidence if found.grip_id == grip.pk]
            for grip in terms(Grip)
        },
    }


def _prose(text: str) -> Entry:
    return Entry(text, is_prose=True)


def _answers(case: Case) -> dict[str, list[Entry]]:
    said = {answer.heading: _answer(answer) for answer in content.answers_of(case)}
    if case.warning:
        said[str(FigureAnswer.OUTCOME.label)].insert(0, Entry(case.warning, is_name=True))
    return said


def _answer(answer: content.Answer) -> list[Entry]:
    """The figure that belongs to the answer, if any, and the sentence."""
    return [*([_figure(answer.figure)] if answer.figure else []), _prose(answer.text)]


def _facts(case: Case) -> dict[str, list[Entry]]:
    stated = {fact.label: [_fact(value) for value in fact.values] for fact in content.facts_of(case)}
    pages = f", s. {case.first_page}–{case.last_page}" if case.first_page else ""
    source = case.source or f"Casekatalog 2019{pages}"
    return {**{label: stated[label] for label in _FACTS}, "Kilde": [_prose(source)]}


def _fact(value: content.Value) -> Entry:
    return Entry(f"{value.text} ({value.note})" if value.note else value.text, is_name=True)


def _figures(case: Case, subject: FigureSubject) -> list[Entry]:
    """The figures on a subject; where there are none but a section tells of it, the way there."""
    figures = [figure for figure in case.key_figures.all() if figure.subject == subject]
    field, anchor = _TOLD_IN_WORDS.get(subject, ("", ""))
    if not figures and field and getattr(case, field):
        return [Entry("Beskrevet uden tal", url=f"{case.get_absolute_url()}#{anchor}", is_prose=True)]
    return [_figure(figure) for figure in figures]


def _figure(figure: KeyFigure) -> Entry:
    return Entry(f"{figure.change} {figure.unit}", label=figure.label, figure=figure)
