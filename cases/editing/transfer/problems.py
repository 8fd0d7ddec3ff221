"""What is wrong with a file, in words that lead to the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from cases.editing.transfer.limits import MAX_PROBLEMS

SHOWN = 80


@dataclass(frozen=True)
class Problem:
    """A reason, and where: the sheet or list, the row or line, and the column. Empty where it is the whole file."""

    reason: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = [self.sheet, f"række {self.row}" if self.row else "", self.column]
        return ": ".join(filter(None, [", ".join(filter(None, place)), self.reason]))


class FileRefusedError(Exception):
    """The file cannot be used, and reading on makes no sense."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = [Problem(p) if isinstance(p, str) else p for p in problems]
        super().__init__("; ".join(map(str, self.problems)))


class Problems(list[Problem]):
    """The problems of a file, in the order they are found. Stops at a hundred."""

    def add(self, problem: Problem) -> None:
        if problem not in self:
            self.append(problem)
        if len(self) >= MAX_PROBLEMS:
            more = Problem(f"Vi har stoppet ved {MAX_PROBLEMS} fejl. Der kan være flere.")
            raise FileRefusedError(*self, more)


def quoted(value: object) -> str:
    """A value from the file inside a message, shortened."""
    text = " ".join(str(value)[: SHOWN * 2].split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def suggestion(word: str, known: Iterable[str]) -> str:
    """“ Mente du …?” with the known words nearest to ``word``, or nothing."""
    by_casefold: dict[str, str] = {}
    for name in known:
        by_casefold.setdefault(name.casefold(), name)
    near = [by_casefold[name] for name in get_close_matches(word[:SHOWN].casefold(), by_casefold, n=3, cutoff=0.6)]
    return f" Mente du {' eller '.join(quoted(name) for name in near)}?" if near else ""


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """“Ukendt felt “titl”. Mente du “title”?”"""
    return f"Ukendt {what} {quoted(word)}.{suggestion(word, known)}"
