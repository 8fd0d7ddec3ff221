"""What the front page shows: the ways into the catalogue, with the number of cases behind each."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from casekatalog.core.vocabulary import Term
from cases.catalogue.facets import count_all_cases
from cases.models import Case, KeyFigure, SupportFunction, Task, Technology
from frameworks.models import Grip

FIGURES_SHOWN = 3
SUBJECTS_OF_GAIN = (KeyFigure.Subject.GAIN, KeyFigure.Subject.AUTOMATION, KeyFigure.Subject.TIME_SPENT)


def front_page() -> dict[str, Any]:
    """Return the front page's entry points. Every term has the ``number`` of cases behind it."""
    counts = count_all_cases()

    def counted(facet: str, model: type[Term]) -> list[Any]:
        terms: list[Any] = list(model._default_manager.all())
        for term in terms:
            term.number = counts[facet].get(term.slug, 0)
        return terms

    return {
        "total": Case.objects.published().count(),
        "figures": _measured_gains(),
        "support_functions": counted("omraade", SupportFunction),
        "grips": counted("greb", Grip),
        "tasks": [task for task in counted("opgave", Task) if task.number],
        "technologies": [technology for technology in counted("teknologi", Technology) if technology.number],
    }


def _measured_gains() -> QuerySet[KeyFigure]:
    """What municipalities measured that they got out of it: the first such figure of each support function."""
    first_figures = KeyFigure.objects.published().filter(
        order=1, basis=KeyFigure.Basis.MEASURED, subject__in=SUBJECTS_OF_GAIN
    )
    of_function = first_figures.filter(case__support_function=OuterRef("pk")).order_by("case__number")
    functions = SupportFunction.objects.order_by().annotate(figure=Subquery(of_function.values("pk")[:1]))
    figures = KeyFigure.objects.filter(pk__in=functions.filter(figure__isnull=False).values("figure"))
    return figures.select_related("case__municipality").order_by("case__support_function__order")[:FIGURES_SHOWN]
