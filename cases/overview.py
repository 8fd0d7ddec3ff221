"""What the front page shows: the ways into the catalogue, with the number of cases behind each."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Count, QuerySet

from cases.models import Case, KeyFigure, SupportFunction, Task, Technology
from frameworks.models import Grip

FIGURES_SHOWN = 3


class FrontPage:
    """The front page's entry points."""

    @cached_property
    def total(self) -> int:
        return Case.objects.count()

    @cached_property
    def support_functions(self) -> QuerySet:
        return SupportFunction.objects.annotate(number=Count("cases"))

    @cached_property
    def technologies(self) -> QuerySet:
        return Technology.objects.annotate(number=Count("cases")).filter(number__gt=0)

    @cached_property
    def tasks(self) -> QuerySet:
        return Task.objects.annotate(number=Count("cases")).filter(number__gt=0)

    @cached_property
    def grips(self) -> QuerySet:
        return Grip.objects.annotate(number=Count("evidence__case", distinct=True))

    @cached_property
    def figures(self) -> QuerySet[KeyFigure]:
        """Measured gains that stand first in their case: what a municipality got out of it."""
        gains = [KeyFigure.Subject.GAIN, KeyFigure.Subject.AUTOMATION, KeyFigure.Subject.TIME_SPENT]
        return KeyFigure.objects.filter(order=1, basis=KeyFigure.Basis.MEASURED, subject__in=gains).select_related(
            "case__municipality"
        )[:FIGURES_SHOWN]
