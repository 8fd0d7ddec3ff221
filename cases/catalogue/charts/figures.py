"""What the cases report of one thing: each figure on an axis, with its kind, and no average of unlike figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from casekatalog.core.phrases import both, number_of_cases
from cases.catalogue.charts.links import SHOWN, place_url
from cases.catalogue.charts.scales import Scale, danish, linear, logarithmic
from cases.models import Case, KeyFigure
from cases.models.choices import MONTHS_IN, FigureSubject

MOST_FIGURES = 60
# An average of figures says something only where there are some, and the largest is of the size of the smallest.
FEWEST_FOR_MEDIAN, MOST_TIMES = 4, 10
# What `stated_by` says of a figure that stands in no source.
BY_EDITORS = "beregnet af redaktionen"
# Units of the same thing in different sizes. Nothing else is converted: a price per month is no price per year.
_AMOUNTS = {"kr.": 1, "kr": 1, "1.000 kr.": 1_000, "t.kr.": 1_000, "mio. kr.": 10**6, "mia. kr.": 10**9}
_SAME = {"pr. år": "om året", "årligt": "om året", "pr. måned": "om måneden", "månedligt": "om måneden"}


@dataclass(frozen=True)
class Topic:
    """What is reported, the unit of its axis, and whether the amounts are so far apart that each step is ten times."""

    subject: FigureSubject
    heading: str
    unit: str
    is_log: bool = False
    at_least: int = 1


TOPICS = (
    Topic(FigureSubject.INVESTMENT, "Investering", "kr.", is_log=True),
    Topic(FigureSubject.RUNNING_COST, "Drift", "kr. om året", is_log=True),
    Topic(FigureSubject.TIME_TO_OPERATION, "Tid fra start til drift", "måneder", at_least=15),
    Topic(FigureSubject.AUTOMATION, "Automatisering", "%", at_least=100),
    Topic(FigureSubject.ERRORS, "Fejl", "%", at_least=10),
)


@dataclass(frozen=True)
class Figure:
    """A figure as its case states it, and brought to the axis' unit: one value, or both ends of a range."""

    case: Case
    label: str
    stated: str
    basis: str
    basis_label: str
    unit: str
    low: Decimal
    high: Decimal | None
    url: str

    @property
    def ends(self) -> list[Decimal]:
        return [end for end in (self.low, self.high) if end is not None]


@dataclass(frozen=True)
class Mark:
    """A figure's place on the axis, in per cent: a point, or from one point to another."""

    figure: Figure
    x: float
    to: float | None

    @property
    def width(self) -> float:
        return round((self.to or self.x) - self.x, 2)


@dataclass(frozen=True)
class Strip:
    """All figures of a topic: those on its axis from the smallest, and those in other units, which have no mark."""

    topic: Topic
    finding: str
    verdict: str
    scale: Scale
    marks: Sequence[Mark]
    others: Sequence[Figure]
    is_cut: bool

    @property
    def all_figures(self) -> list[Figure]:
        return [*(mark.figure for mark in self.marks), *self.others]


def read_strips() -> list[Strip]:
    """One query for each topic."""
    return [_strip(topic, _figures(topic)) for topic in TOPICS]


def _figures(topic: Topic) -> list[Figure]:
    found = KeyFigure.objects.published().filter(subject=topic.subject).order_by("case__number", "order")
    found = found.select_related("case__municipality")
    shown = ("order", "label", "qualifier", "low", "high", "unit", "basis", "stated_by")
    found = found.only(*shown, *(f"case__{name}" for name in SHOWN))
    return [
        Figure(
            case=figure.case,
            label=figure.label,
            stated=f"{figure.value} {figure.unit}",
            basis=figure.basis,
            basis_label=_basis_label(figure),
            unit=unit,
            low=figure.low * times,
            high=None if figure.high is None else figure.high * times,
            url=place_url(figure.case, figure.anchor),
        )
        for figure in found[: MOST_FIGURES + 1]
        for unit, times in [plain(figure.unit)]
    ]


