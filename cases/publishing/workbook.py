"""Cases as a workbook to sort and count in: a sheet for the cases, one for each list, and one about the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from casekatalog.core.spreadsheet_text import MAX_TEXT, escaped
from cases.documents.file_text import printable
from cases.publishing.columns import HEADINGS, row
from cases.publishing.representation import Data

_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)
_WIDE, _NARROW, _LONG = 60, 18, 100
_FORMULA_LIKE = ("=", "+", "-", "@")

Row = Sequence[Any]
# Each list of a case as a sheet: its name, its columns, and the cells of an entry.
LISTS: Sequence[tuple[str, str, Sequence[str], Callable[[Data], Row]]] = (
    (
        "Nøgletal",
        "key_figures",
        (
            "Hvad",
            "Forbehold",
            "Tal eller fra",
            "Til",
            "Enhed",
            "Slags",
            "Emne",
            "År",
            "Oplyst af",
            "Side",
            "Kildens ord",
        ),
        lambda figure: (
            figure["label"],
            figure["qualifier"],
            figure["low"],
            figure["high"],
            figure["unit"],
            figure["basis"]["name"],
            figure["subject"]["name"],
            figure["year"],
            figure["stated_by"],
            figure["source_page"],
            figure["wording"],
        ),
    ),
    (
        "Forudsætninger",
        "preconditions",
        ("Perspektiv", "Tema", "Forudsætning"),
        lambda entry: (entry["perspective"]["name"], entry["theme"] and entry["theme"]["name"], entry["text"]),
    ),
    (
        "Trin",
        "steps",
        ("Trin", "Fase", "Overskrift", "Tekst"),
        lambda step: (step["number"], step["phase"]["name"], step["heading"], step["text"]),
    ),
    (
        "Ændringer",
        "changes",
        ("Del", "Centralt eller decentralt", "Ændring"),
        lambda change: (change["component"]["name"], change["scope"] and change["scope"]["name"], change["text"]),
    ),
)


def as_workbook(cases: Iterable[Data], about: Data, made_on: date) -> bytes:
    """The cases, in one pass."""
    book = Workbook(write_only=True)
    main = _sheet(book, "Cases", HEADINGS)
    lists = [(_sheet(book, title, ("Nummer", "Case", *headings)), key, cells) for title, key, headings, cells in LISTS]
    for case in cases:
        main.append(_cells(main, row(case, made_on)))
        for sheet, key, cells in lists:
            for entry in case[key]:
                sheet.append(_cells(sheet, (case["number"], case["title"], *cells(entry))))
    explanation = _sheet(book, "Om filen", (about["title"],), _LONG)
    for line in (about["source"], f"Hentet {about['made_on']} fra {about['url']}", *about["messages"]):
        explanation.append(_cells(explanation, (line,)))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, headings: Sequence[str], width: int = 0) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        is_text = heading in ("Titel", "Case", "Tekst", "Hvad", "Kildens ord") or number > 15 or heading == headings[-1]
        sheet.column_dimensions[get_column_letter(number)].width = width or (_WIDE if is_text else _NARROW)
    sheet.append([_cell(sheet, heading, _BOLD) for heading in headings])
    return sheet


def _cells(sheet: WriteOnlyWorksheet, values: Iterable[Any]) -> list[WriteOnlyCell]:
    return [_cell(sheet, value) for value in values]


def _cell(sheet: WriteOnlyWorksheet, value: Any, font: Font | None = None) -> WriteOnlyCell:
    """A number, or text that no program takes for a formula. A text longer than a cell holds is cut, and says so."""
    if not isinstance(value, str):
        return _styled(WriteOnlyCell(sheet, value), font)
    text = escaped(printable(value))
    cell = WriteOnlyCell(sheet)
    cell.value = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 40] + " … (resten står på casens side)"
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA_LIKE)
    return _styled(cell, font)


def _styled(cell: WriteOnlyCell, font: Font | None) -> WriteOnlyCell:
    cell.alignment = _TOP
    if font:
        cell.font = font
    return cell
