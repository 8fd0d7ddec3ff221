"""Sheets of cells as an Excel file: text is text there, and never a formula. Formulas are ours alone."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from casekatalog.core.spreadsheet_text import MAX_TEXT, escaped, first_units, units
from cases.documents.blocks import Formula, Sheet
from cases.documents.stable import stable

CUT = " … (resten står på casens side)"
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD = Font(bold=True)
_FORMULA_LIKE = ("=", "+", "-", "@")


def write(sheets: Iterable[Sheet]) -> bytes:
    """The workbook, a sheet at a time."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.title)
        written.freeze_panes = "A2"
        for number, width in enumerate(sheet.widths, start=1):
            written.column_dimensions[get_column_letter(number)].width = width
        written.append(_cell(written, heading, _BOLD) for heading in sheet.headings)
        for row in sheet.rows:
            written.append(_cell(written, value) for value in row)
    book.save(out := BytesIO())
    return stable(out.getvalue())


def _cell(sheet: WriteOnlyWorksheet, value: Any, font: Font | None = None) -> WriteOnlyCell:
    """A number, or text that no program takes for a formula. A text longer than a cell holds is cut, and says so."""
    cell = WriteOnlyCell(sheet, None if isinstance(value, (str, Formula)) else value)
    cell.alignment = _TOP
    if font:
        cell.font = font
    if isinstance(value, Formula):
        cell.value, cell.number_format = f"={value.expression}", value.number_format
    if isinstance(value, str):
        text = escaped(value)
        cell.value = text if units(text) <= MAX_TEXT else first_units(text, MAX_TEXT - len(CUT)) + CUT
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA_LIKE)
    return cell
