"""What the front page shows: the ways into the catalogue, with the number of cases behind each."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Count, OuterRef, QuerySet, Subquery

from casekatalog.publication import is_published
from cases.models import Case, KeyFigure, SupportFunction, Task, Technology
from frameworks.models import Grip

FIGURES_SHOWN = 3
SUBJECTS_OF_GAIN = (KeyFigure.Subject.GAIN, KeyFigure.Subject.AUTOMATION, KeyFigure.Subject.TIME_SPENT)


def _number_of(path: str) -> Count:
    """How many published cases stand at the end of ``path``."""
    return Count(path, filter=is_published(path), distinct=True)


class FrontPage:
    """The front page's entry points."""

    @cached_property
    def total(self) -> int:
        return Case.objects.published().count()

    @cached_property
    def support_functions(self) -> QuerySet:
        return SupportFunction.objects.annotate(number=_number_of("cases"))

    @cached_property
    def technologies(self) -> QuerySet:
        return Technology.objects.annotate(number=_number_of("cases")).filter(number__gt=0)

    @cached_property
    def tasks(self) -> QuerySet:
        return Task.objects.annotate(number=_number_of("cases")).filter(number__gt=0)

    @cached_property
    def grips(self) -> QuerySet:
        return Grip.objects.annotate(number=_number_of("evidence__case"))

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
