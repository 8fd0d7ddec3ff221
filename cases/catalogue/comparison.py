"""Two to four cases side by side: what each says on the same subject, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format

from casekatalog.core.phrases import number_of_cases, unknown
from cases.catalogue.related_cases import related_to
from cases.catalogue.requested_cases import requested_cases
from cases.models import Case, CaseProduct, KeyFigure
from cases.models.figures import FigureSubject
from cases.models.framework_terms import terms
from frameworks.models import Grip, LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme

MOST_COMPARED = 4
# A menu of more is no help; the list finds the others.
MOST_OFFERED = 150
ONLY_DIFFERENCES = "forskelle"
# Where a case tells in words what it gives no figure for.
_TOLD_IN_WORDS = {
    FigureSubject.INVESTMENT: ("investment", "investering"),
    FigureSubject.RUNNING_COST: ("investment", "investering"),
    FigureSubject.DURATION: ("timeline", "tidsplan"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that a case says: a text, with what stands before and after it, and the place in the case."""

    text: str
    label: str = ""
    note: str = ""
    url: str = ""
    figure: KeyFigure | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What two cases must have alike to say the same: a figure its basis too, and a mere way to a text nothing."""
        return (self.label, self.text, self.url, self.figure.basis if self.figure else "")


@dataclass(frozen=True)
class Column:
    """A case in the comparison, and the address of the comparison without it."""

    number: int
    case: Case
    url_without: str

    @property
    def name(self) -> str:
        """What the case is called where its title is too long. Two cases may be from one municipality."""
        return f"{self.number}. {self.case.municipality}"


@dataclass(frozen=True)
class Cell:
    """What the case called ``name`` says."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Row:
    """One subject, and for each case in order what it says of it. ``nothing`` stands where it says nothing.

    Of some subjects no two cases say the same in words; there ``shared`` is that all of them say something.
    """

    heading: str
    cells: Sequence[Cell]
    shared: bool = False
    nothing: str = "Ikke oplyst"

    @property
    def stated(self) -> int:
        """How many of the cases say something."""
        return sum(bool(cell.entries) for cell in self.cells)

    @property
    def is_alike(self) -> bool:
        if self.shared:
            return self.stated == len(self.cells)
        return len({frozenset(entry.said for entry in cell.entries) for cell in self.cells}) == 1

    @property
    def mark(self) -> str:
        """Whether the cases are alike, in words."""
        if self.is_alike:
            return "Fælles for alle" if self.shared else "Ens"
        if self.stated < len(self.cells):
            return f"Kun i {self.stated} af {len(self.cells)}"
        return "Forskelligt"


@dataclass(frozen=True)
class Group:
    """Rows under one heading: those to show, and the names of those that no case fills."""

    heading: str
    rows: Sequence[Row]
    unfilled: Sequence[str]


def compare_url(slugs: Iterable[str], only_differences: bool = False) -> str:
    """The address where these cases stand side by side."""
    pairs = [("case", slug) for slug in slugs]
    if only_differences:
        pairs.append(("vis", ONLY_DIFFERENCES))
    return reverse("compare") + ("?" + urlencode(pairs) if pairs else "")


class Comparison:
    """What the page shows for the cases that ``query`` names. At most 16 queries, however much the cases say."""

    def __init__(self, query: QueryDict) -> None:
        asked = query.copy()
        asked.setlist("case", [slug for slug in query.getlist("case") if slug])
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
    def toggle_url(self) -> str:
        """The address with only the differences, or with everything again."""
        return compare_url(self.slugs, not self.only_differences)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column(number, case, compare_url([s for s in self.slugs if s != case.slug], self.only_differences))
            for number, case in enumerate(self.cases, start=1)
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
        groups = [self._group(heading, rows) for heading, rows in self._rows]
        return [group for group in groups if group.rows or group.unfilled]

    @property
    def alike(self) -> int:
        """How many rows are the same in all the cases."""
        return sum(row.is_alike for _, rows in self._rows for row in rows if row.stated)

    @property
    def has_unfilled(self) -> bool:
        return any(group.unfilled for group in self.groups)

    def _group(self, heading: str, rows: Sequence[Row]) -> Group:
        shown = [row for row in rows if row.stated and not (self.only_differences and row.is_alike)]
        return Group(heading, shown, [row.heading for row in rows if not row.stated])

    @cached_property
    def _rows(self) -> list[tuple[str, list[Row]]]:
        return [
            ("Fakta", [self._row(heading, say) for heading, say in _FACTS]),
            ("Nøgletal", [self._row(str(s.label), partial(_figures, s)) for s in FigureSubject]),
            ("Formål og effekter", [self._row("Formål", _purposes), self._row("Effekter", _effects)]),
            ("Forudsætninger", self._preconditions()),
            ("Implementering", [self._row(str(p), partial(_steps, p)) for p in terms(Phase)]),
            ("Ændringer", [self._row(str(c), partial(_changes, c)) for c in terms(LeavittComponent)]),
            ("Greb", [self._grip(grip) for grip in terms(Grip)]),
        ]

    def _row(self, heading: str, say: Callable[[Case], list[Entry]]) -> Row:
        return Row(heading, self._cells(say))

    def _cells(self, say: Callable[[Case], list[Entry]]) -> list[Cell]:
        return [Cell(column.name, say(column.case)) for column in self.columns]

    def _preconditions(self) -> list[Row]:
        """By theme, and by perspective what has none. A perspective that has only themes needs no row of its own."""
        with_themes = {p.perspective_id for case in self.cases for p in case.preconditions.all() if p.theme_id}
        rows = [self._row(str(theme), partial(_of_theme, theme)) for theme in terms(PreconditionTheme)]
        for perspective in terms(PreconditionPerspective):
            row = self._row(str(perspective), partial(_without_theme, perspective))
            if row.stated or perspective.pk not in with_themes:
                rows.append(row)
        return rows

    def _grip(self, grip: Grip) -> Row:
        says = self._cells(partial(_evidence, grip))
        return Row(str(grip), says, shared=True, nothing="Intet belæg i casen")


