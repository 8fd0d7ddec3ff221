"""Cases as a workbook to sort and count in: a sheet for the cases, one for each list, and one about the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cases.documents.blocks import Sheet
from cases.publishing.columns import HEADINGS, LISTS, entry_rows, row
from cases.publishing.schemas import Data

_WIDE, _NARROW, _LONG = 60, 18, 100
_TEXTS = ("Titel", "Case", "Tekst", "Hvad", "Kildens ord")
# The columns of the main sheet from here on are texts.
_FIRST_TEXT = 16


def sheets_of(cases: Iterable[Data], about: Data, made_on: date) -> list[Sheet]:
    """The sheets of a workbook of these cases, in one pass. ``about`` is what the file says about itself."""
    main: list[list[Any]] = []
    lists: dict[str, list[list[Any]]] = {name: [] for name in LISTS}
    for case in cases:
        main.append(row(case, made_on))
        for name, rows in lists.items():
            rows += entry_rows(case, name)
    explanation = [about["source"], f"Hentet {about['made_on']} fra {about['url']}", *about["messages"]]
    return [
        _sheet("Cases", HEADINGS, main),
        *(_sheet(name, ("Nummer", "Case", *LISTS[name][1]), rows) for name, rows in lists.items()),
        Sheet("Om filen", (about["title"],), (_LONG,), [[line] for line in explanation]),
    ]


def _sheet(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """A sheet whose columns of text are wide."""
    widths = [
        _WIDE if heading in _TEXTS or place >= _FIRST_TEXT or place == len(headings) else _NARROW
        for place, heading in enumerate(headings, start=1)
    ]
    return Sheet(title, headings, widths, rows)
