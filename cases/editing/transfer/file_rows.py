"""The rows of a file as they are written in it, and what is wrong with them, in words that lead to the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from casekatalog.core.clean_text import clean_line
from cases.editing.transfer.layout import Table
from cases.editing.transfer.limits import MAX_PROBLEMS

SHOWN = 80
# How much of a word must fit a known one, in per cent, and how many are named.
_NEAR, _MOST_NEAR = 60, 3


@dataclass(frozen=True)
class Problem:
    """A reason, and where: the sheet or list, the row or line, and the column. Empty where it is the whole file."""

    reason: str
    sheet: str = ""
    row: int | None = None
    column: str = ""


class FileRefusedError(Exception):
    """The file cannot be used, and reading on makes no sense."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = [Problem(p) if isinstance(p, str) else p for p in problems]


class Problems(list[Problem]):
    """The problems of a file, in the order they are found. Stops at a hundred."""

    def add(self, *problems: Problem) -> None:
        self.extend(problem for problem in problems if problem not in self)
        if len(self) >= MAX_PROBLEMS:
            more = Problem(f"Vi har stoppet ved {MAX_PROBLEMS} fejl. Der kan være flere.")
            raise FileRefusedError(*self[:MAX_PROBLEMS], more)


@dataclass(frozen=True)
class FileRow:
    """A row: what stands in each column that it has, and on which line of the file."""

    table: Table
    line: int
    raw: dict[str, Any]
    # YAML has each field on a line of its own.
    lines: dict[str, int] = field(default_factory=dict)
    # Columns that hold something no value can be made of. That is told already.
    unread: set[str] = field(default_factory=set)

    def problem(self, reason: str, column: str = "") -> Problem:
        """A problem with this row, or with one of its columns by name."""
        heading = self.table.by_name[column].heading if column else ""
        return Problem(reason, self.table.title, self.lines.get(column, self.line), heading)

    @property
    def place(self) -> str:
        """Where it stands, for messages about another row."""
        return f"{'linje' if self.lines else 'række'} {self.line}"

    @property
    def slug(self) -> str:
        """The case it belongs to. Empty when it does not say, or says something that is no slug."""
        value = self.raw.get(self.table.key)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return clean_line(value) if isinstance(value, str) else ""


@dataclass(frozen=True)
class FileRows:
    """The rows of a file. A list that is missing from ``lists`` is not in the file, and is left alone."""

    cases: list[FileRow]
    lists: dict[str, list[FileRow]]


def quoted(value: object) -> str:
    """A value from the file inside a message, shortened."""
    text = " ".join(str(value)[: SHOWN * 2].split())
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def suggestion(word: str, known: Iterable[str]) -> str:
    """“ Mente du …?” with the known words nearest to ``word``, or nothing."""
    by_casefold = {name.casefold(): name for name in reversed([*known])}
    # A file may have thousands of unknown words and thousands of known ones: difflib takes a quarter of an hour.
    near = process.extract(
        word[:SHOWN].casefold(), by_casefold.keys(), scorer=fuzz.ratio, limit=_MOST_NEAR, score_cutoff=_NEAR
    )
    names = (quoted(by_casefold[name]) for name, *_ in near)
    return f" Mente du {' eller '.join(names)}?" if near else ""


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """“Ukendt felt “titl”. Mente du “title”?”"""
    return f"Ukendt {what} {quoted(word)}.{suggestion(word, known)}"
