"""What the pages about the framework show."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from frameworks.charts import Bar, IndexChart, Level, bars, index_chart, levels
from frameworks.diagrams import Circle, Leavitt, PhaseHalf, balance, double_diamond, leavitt
from frameworks.entries import number_of
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


class Framework:
    """The three models: before, during and after. Each term carries ``number``, how many entries cases have."""

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """The page's passages by slug, with “_” for “-” so that a template can name them."""
        return {passage.slug.replace("-", "_"): passage for passage in Passage.objects.filter(page="analyseramme")}

    @cached_property
    def themes(self) -> QuerySet:
        return PreconditionTheme.objects.annotate(number=number_of("preconditions"))

    @cached_property
    def circles(self) -> list[Circle]:
        return balance(list(PreconditionPerspective.objects.annotate(number=number_of("preconditions"))))

    @cached_property
    def halves(self) -> list[PhaseHalf]:
        return double_diamond(list(Phase.objects.annotate(number=number_of("steps"))), [])

    @cached_property
    def leavitt(self) -> Leavitt:
        return leavitt(list(LeavittComponent.objects.annotate(number=number_of("changes"))), [])


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
    def gains(self) -> list[tuple[GainPerspective, list[Any]]]:
        """The three perspectives, each with the cases that report an effect in it, once each."""
        effects: Any = GainPerspective._meta.get_field("effects").related_model._default_manager
        related = Prefetch(
            "effects", queryset=effects.published().select_related("case__municipality").order_by("case__number")
        )
        return [
            (perspective, list(dict.fromkeys(effect.case for effect in perspective.effects.all())))
            for perspective in GainPerspective.objects.prefetch_related(related)
        ]
