"""Good questions to the municipalities of the project's cases, made of what the source does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.catalogue.questions import questions_to_ask
from cases.models import Case
from cases.project.state import Project


@dataclass(frozen=True)
class ToAsk:
    """What to ask the municipality of a case."""

    case: Case
    questions: Sequence[str]


def questions_for(project: Project) -> list[ToAsk]:
    """The questions to each municipality, in the cases' order."""
    return [ToAsk(case, questions_to_ask(case)) for case in project.cases]
