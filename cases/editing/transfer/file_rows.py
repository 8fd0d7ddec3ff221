"""A file's rows as they are written in it, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cases.editing.transfer.layout import Table, tables
from cases.editing.transfer.problems import Problem


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

    def problem(self, reason: str, column: str | None = None) -> Problem:
        """A problem with this row, or with one of its columns by name."""
        heading = self.table.by_name[column].heading if column else ""
        return Problem(reason, self.table.title, self.lines.get(column or "", self.line), heading)

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
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class FileRows:
    """The rows of a file. A list that is missing from ``lists`` is not in the file, and is left alone."""

    cases: list[FileRow]
    lists: dict[str, list[FileRow]]


def in_order_of_file(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as somebody meets them who goes through the sheets from the first row to the last."""
    sheets = ["", *(table.title for table in tables())]
    return sorted(problems, key=lambda problem: (sheets.index(problem.sheet), problem.row or 0))
