"""Several people's answers side by side: their links are pasted together, and nothing of them is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from cases.project.fit_check import FitCheck, Question
from cases.project.state import Project

MOST_LINKS = 12
# Characters: a full project of four cases fits in 2,000.
LONGEST_LINK = 4_000


@dataclass(frozen=True)
class Compared:
    """A question, and what each person answered."""

    question: Question
    answers: Sequence[Question]

    @property
    def is_disputed(self) -> bool:
        return len({answer.answer for answer in self.answers}) > 1


class Group:
    """The answers behind the links in ``text``, one a line. The cases are those of the first link."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        links = [line for line in lines if "?" in line and len(line) <= LONGEST_LINK]
        self.messages: list[str] = []
        if strange := len(lines) - len(links):
            self.messages.append(f"{strange} af linjerne er ikke et link til et projekt. De er ikke brugt.")
        if len(links) > MOST_LINKS:
            self.messages.append(f"Der er plads til {MOST_LINKS} links. Vi har brugt de første {MOST_LINKS}.")
        queries = [QueryDict(link.partition("?")[2].partition("#")[0]) for link in links[:MOST_LINKS]]
        self.project = Project(queries[0] if queries else QueryDict())
        self.answers = [_answers(query) for query in queries]

    @property
    def rows(self) -> list[Compared]:
        """Every question, those they disagree about first."""
        questions = FitCheck(self.project).questions
        rows = [
            Compared(
                question,
                [Question(question.case, question.entry, given.get(question.name, "")) for given in self.answers],
            )
            for question in questions
        ]
        return sorted(rows, key=lambda row: not row.is_disputed)

    @property
    def disputed(self) -> int:
        return sum(row.is_disputed for row in self.rows)


def _answers(query: QueryDict) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if name.startswith("f")}