def _basis_label(figure: KeyFigure) -> str:
    by_editors = ", beregnet af redaktionen" if figure.stated_by == BY_EDITORS else ""
    return f"{figure.get_basis_display()}{by_editors}"


def plain(unit: str) -> tuple[str, Decimal]:
    """The unit without its size, and how many of it there are in one: “mio. kr. om året” is 1.000.000 kr. om året."""
    written = " ".join(unit.casefold().split())
    if written in MONTHS_IN:
        return "måneder", Decimal(MONTHS_IN[written])
    for amount, times in _AMOUNTS.items():
        if written == amount or written.startswith(amount + " "):
            rest = written[len(amount) :].strip()
            return f"kr. {_SAME.get(rest, rest)}".strip(), Decimal(times)
    return written, Decimal(1)


def _strip(topic: Topic, found: Sequence[Figure]) -> Strip:
    figures, is_cut = found[:MOST_FIGURES], len(found) > MOST_FIGURES
    on_axis = sorted((f for f in figures if f.unit == topic.unit), key=lambda f: f.ends)
    values = [end for figure in on_axis for end in figure.ends]
    scale = logarithmic(values) if topic.is_log else linear(values, topic.at_least)
    return Strip(
        topic=topic,
        finding=_finding(on_axis, is_cut),
        verdict=_verdict(on_axis, topic.unit),
        scale=scale,
        marks=[Mark(f, scale.place(f.low), None if f.high is None else scale.place(f.high)) for f in on_axis],
        others=[figure for figure in figures if figure.unit != topic.unit],
        is_cut=is_cut,
    )


def _finding(figures: Sequence[Figure], is_cut: bool) -> str:
    if not figures:
        return "Ingen cases oplyser tal, der kan sættes på aksen."
    cases = number_of_cases(len({figure.case.pk for figure in figures}))
    if len(figures) == 1:
        return f"1 tal fra {cases}: {figures[0].stated} ({figures[0].basis_label})."
    least, most = figures[0], max(figures, key=lambda figure: figure.ends[-1])
    first = "De første " if is_cut else ""
    span = f"går fra {least.stated} til {most.stated}" if least.ends != most.ends else f"er alle {least.stated}"
    # A unit may end in a full stop of its own.
    return f"{first}{len(figures)} tal fra {cases} {span.removesuffix('.')}. {_bases(figures)}"


def _bases(figures: Sequence[Figure]) -> str:
    numbers = Counter(figure.basis_label for figure in figures)
    if len(numbers) == 1:
        return f"Alle er {_kind(next(iter(numbers)), len(figures))}."
    return both([f"{number} er {_kind(basis, number)}" for basis, number in numbers.most_common()]) + "."


def _kind(basis: str, number: int) -> str:
    price = str(KeyFigure.Basis.PRICE.label)
    return f"priser{basis.removeprefix(price)}" if basis.startswith(price) and number > 1 else basis


def _verdict(figures: Sequence[Figure], unit: str) -> str:
    """The middle of the figures where they are alike enough to have one; else why there is none."""
    if not figures:
        return ""
    if reasons := _reasons(figures):
        return f"Vi regner ikke et gennemsnit: {both(reasons)}."
    middle = [median(figure.low for figure in figures), median(figure.ends[-1] for figure in figures)]
    shown = "–".join(dict.fromkeys(danish(round(end, 2)) for end in middle))
    return f"Det midterste tal er {shown} {unit}: halvdelen af tallene ligger på det eller under."


def _reasons(figures: Sequence[Figure]) -> list[str]:
    reasons = []
    if len(figures) < FEWEST_FOR_MEDIAN:
        reasons.append("der er for få tal")
    if len(bases := dict.fromkeys(figure.basis_label for figure in figures)) > 1:
        reasons.append(f"tallene er af forskellig slags ({both(list(bases))})")
    if len({figure.case.pk for figure in figures}) < len(figures):
        reasons.append("nogle cases har flere tal om hver sin ting")
    if max(figure.ends[-1] for figure in figures) > MOST_TIMES * min(figure.low for figure in figures):
        reasons.append(f"det største er mere end {MOST_TIMES} gange det mindste")
    return reasons
