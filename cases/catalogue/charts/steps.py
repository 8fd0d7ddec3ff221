"""The steps of the implementation by phase, in all and by support function."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.charts.links import list_url
from cases.catalogue.charts.matrices import Cell, Head, Matrix, shade
from cases.catalogue.filters import FACETS
from cases.models import ImplementationStep
from frameworks.models import Phase

FAMILY = "implementering"


@dataclass(frozen=True)
class Bar:
    """A term with its number, the width of its bar in per cent, and where it leads."""

    name: str
    number: int
    width: float
    url: str
    words: str


@dataclass(frozen=True)
class Steps:
    """The phases as bars, and as a table of cases by support function."""

    finding: str
    bars: Sequence[Bar]
    matrix: Matrix


def bars(rows: Sequence[tuple[str, int, str, str]]) -> list[Bar]:
    """Bars as wide as their numbers, of names, numbers, addresses and words."""
    most = max((number for _, number, _, _ in rows), default=0)
    return [Bar(name, n, round(100 * n / most, 1) if n else 0, url, words) for name, n, url, words in rows]


def read_steps() -> Steps:
    """Two queries: the phases, and the number of steps and of cases by phase and support function."""
    phases, functions = list(Phase.objects.all()), FACETS["omraade"].options()
    found = (
        ImplementationStep.objects.published()
        .order_by()
        .values_list("phase", "case__support_function__slug")
        .annotate(Count("pk"), Count("case", distinct=True))
    )
    counted = {(phase, function): (steps, cases) for phase, function, steps, cases in found}
    numbers = {(phase, f): counted.get((phase.pk, f), (0, 0)) for phase in phases for f in functions}
    most = max((steps for steps, _ in numbers.values()), default=0)

    def bar(phase: Phase) -> tuple[str, int, str, str]:
        steps, cases = (sum(numbers[phase, function][n] for function in functions) for n in (0, 1))
        return phase.name, steps, _url(phase), f"{steps} trin i {number_of_cases(cases).lower()}"

    def cell(phase: Phase, function: str) -> Cell:
        steps, cases = numbers[phase, function]
        where = f"i fasen {phase.running_name} i {functions[function][1]}"
        words = f"{steps} trin {where}: {number_of_cases(cases).lower()}"
        return Cell(functions[function][0], steps, f"{steps} trin", _url(phase, function), shade(steps, most), words)

    shown = bars([bar(phase) for phase in phases])
    matrix = Matrix(
        what="trin",
        slug="trin-tabel",
        heading="Trin i hver fase, delt på støttefunktion",
        corner="Fase",
        finding="",
        columns=[Head(name, list_url(omraade=function)) for function, (name, _) in functions.items()],
        rows=[(Head(phase.name, _url(phase)), [cell(phase, function) for function in functions]) for phase in phases],
    )
    return Steps(_finding(shown), shown, matrix)


def _url(phase: Phase, function: str = "") -> str:
    return reverse("crossreading", args=[FAMILY, phase.slug]) + (f"?omraade={function}" if function else "")


def _finding(bars: Sequence[Bar]) -> str:
    total = sum(bar.number for bar in bars)
    if not total:
        return "Ingen cases beskriver trin endnu."
    most = max(bars, key=lambda bar: bar.number)
    least = min(bars, key=lambda bar: bar.number)
    return (
        f"Flest trin ligger i fasen {most.name}: {most.number} af {total} ({100 * most.number / total:.0f} %). "
        f"Færrest ligger i {least.name}: {least.number}."
    )
