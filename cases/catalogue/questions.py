"""What a reader of a case could ask its municipality: a question for each thing that the source does not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.models import Case
from cases.models.choices import (
    IN_USE,
    SUBJECTS_OF_COST,
    SUBJECTS_OF_EFFECT,
    FigureBasis,
    FigureSubject,
    PriceStatus,
)


@dataclass(frozen=True)
class Gap:
    """Something that a source may leave out, and what to ask then."""

    is_open: Callable[[Case], bool]
    question: str


def _subjects(case: Case) -> set[str]:
    return {figure.subject for figure in case.key_figures.all()}


def _is_measured(case: Case) -> bool:
    figures = case.key_figures.all()
    return any(figure.basis == FigureBasis.MEASURED and figure.subject in SUBJECTS_OF_EFFECT for figure in figures)


def _has_a_price(case: Case) -> bool:
    return bool(_subjects(case).intersection(SUBJECTS_OF_COST))


def _lacks_one_price(case: Case, subject: FigureSubject) -> bool:
    return _has_a_price(case) and subject not in _subjects(case)


def _is_withheld(case: Case) -> bool:
    return case.price_status == PriceStatus.WITHHELD


GAPS = (
    Gap(
        lambda case: not case.confirmed_on and not case.stopped_on,
        "Bruger I stadig løsningen? Hvis ikke: Hvad har I i stedet?",
    ),
    Gap(
        lambda case: not _has_a_price(case) and not _is_withheld(case),
        "Hvad kostede løsningen i anskaffelse og drift?",
    ),
    Gap(_is_withheld, "I ønskede ikke at oplyse prisen dengang. Kan I sige den nu?"),
    Gap(lambda case: _lacks_one_price(case, FigureSubject.INVESTMENT), "Hvad kostede anskaffelsen?"),
    Gap(lambda case: _lacks_one_price(case, FigureSubject.RUNNING_COST), "Hvad koster driften om året?"),
    Gap(lambda case: not _is_measured(case), "Har I målt, hvad løsningen giver, efter at I tog den i brug?"),
    Gap(
        lambda case: not any(date.status in IN_USE for date in case.operation_dates.all()),
        "Hvornår kom løsningen i drift?",
    ),
    Gap(
        lambda case: FigureSubject.TIME_TO_OPERATION not in _subjects(case),
        "Hvor lang tid gik der, fra I besluttede jer, til løsningen var i drift?",
    ),
    Gap(lambda case: not case.rollouts.all(), "Rullede I løsningen ud på én gang, parallelt eller trinvist?"),
    Gap(lambda case: FigureSubject.EFFORT not in _subjects(case), "Hvor mange timer brugte I selv på at indføre den?"),
)


def questions_to_ask(case: Case) -> list[str]:
    """The questions that the source leaves open. Asks no query of a case from ``CaseQuerySet.with_texts``."""
    return [gap.question for gap in GAPS if gap.is_open(case)]
