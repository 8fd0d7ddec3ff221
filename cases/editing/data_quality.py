"""What a published case lacks: a fresh confirmation, the figures a reader plans by, questions for the fit check.

A case lacks figures when it does not say what it cost, what came of it, or how long it took to implement. The form of
rollout is not a figure, and the figures of scale alone help nobody decide.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case as FirstTrue
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from cases.models import Confirmation, GripEvidence, KeyFigure, Precondition, contact
from cases.models.choices import SUBJECTS_OF_COST, SUBJECTS_OF_EFFECT, FigureSubject
from cases.models.querysets import CaseQuerySet


def _no_figure(**conditions: Any) -> Q:
    return ~Q(Exists(KeyFigure.objects.filter(case=OuterRef("pk"), **conditions)))


# Each gap by the name it has in addresses, and as it ends the sentence “Casen mangler …”.
FIGURE_GAPS = {
    "pris": "hvad det kostede",
    "gevinst": "hvad der kom ud af det",
    "tid": "hvor lang tid det tog",
}
# To have no key figure at all.
NO_FIGURES, NO_FIGURES_IN_WORDS = "noegletal", "nøgletal"
_HAS_GAP = {
    "pris": _no_figure(subject__in=SUBJECTS_OF_COST),
    "gevinst": _no_figure(subject__in=SUBJECTS_OF_EFFECT),
    "tid": _no_figure(subject=FigureSubject.TIME_TO_OPERATION),
    NO_FIGURES: _no_figure(),
}


def with_figure_gaps(cases: CaseQuerySet) -> QuerySet[Any]:
    """Each case with what it lacks, 1 or 0, as ``lacks_pris`` and so on, and in ``lacks`` how much it is."""
    each = {
        f"lacks_{gap}": FirstTrue(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
        for gap, condition in _HAS_GAP.items()
    }
    return cases.annotate(**each).annotate(lacks=F("lacks_pris") + F("lacks_gevinst") + F("lacks_tid"))


def figure_gaps_in_words(case: Any) -> list[str]:
    """What a case from ``with_figure_gaps`` lacks, in words."""
    if case.lacks_noegletal:
        return [NO_FIGURES_IN_WORDS]
    return [words for gap, words in FIGURE_GAPS.items() if getattr(case, f"lacks_{gap}")]


def without_questions(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases with a precondition or a greb that “Passer den til os?” can ask no question about."""
    unasked = {"case": OuterRef("pk"), "question": ""}
    return cases.filter(Exists(Precondition.objects.filter(**unasked)) | Exists(GripEvidence.objects.filter(**unasked)))


def unconfirmed(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases that nobody has confirmed for two years, or ever. Not of a solution that is gone."""
    return cases.filter(contact.unconfirmed(), stopped_on__isnull=True)


def with_mailbox(cases: CaseQuerySet) -> QuerySet[Any]:
    """Each case with ``has_mailbox``: whether its municipality has a mailbox that a timer reminds."""
    answers = Confirmation.objects.filter(case=OuterRef("pk"), status=Confirmation.Status.APPROVED)
    return cases.annotate(has_mailbox=Exists(answers))
