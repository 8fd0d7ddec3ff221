"""What a published case lacks: a fresh confirmation from the municipality, and the figures a reader plans by.

A case misses figures when it does not say what it cost, what came of it, or how long it took to implement. The form of
rollout is not a figure, and the figures of scale alone help nobody decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case as FirstTrue
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from cases.catalogue.front_page import SUBJECTS_OF_GAIN
from cases.models import KeyFigure
from cases.models.contact import oldest_confirmation
from cases.models.figures import SUBJECTS_OF_COST
from cases.models.querysets import CaseQuerySet

# Each gap by the name it has in addresses, and as it ends the sentence “Casen mangler …”.
GAPS = {
    "pris": "hvad det kostede",
    "gevinst": "hvad der kom ud af det",
    "tid": "hvor lang tid det tog",
}
NO_FIGURES = "nøgletal"


def _lacks(gap: str) -> Q:
    if gap == "tid":
        return Q(months_to_implement__isnull=True)
    subjects = {"pris": SUBJECTS_OF_COST, "gevinst": SUBJECTS_OF_GAIN}
    conditions = {"subject__in": subjects[gap]} if gap in subjects else {}
    return ~Q(Exists(KeyFigure.objects.filter(case=OuterRef("pk"), **conditions)))


def missing(cases: CaseQuerySet, gaps: Iterable[str] = GAPS) -> CaseQuerySet:
    """The cases that lack any of ``gaps``. “noegletal” is to have no key figure at all."""
    condition = Q()
    for gap in gaps:
        condition |= _lacks(gap)
    return cases.filter(condition)


def with_gaps(cases: CaseQuerySet) -> QuerySet[Any]:
    """Each case with what it lacks, 1 or 0, as ``lacks_pris`` and so on, and in ``lacks`` how much it is."""
    each = {
        f"lacks_{gap}": FirstTrue(When(_lacks(gap), then=Value(1)), default=Value(0), output_field=IntegerField())
        for gap in ("noegletal", *GAPS)
    }
    return cases.annotate(**each).annotate(lacks=F("lacks_pris") + F("lacks_gevinst") + F("lacks_tid"))


def named_gaps(case: Any) -> list[str]:
    """What a case from ``with_gaps`` lacks, in words."""
    named = [words for gap, words in GAPS.items() if getattr(case, f"lacks_{gap}")]
    return [NO_FIGURES, *(words for words in named if words == GAPS["tid"])] if case.lacks_noegletal else named


def unconfirmed(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases that nobody has confirmed for two years, or ever."""
    return cases.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=oldest_confirmation()))
