"""The steps of the implementation by phase, in all and by support function."""

from __future__ import annotations

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


def read_steps() -> Steps:
    """Two queries: the phases, and the number of steps and of cases by phase and support function."""
    phases = list(Phase.objects.all())
    found = (
        ImplementationStep.objects.published()
        .order_by()
        .values_list("phase", "case__support_function__slug")
        .annotate(Count("pk"), Count("case", distinct=True))
    )
    numbers = {(phase, function): (steps, cases) for phase, function, steps, cases in found}
    functions = FACETS["omraade"].options()
    in_all = {
        phase.pk: [sum(numbers.get((phase.pk, f), (0, 0))[n] for f in functions) for n in (0, 1)] for phase in phases
    }
    most = max((steps for steps, _ in in_all.values()), default=0)
    bars = [
        Bar(
            phase.name,
            in_all[phase.pk][0],
            round(100 * in_all[phase.pk][0] / most, 1) if most else 0,
            _url(phase),
            f"{in_all[phase.pk][0]} trin i {number_of_cases(in_all[phase.pk][1]).lower()}",
        )
        for phase in phases
    ]
    return Steps(_finding(bars), bars, _matrix(phases, numbers))


def _url(phase: Phase, function: str = "") -> str:
    return reverse("crossreading", args=[FAMILY, phase.slug]) + (f"?omraade={function}" if function else "")


def _matrix(phases: list[Phase], numbers: dict[tuple[int, str], tuple[int, int]]) -> Matrix:
    functions = FACETS["omraade"].options()
    most = max((steps for steps, _ in numbers.values()), default=0)

    def cell(phase: Phase, function: str) -> Cell:
        steps, cases = numbers.get((phase.pk, function), (0, 0))
        where = f"i fasen {phase.running_name} i {functions[function][1]}"
        words = f"{steps} trin {where}: {number_of_cases(cases).lower()}"
        return Cell(steps, _url(phase, function), shade(steps, most), words)

    return Matrix(
        slug="trin-tabel",
        heading="Trin i hver fase, delt på støttefunktion",
        corner="Fase",
        finding="",
        columns=[Head(name, list_url(omraade=function)) for function, (name, _) in functions.items()],
        rows=[(Head(phase.name, _url(phase)), [cell(phase, function) for function in functions]) for phase in phases],
        unit="trin",
    )


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
