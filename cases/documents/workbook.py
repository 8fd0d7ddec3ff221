"""Sheets of cells as an Excel file: text is text there, and never a formula. Formulas are ours alone."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from casekatalog.core.spreadsheet_text import MAX_TEXT, escaped, first_units, units
from cases.documents.blocks import Formula, Link, Sheet
from cases.documents.stable import stable

CUT = " … (resten står på casens side)"
# Of a line of text in points.
LINE_HEIGHT = 15
_TOP = Alignment(vertical="top", wrap_text=True)
_BOLD, _LINK = Font(bold=True), Font(color="0059B3", underline="single")
_FORMULA_LIKE = ("=", "+", "-", "@")


def write(sheets: Iterable[Sheet]) -> bytes:
    """The workbook, a sheet at a time."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.title)
        _prepare(written, sheet)
        written.append(_cell(written, heading, _BOLD) for heading in sheet.headings)
        for number, row in enumerate(sheet.rows, start=2):
            texts = [value.text if isinstance(value, Link) else value for value in row]
            written.row_dimensions[number].height = LINE_HEIGHT * min(_lines(texts, sheet.widths), sheet.most_lines)
            cells = [_cell(written, text) for text in texts]
            for column, (cell, value) in enumerate(zip(cells, row, strict=True), start=1):
                if isinstance(value, Link):
                    _link(cell, value.url, number, column)
            written.append(cells)
    book.save(out := BytesIO())
    return stable(out.getvalue())


def _prepare(written: WriteOnlyWorksheet, sheet: Sheet) -> None:
    """Widths, headings that stay in sight, filters where it is a list, and a page as wide as the sheet, lying down."""
    kept, last = get_column_letter(sheet.kept + 1), get_column_letter(len(sheet.headings))
    for number, width in enumerate(sheet.widths, start=1):
        written.column_dimensions[get_column_letter(number)].width = width
    written.freeze_panes = f"{kept}2"
    end = len(sheet.rows) + 1
    if sheet.kept:
        written.auto_filter.ref = f"A1:{last}{end}"
    written.print_title_rows = "1:1"
    if sheet.printed:
        written.print_area = f"A1:{get_column_letter(sheet.printed)}{end}"
    written.page_setup.orientation, written.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    written.page_setup.fitToWidth, written.page_setup.fitToHeight = 1, 0
    written.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    written.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    written.oddFooter.left.text, written.oddFooter.right.text = "Casekatalog: &A", "Side &P af &N"


def _lines(texts: Iterable[Any], widths: Iterable[int]) -> int:
    """How many lines the longest text takes. Programs that open the file do not all find out by themselves."""
    folded = (
        sum(-(-len(line) // width) or 1 for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
        if isinstance(text, str)
    )
    return max(folded, default=1)


def _link(cell: WriteOnlyCell, url: str, row: int, column: int) -> None:
    """Make the cell lead to ``url``. A link names its cell, which has no place of its own before it is written."""
    cell.row, cell.column = row, column
    cell.hyperlink, cell.font = url, _LINK


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