def _names(things: Iterable[object]) -> list[Entry]:
    """One entry with all names, since they are short; none where there is none."""
    names = ", ".join(str(thing) for thing in things)
    return [Entry(names)] if names else []


def _products(case: Case, role: str) -> list[Entry]:
    return _names(link.product for link in case.case_products.all() if link.role == role)


def _in_operation(case: Case) -> list[Entry]:
    if case.in_operation:
        return _names([case.in_operation])
    return [Entry("Se tidsplanen", url=f"{case.get_absolute_url()}#tidsplan")] if case.timeline else []


def _time_to_operation(case: Case) -> list[Entry]:
    months = case.months_to_implement
    if months is None:
        return []
    return [Entry(f"{number_format(months.normalize())} {'måned' if months == 1 else 'måneder'}")]


def _source(case: Case) -> list[Entry]:
    if case.source:
        return [Entry(case.source)]
    return [Entry(f"Casekatalog 2019{f', s. {case.first_page}–{case.last_page}' if case.first_page else ''}")]


_FACTS: tuple[tuple[str, Callable[[Case], list[Entry]]], ...] = (
    ("Kort fortalt", lambda case: _names([case.summary])),
    ("Kommune", lambda case: [Entry(f"{case.municipality}, Region {case.municipality.get_region_display()}")]),
    ("Støttefunktion", lambda case: _names([case.support_function])),
    ("Opgave", lambda case: _names(case.tasks.all())),
    ("Teknologi", lambda case: _names(case.technologies.all())),
    ("Løsning", lambda case: _products(case, CaseProduct.Role.SOLUTION)),
    ("Arbejder sammen med", lambda case: _products(case, CaseProduct.Role.INTEGRATION)),
    ("Udrulning", lambda case: _names([case.get_rollout_display()])),
    ("I drift fra", _in_operation),
    ("Tid til drift", _time_to_operation),
    ("Kilde", _source),
)


def _figures(subject: FigureSubject, case: Case) -> list[Entry]:
    """The figures on a subject; where there are none but a section tells of it, the way there."""
    figures = [figure for figure in case.key_figures.all() if figure.subject == subject]
    if figures:
        return [Entry(f"{figure.value} {figure.unit}", label=figure.label, figure=figure) for figure in figures]
    field, anchor = _TOLD_IN_WORDS.get(subject, ("", ""))
    if field and getattr(case, field):
        return [Entry("Beskrevet uden tal", url=f"{case.get_absolute_url()}#{anchor}")]
    return []


def _purposes(case: Case) -> list[Entry]:
    return [Entry(purpose.text) for purpose in case.purposes.all()]


def _effects(case: Case) -> list[Entry]:
    return [Entry(effect.text) for effect in case.effects.all()]


def _of_theme(theme: PreconditionTheme, case: Case) -> list[Entry]:
    return [Entry(entry.text) for entry in case.preconditions.all() if entry.theme_id == theme.pk]


def _without_theme(perspective: PreconditionPerspective, case: Case) -> list[Entry]:
    entries = [entry for entry in case.preconditions.all() if not entry.theme_id]
    return [Entry(entry.text) for entry in entries if entry.perspective_id == perspective.pk]


def _steps(phase: Phase, case: Case) -> list[Entry]:
    steps = [step for step in case.steps.all() if step.phase_id == phase.pk]
    if steps or not case.phases_explained:
        return [
            Entry(f"{step.order}. {step.heading}", url=f"{case.get_absolute_url()}#{step.anchor}") for step in steps
        ]
    return [Entry(case.phases_explained)]


def _changes(component: LeavittComponent, case: Case) -> list[Entry]:
    changes = [change for change in case.changes.all() if change.component_id == component.pk]
    return [Entry(change.text, label=change.get_scope_display()) for change in changes]


def _evidence(grip: Grip, case: Case) -> list[Entry]:
    found = [evidence for evidence in case.evidence.all() if evidence.grip_id == grip.pk]
    return [
        Entry(
            evidence.text,
            note=f"{f's. {evidence.page} · ' if evidence.page else ''}"
            f"{'fremhævet i kataloget' if evidence.highlighted else 'redaktionel vurdering'}",
        )
        for evidence in found
    ]
