"""When the solutions went into operation: a row for each year, a mark for each case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from casekatalog.core.phrases import both, number_of_cases
from cases.catalogue.charts.links import SHOWN, CaseLinks
from cases.models import Case

YEARS_OF_CATALOGUE = range(2014, 2020)
MOST_ROWS, MOST_MARKS = 30, 100
# The twelve months take this much of the row; then comes a column for the cases that give no month.
MONTHS_WIDE, NO_MONTH_AT = 78.0, 90.0
LEVEL, HALF_LEVEL = 26, 14


@dataclass(frozen=True)
class CaseMark:
    """A case at its month, on top of the others of that month."""

    case: Case
    url: str
    x: float
    y: int

    @property
    def words(self) -> str:
        return f"{self.case.municipality.official_name}, i drift {self.case.in_operation}: {self.case.title}"


@dataclass(frozen=True)
class Year:
    """A row: how many cases there are in all, and the marks of those that are shown."""

    label: str
    number: int
    marks: Sequence[CaseMark]

    @property
    def words(self) -> str:
        return number_of_cases(self.number)

    @property
    def height(self) -> int:
        return max((mark.y for mark in self.marks), default=HALF_LEVEL) + HALF_LEVEL


@dataclass(frozen=True)
class Timeline:
    """The years in order, and the cases that say no year."""

    finding: str
    years: Sequence[Year]
    months: Sequence[tuple[float, str]]
    not_stated: Sequence[tuple[Case, str]]
    number_not_stated: int
    shown: int
    total: int

    @property
    def oldest_first(self) -> list[CaseMark]:
        return [mark for year in self.years for mark in year.marks]


def read_timeline(links: CaseLinks) -> Timeline:
    """Three queries: the number by year, the latest cases, and the first that say no year."""
    published = Case.objects.published()
    numbers = dict(published.order_by().values_list("implemented_year").annotate(Count("pk")))
    without = numbers.pop(None, 0)
    cases = published.select_related("municipality", "support_function").only(*SHOWN)
    latest = cases.filter(implemented_year__isnull=False).order_by("-implemented_year", "number")[:MOST_MARKS]
    silent = cases.filter(implemented_year__isnull=True).order_by("number")[:MOST_MARKS]
    return Timeline(
        finding=_finding(numbers, without),
        years=_rows(links, numbers, latest),
        months=[(_x(month), letter) for month, letter in enumerate("JFMAMJJASOND", start=1)],
        not_stated=[(case, links.url_of(case)) for case in silent],
        number_not_stated=without,
        shown=len(latest),
        total=sum(numbers.values()),
    )


def _rows(links: CaseLinks, numbers: dict[int, int], cases: Iterable[Case]) -> list[Year]:
    """The years of the catalogue and those that cases have; what lies before the 30 latest shares a row."""
    years = sorted({*YEARS_OF_CATALOGUE, *numbers})
    first = years[-MOST_ROWS:][0]
    by_row: dict[str, list[int]] = defaultdict(list)
    for year in years:
        by_row[str(year) if year >= first else f"Før {first}"].append(year)
    return [
        Year(
            label,
            sum(numbers.get(year, 0) for year in together),
            _marks(links, [case for case in cases if case.implemented_year in together]),
        )
        for label, together in by_row.items()
    ]


def _x(month: int | None) -> float:
    return round((month - 0.5) / 12 * MONTHS_WIDE, 2) if month else NO_MONTH_AT


def _marks(links: CaseLinks, cases: Sequence[Case]) -> list[CaseMark]:
    """The cases by month, those without a month last; the cases of a month stand on top of each other."""
    levels: dict[int | None, int] = defaultdict(int)
    marks = []
    for case in sorted(cases, key=lambda c: (c.implemented_year or 0, c.implemented_month or 13, c.number or 0)):
        month = case.implemented_month
        y = HALF_LEVEL + LEVEL * levels[month]
        marks.append(CaseMark(case, links.url_of(case), _x(month), y))
        levels[month] += 1
    return marks


def _finding(numbers: dict[int, int], without: int) -> str:
    silent = f"{number_of_cases(without)} oplyser ikke, hvornår." if without else "Alle cases oplyser året."
    if not numbers:
        return "Ingen cases oplyser, hvornår løsningen kom i drift."
    most = max(numbers.values())
    years = [str(year) for year in sorted(numbers) if numbers[year] == most]
    many = "hver" if len(years) > 1 else "i alt"
    return f"Flest løsninger kom i drift i {both(years[-4:])}: {number_of_cases(most)} {many}. {silent}"
