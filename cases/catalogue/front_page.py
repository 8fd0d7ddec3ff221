"""What the front page shows: the ways into the catalogue, with the number of cases behind each."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact, IsNull

from casekatalog.core.vocabulary import Term
from cases.catalogue.facets import count_all_cases
from cases.models import Case, KeyFigure, SupportFunction, Task, Technology
from cases.models.choices import SUBJECTS_OF_EFFECT, FigureAnswer, FigureBasis
from frameworks.models import Grip

GAINS_SHOWN = 3


def front_page() -> dict[str, Any]:
    """Return the front page's entry points. Every term has the ``number`` of cases behind it."""
    counts = count_all_cases()

    def counted(facet: str, model: type[Term]) -> list[Any]:
        terms: list[Any] = list(model._default_manager.all())
        for term in terms:
            term.number = counts[facet].get(term.slug, 0)
        return terms

    return {
        **_size(),
        "gains": _gains(),
        "support_functions": counted("omraade", SupportFunction),
        "grips": counted("greb", Grip),
        "tasks": [task for task in counted("opgave", Task) if task.number],
        "technologies": [technology for technology in counted("teknologi", Technology) if technology.number],
    }


def _size() -> dict[str, int]:
    """How many cases there are, from how many municipalities, and how many of them stand in the catalogue of 2019."""
    return Case.objects.published().aggregate(
        total=Count("pk"),
        municipalities=Count("municipality", distinct=True),
        of_2019=Count("pk", filter=Q(source="")),
    )


def _gains() -> QuerySet[KeyFigure]:
    """What municipalities say they got out of it, one figure of a case.

    Comparisons with both ends come first, then what was measured. Estimates and goals are left out.
    """
    shown_first = (IsNull(F("before_low"), True), Exact(F("basis"), FigureBasis.MEASURED).desc(), "case__number", "pk")
    gains = (
        KeyFigure.objects.published()
        .filter(
            Q(before_low__isnull=False) | Q(answers=FigureAnswer.OUTCOME),
            subject__in=SUBJECTS_OF_EFFECT,
            basis__in=(FigureBasis.MEASURED, FigureBasis.STATED),
        )
        .order_by(*shown_first)
    )
    first_of_case = Subquery(gains.filter(case=OuterRef("case")).values("pk")[:1])
    return gains.filter(pk=first_of_case).select_related("case__municipality")[:GAINS_SHOWN]
