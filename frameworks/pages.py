"""What the pages about the framework show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from casekatalog.core.data_version import cached
from frameworks.charts import Bar, IndexChart, Level, bars, index_chart, levels
from frameworks.diagrams import Circle, Leavitt, PhaseHalf, balance, double_diamond, leavitt
from frameworks.entries import counted, of_first_cases
from frameworks.models import (
    GainPerspective,
    Grip,
    HistoricalExample,
    InfrastructureLevel,
    LeavittComponent,
    Passage,
    Phase,
    PreconditionPerspective,
    PreconditionTheme,
    SurveyFigure,
    Tool,
)


def examples_of(grip: Grip) -> QuerySet:
    """The municipalities chapter 2 holds up as examples of the greb."""
    examples = grip.examples.published()
    return examples.select_related("case__municipality").order_by("page", "case__number")


def _counted(model: type[Model], relation: str) -> list[Any]:
    """Return what ``counted`` does, kept for as long as the data has the same version."""
    return cached(f"counted-{model.__name__}", lambda: counted(model, relation))


class Framework:
    """The three models: before, during and after. Each term carries ``number``, how many entries cases have."""

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """The page's passages by slug, with “_” for “-” so that a template can name them."""
        return {passage.slug.replace("-", "_"): passage for passage in Passage.objects.filter(page="analyseramme")}

    @cached_property
    def themes(self) -> list[PreconditionTheme]:
        return _counted(PreconditionTheme, "preconditions")

    @cached_property
    def circles(self) -> list[Circle]:
        return balance(_counted(PreconditionPerspective, "preconditions"))

    @cached_property
    def halves(self) -> list[PhaseHalf]:
        return double_diamond(_counted(Phase, "steps"), [])

    @cached_property
    def leavitt(self) -> Leavitt:
        return leavitt(_counted(LeavittComponent, "changes"), [])


class Pamphlet:
    """KL's pamphlet on effective digital administration from 2005. Nothing of it is counted among the cases."""

    @cached_property
    def passages(self) -> QuerySet[Passage]:
        return Passage.objects.filter(page="redskaber")

    @cached_property
    def tools(self) -> QuerySet[Tool]:
        return Tool.objects.all()

    @cached_property
    def bars(self) -> list[Bar]:
        return bars(list(SurveyFigure.objects.all()))

    @cached_property
    def examples(self) -> list[tuple[HistoricalExample, IndexChart | None]]:
        """The historical examples, each with its index as a chart where it has one."""
        found = HistoricalExample.objects.prefetch_related("index_figures")
        return [(example, index_chart(list(example.index_figures.all()))) for example in found]


class About:
    """Background, the four levels, and the gains with the cases that report them."""

    @cached_property
    def passages(self) -> QuerySet[Passage]:
        return Passage.objects.filter(page="om")

    @cached_property
    def levels(self) -> list[Level]:
        return levels(list(InfrastructureLevel.objects.all()))

    @cached_property
    def gains(self) -> list[Gain]:
        return cached("gains", _read_gains)


@dataclass(frozen=True)
class Gain:
    """A perspective with the first cases that report gains in it, each with its gains, and how many cases they are."""

    perspective: GainPerspective
    cases: list[tuple[Any, list[Any]]]
    total: int


def _read_gains() -> list[Gain]:
    evidence: Any = GainPerspective._meta.get_field("evidence").related_model._default_manager
    gains = []
    for perspective in GainPerspective.objects.all():
        first = of_first_cases(evidence.published().filter(gain=perspective))
        reported = first.entries.select_related("case__municipality")
        cases = [(case, list(entries)) for case, entries in groupby(reported, key=lambda entry: entry.case)]
        gains.append(Gain(perspective, cases, first.total))
    return gains
