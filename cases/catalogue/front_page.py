"""What the front page shows: the ways into the catalogue, with the number of cases behind each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from casekatalog.core.vocabulary import Term
from cases.catalogue.facets import count_all_cases
from cases.models import Case, KeyFigure, SupportFunction, Task, Technology
from frameworks.models import Grip

FIGURES_SHOWN = 3
SUBJECTS_OF_GAIN = (KeyFigure.Subject.GAIN, KeyFigure.Subject.AUTOMATION, KeyFigure.Subject.TIME_SPENT)


class FrontPage:
    """The front page's entry points."""

    def __init__(self) -> None:
        self.counts = count_all_cases()

    @property
    def total(self) -> int:
        return Case.objects.published().count()

    def _counted(self, facet: str, model: type[Term]) -> list[Any]:
        """Every term, with the ``number`` of cases that have it."""
        terms: list[Any] = list(model._default_manager.all())
        for term in terms:
            term.number = self.counts[facet].get(term.slug, 0)
        return terms

    @cached_property
    def support_functions(self) -> list[Any]:
        return self._counted("omraade", SupportFunction)

    @cached_property
    def technologies(self) -> list[Any]:
        return [technology for technology in self._counted("teknologi", Technology) if technology.number]

    @cached_property
    def tasks(self) -> list[Any]:
        return [task for task in self._counted("opgave", Task) if task.number]

    @cached_property
    def grips(self) -> list[Any]:
        return self._counted("greb", Grip)

    @cached_property
    def figures(self) -> QuerySet[KeyFigure]:
        """What municipalities measured that they got out of it: the first such figure of each support function."""
        first_figures = KeyFigure.objects.published().filter(
            order=1, basis=KeyFigure.Basis.MEASURED, subject__in=SUBJECTS_OF_GAIN
        )
        of_function = first_figures.filter(case__support_function=OuterRef("pk")).order_by("case__number")
        chosen = SupportFunction.objects.order_by().annotate(figure=Subquery(of_function.values("pk")[:1]))
        figures = KeyFigure.objects.filter(pk__in=chosen.filter(figure__isnull=False).values("figure"))
        return figures.select_related("case__municipality").order_by("case__support_function__order")[:FIGURES_SHOWN]
