"""When the solutions were planned, begun and in use: a row for each date, drawn no narrower than the source says it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from casekatalog.core.phrases import both, number_of_cases
from cases.catalogue.charts.links import SHOWN, WHEN, place_url
from cases.catalogue.charts.scales import Scale
from cases.models import Case, OperationDate
from cases.models.choices import IN_USE

MOST_DATES, MOST_LABELS = 100, 8
_OF_DATE = ("order", "status", "what", "year", "quarter", "month", "until_year", "until_quarter", "until_month")


@dataclass(frozen=True)
class DateMark:
    """A date on the axis, in per cent: a month is a point in its middle, anything longer a bar over its months."""

    date: OperationDate
    url: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def is_point(self) -> bool:
        return self.date.first_month == self.date.last_month

    @property
    def concerns(self) -> str:
        return self.date.what or self.date.case.title


@dataclass(frozen=True)
class Timeline:
    """The dates from the earliest, the number of those in use by year or period, and the cases without a date."""

    finding: str
    in_use: Sequence[tuple[str, int]]
    marks: Sequence[DateMark]
    years: Sequence[tuple[float, str]]
    total: int
    silent: Sequence[tuple[Case, str]]
    number_silent: int


def read_timeline() -> Timeline:
    """Four queries: the cases by what they say, the dates by year, the latest dates, the first cases without one."""
    published, dates = Case.objects.published(), OperationDate.objects.published()
    cases = published.aggregate(
        total=Count("pk", distinct=True),
        dated=Count("pk", distinct=True, filter=Q(operation_dates__isnull=False)),
        in_use=Count("pk", distinct=True, filter=Q(operation_dates__status__in=IN_USE)),
    )
    by_period = dates.order_by().annotate(last=Coalesce("until_year", "year")).values("year", "last")
    numbers = by_period.annotate(all=Count("pk"), in_use=Count("pk", filter=Q(status__in=IN_USE)))
    counted = list(numbers.order_by("year", "last"))
    in_use = [((row["year"], row["last"]), row["in_use"]) for row in counted if row["in_use"]]
    shown = dates.select_related("case__municipality")
    latest = shown.only(*_OF_DATE, *(f"case__{name}" for name in SHOWN)).order_by("-year", "case__number", "order")
    silent = published.filter(operation_dates__isnull=True).order_by("number")
    silent = silent.select_related("municipality").only(*SHOWN)
    marks, years = _on_axis(latest[:MOST_DATES])
    return Timeline(
        finding=_finding(cases["in_use"], cases["dated"] - cases["in_use"], cases["total"] - cases["dated"], in_use),
        in_use=[("–".join(map(str, dict.fromkeys(period))), number) for period, number in in_use],
        marks=marks,
        years=years,
        total=sum(row["all"] for row in counted),
        silent=[(case, place_url(case, WHEN)) for case in silent[:MOST_DATES]],
        number_silent=cases["total"] - cases["dated"],
    )


def _on_axis(dates: Iterable[OperationDate]) -> tuple[list[DateMark], list[tuple[float, str]]]:
    """The dates from the earliest, and the years of the axis: whole years, from the first date to the last."""
    ordered = sorted(dates, key=lambda date: (date.first_month, date.last_month, date.case.number or 0, date.order))
    if not ordered:
        return [], []
    first = ordered[0].year
    end = max(date.last_month for date in ordered) // 12 + 1
    step = -(-(end - first) // MOST_LABELS)
    years = range(first, end, step)
    scale = Scale(first * 12, end * 12, years)

    def mark(date: OperationDate) -> DateMark:
        start = scale.place(date.first_month)
        return DateMark(date, place_url(date.case, WHEN), start, round(scale.place(date.last_month + 1) - start, 2))

    return [mark(date) for date in ordered], [(scale.place(year * 12), str(year)) for year in years]


def _finding(in_use: int, not_yet: int, silent: int, by_period: Sequence[tuple[tuple[int, int], int]]) -> str:
    if not (in_use or not_yet):
        return "Ingen cases oplyser, hvornår løsningen kom i brug."
    begun = "siger kun, hvornår løsningen er planlagt eller begyndt"
    said = [
        f"{number_of_cases(in_use)} oplyser, hvornår løsningen kom i brug{_most(by_period)}.",
        f"{number_of_cases(not_yet)} {begun}." if not_yet else "",
        f"{number_of_cases(silent)} oplyser ikke noget tidspunkt." if silent else "Alle cases oplyser et tidspunkt.",
    ]
    return " ".join(filter(None, said))


def _most(by_period: Sequence[tuple[tuple[int, int], int]]) -> str:
    """The years with most dates; a period over several years belongs to none of them."""
    by_year = {first: number for (first, last), number in by_period if first == last}
    if not by_year:
        return ""
    most = max(by_year.values())
    years = [str(year) for year, number in by_year.items() if number == most]
    dates = "1 tidspunkt" if most == 1 else f"{most} tidspunkter"
    return f"; flest i {both(years[-4:])} ({dates}{' hver' if len(years) > 1 else ''})"
