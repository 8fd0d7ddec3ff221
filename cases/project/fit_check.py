"""Does the solution fit us? One question for each precondition and greb of the project's cases, and what follows.

There is no score and no ranking: the talk about the answers is the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db import models
from django.db.models import Q

from cases.models import Case, GripEvidence, Precondition
from cases.project.state import Project
from frameworks.models import PreconditionTheme


class FitAnswer(models.TextChoices):
    """An answer as an address has it."""

    IN_PLACE = "p", "På plads"
    PARTLY = "d", "Delvist"
    OBTAINABLE = "k", "Mangler, kan skaffes"
    MISSING = "m", "Mangler"
    UNKNOWN = "v", "Ved ikke"


TO_GET = (FitAnswer.PARTLY, FitAnswer.OBTAINABLE)


@dataclass(frozen=True)
class Question:
    """A question with the answer that the address has; an answer that is none counts as not answered.

    ``entry`` is the case's own sentence with its page.
    """

    case: Case
    entry: Precondition | GripEvidence
    given: str = ""

    @property
    def name(self) -> str:
        """Its name in the address."""
        return f"f{self.case.number}-{self.entry.key}"

    @property
    def text(self) -> str:
        return self.entry.question

    @property
    def theme(self) -> PreconditionTheme | None:
        return self.entry.fit_theme

    @property
    def is_required(self) -> bool:
        return self.entry.required

    @property
    def answer(self) -> FitAnswer | None:
        return FitAnswer(self.given) if self.given in FitAnswer.values else None

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """The answers as a form offers them: value, words, and whether it is the one given."""
        return [(option.value, str(option.label), option == self.answer) for option in FitAnswer]

    @property
    def what_to_do(self) -> str:
        """What an answer that is not “På plads” asks for."""
        return "Skaf" if self.answer in TO_GET else "Afklar"

    @property
    def shown(self) -> str:
        return str(self.answer.label) if self.answer else "Ikke besvaret"

    @property
    def url(self) -> str:
        return f"{self.case.get_absolute_url()}#{self.entry.anchor}"


@dataclass(frozen=True)
class Theme:
    """The questions of all cases under one theme."""

    name: str
    slug: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class ThemeOfGaps:
    """A theme under which something is not in place: the questions, and each case's first entry under it."""

    theme: PreconditionTheme
    questions: Sequence[Question]
    others: Sequence[Precondition]


class FitCheck:
    """The questions of a project's cases, and what the answers come to."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def questions(self) -> list[Question]:
        """Every question, in the order of the cases and of their entries."""
        return [
            Question(case, entry, self.project.answers.get(f"{case.number}-{entry.key}", ""))
            for case in self.project.cases
            for entry in _entries(case)
            if entry.question
        ]

    @property
    def themes(self) -> list[Theme]:
        """The questions under their themes, in the themes' order; must-haves first in each."""

        def place(question: Question) -> tuple[int, str]:
            return (question.theme.order, question.theme.slug) if question.theme else (1_000_000, "")

        def first(question: Question) -> tuple[tuple[int, str], bool]:
            return place(question), not question.is_required

        grouped = groupby(sorted(self.questions, key=first), key=place)
        return [_theme(list(questions)) for _, questions in grouped]

    @property
    def ready(self) -> list[Question]:
        """“Klar”: what is in place."""
        return self._with(FitAnswer.IN_PLACE)

    @property
    def to_get(self) -> list[Question]:
        """“Skal skaffes”: what is there in part, or can be had."""
        return self._with(*TO_GET)

    @property
    def to_clarify(self) -> list[Question]:
        """“Skal afklares først”: the rest, the unanswered too."""
        return self._with(FitAnswer.MISSING, FitAnswer.UNKNOWN, None)

    def _with(self, *answers: FitAnswer | None) -> list[Question]:
        """The questions with one of these answers, must-haves on top."""
        found = [question for question in self.questions if question.answer in answers]
        return sorted(found, key=lambda question: not question.is_required)

    @property
    def is_answered(self) -> bool:
        return any(question.answer for question in self.questions)

    @cached_property
    def blocking(self) -> list[Question]:
        """The must-haves that are missing and cannot be had."""
        return [q for q in self.questions if q.is_required and q.answer == FitAnswer.MISSING]

    @cached_property
    def first(self) -> list[Question]:
        """What has to be clarified before the next step: the third group, and each must-have that is not in place."""
        return [*self.to_clarify, *(question for question in self.to_get if question.is_required)]

    @property
    def verdict(self) -> str:
        """What follows, in one sentence."""
        if self.blocking:
            return "Ikke nu"
        if self.first:
            one = len(self.first) == 1
            return "Afklar dette ene spørgsmål først" if one else f"Afklar disse {len(self.first)} spørgsmål først"
        return "Gå videre til foranalyse"

    @property
    def without_must_haves(self) -> list[Case]:
        """The cases of which the source names nothing that had to be in place."""
        having = {question.case.pk for question in self.questions if question.is_required}
        return [case for case in self.project.cases if case.pk not in having]

    @property
    def removed(self) -> list[str]:
        """The answers to questions that are gone, by the case they belonged to, in words."""
        known = {f"{question.case.number}-{question.entry.key}" for question in self.questions}
        numbers = {str(case.number): case for case in self.project.cases}
        lost = [key.partition("-")[0] for key in self.project.answers if key not in known]
        return [
            f"{lost.count(number)} af spørgsmålene fra “{numbers[number]}” findes ikke længere. Svaret er ikke brugt."
            for number in dict.fromkeys(lost)
            if number in numbers
        ]

    @cached_property
    def gaps(self) -> list[ThemeOfGaps]:
        """The themes of what is not in place, each with the cases that write about it. One query."""
        missing = [question for question in (*self.to_clarify, *self.to_get) if question.theme]
        themes = {question.theme.pk: question.theme for question in missing if question.theme}
        same_theme = Q(theme__in=themes) | Q(theme__isnull=True, question_theme__in=themes)
        entries = Precondition.objects.published().filter(same_theme).select_related("case__municipality")
        others: dict[int, dict[int, Precondition]] = {pk: {} for pk in themes}
        for entry in entries.order_by("case__number", "order"):
            others[entry.theme_id or entry.question_theme_id or 0].setdefault(entry.case_id, entry)
        return [
            ThemeOfGaps(theme, [q for q in missing if q.theme == theme], list(others[theme.pk].values()))
            for theme in sorted(themes.values(), key=lambda theme: theme.order)
        ]


def _theme(questions: Sequence[Question]) -> Theme:
    theme = questions[0].theme
    return Theme(theme.name if theme else "Andet", theme.slug if theme else "andet", questions)


def _entries(case: Case) -> list[Precondition | GripEvidence]:
    return [*case.preconditions.all(), *case.evidence.all()]
