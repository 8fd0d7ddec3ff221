"""What came of it, what it cost and how long it took, as short as a card and a row of the table have room for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.models import Case, KeyFigure
from cases.models.choices import FigureAnswer, FigureSubject, PriceStatus
from cases.models.content import NOT_STATED

# The full stop of a sentence, not that of an abbreviation or a date, which a small letter or a digit follows.
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])")


@dataclass(frozen=True)
class ShortAnswer:
    """A figure, or a few words where there is none."""

    label: str
    figure: KeyFigure | None
    words: str


def short_answers(case: Case) -> list[ShortAnswer]:
    """The three answers of a case from ``CaseQuerySet.for_cards``."""
    figures = {figure.answers: figure for figure in case.key_figures.all() if figure.answers}
    return [
        ShortAnswer("Effekt", figures.get(FigureAnswer.OUTCOME), first_sentence(case.answer_outcome)),
        ShortAnswer("Pris", figures.get(FigureAnswer.COST), price_in_words(case)),
        ShortAnswer("Tid til drift", figures.get(FigureAnswer.EFFORT), first_sentence(case.answer_effort)),
    ]


def prices(case: Case) -> list[KeyFigure]:
    """The first investment and the first running cost. A case may have either, both or none."""
    figures = list(case.key_figures.all())
    return [
        figure
        for subject in (FigureSubject.INVESTMENT, FigureSubject.RUNNING_COST)
        for figure in [figure for figure in figures if figure.subject == subject][:1]
    ]


def price_in_words(case: Case) -> str:
    """Why there is no amount, or the sentence about what it cost."""
    if case.price_status == PriceStatus.STATED:
        return first_sentence(case.answer_cost)
    return str(case.get_price_status_display())


def first_clause(text: str) -> str:
    """The sentence without what follows a semicolon."""
    return text.partition(";")[0]


def first_sentence(text: str) -> str:
    return _END_OF_SENTENCE.split(text, maxsplit=1)[0] or NOT_STATED
