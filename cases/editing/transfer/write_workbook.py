"""Cases as a workbook: a sheet for the cases, one for each list, one that explains, and one with values to choose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import models
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casekatalog.core.spreadsheet_text import MAX_TEXT, escaped, units
from cases.editing.transfer.guide import GUIDE, GUIDE_SHEET, VALUES_SHEET
from cases.editing.transfer.layout import CASE, Column, Table, tables
from cases.editing.transfer.limits import MAX_ENTRIES_IN_LIST
from cases.editing.transfer.values import BETWEEN_VALUES, NO, YES, readable
from cases.models import Case
from cases.models.records import stored

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet program may take for a formula when the text is typed again or saved as CSV.
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@")
_HEADING = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="DCE6F1")}
_TOP = Alignment(vertical="top", wrap_text=True)
_ONLY_FROM_LIST: Any = {
    "allow_blank": True,
    "showErrorMessage": True,
    "errorTitle": "Ukendt værdi",
    "error": f"Vælg en værdi fra listen. Alle værdier står på arket {VALUES_SHEET}.",
}
_WIDE, _NARROW = 60, 18


class TooLongForCellError(Exception):
    """A text is longer than a cell can hold."""


def as_workbook(cases: Iterable[Case]) -> bytes:
    """The cases with all their lists. The queries do not grow with the cases.

    Raises:
        TooLongForCellError: when a text is longer than a cell can hold. Nothing is shortened silently.
    """
    book = Workbook()
    book.active.title = GUIDE_SHEET
    _explain(book.active)
    whole = stored(cases)
    sheets = [(table, book.create_sheet(table.title)) for table in tables()]
    choices = _Choices(book.create_sheet(VALUES_SHEET))
    for table, sheet in sheets:
        rows = [row for case in whole for row in getattr(case, table.name).all()] if table.name else whole
        _fill(sheet, table, rows, choices)
    book.active = 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class _Choices:
    """The values each column with a vocabulary can take, side by side on a sheet of their own."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.places: dict[tuple[str, ...], str] = {}
        sheet.freeze_panes = "A2"

    def place_of(self, column: Column) -> str:
        """Where in the workbook the column's values stand. Empty when it takes any."""
        values = tuple(_choices(column))
        if values and values not in self.places:
            number = len(self.places) + 1
            letter = get_column_letter(number)
            self.sheet.column_dimensions[letter].width = _WIDE / 2
            _write(self.sheet.cell(1, number), column.heading, **_HEADING)
            for row, value in enumerate(values, start=2):
                _write(self.sheet.cell(row, number), value)
            self.places[values] = f"={VALUES_SHEET}!${letter}$2:${letter}${len(values) + 1}"
        return self.places.get(values, "")


def _choices(column: Column) -> Iterable[str]:
    field = column.field
    if column.vocabulary:
        return [readable(column, row) for row in column.vocabulary._default_manager.all()]
    if isinstance(field, models.BooleanField):
        return [YES, NO]
    return [str(label) for value, label in field.flatchoices if value]


def _fill(sheet: Worksheet, table: Table, rows: Iterable[Any], choices: _Choices) -> None:
    columns = sorted(table.columns, key=lambda column: column.name != table.key)
    for number, column in enumerate(columns, start=1):
        _write(sheet.cell(1, number), column.heading, alignment=_TOP, **_HEADING)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDE if isinstance(column.field, models.TextField) else _NARROW
        # A cell takes one value from a list, so a column for several has its values on the sheet, to copy from.
        if (where := choices.place_of(column)) and not column.has_many:
            cells = f"{letter}2:{letter}{MAX_ENTRIES_IN_LIST * 4}"
            sheet.add_data_validation(DataValidation("list", where, sqref=cells, **_ONLY_FROM_LIST))
    for line, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            _write(sheet.cell(line, number), _value(column, row), alignment=_TOP)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 1)}"


def _value(column: Column, row: Any) -> Any:
    """What the cell holds: a number, a date, or text that an editor reads."""
    value = getattr(row, column.name)
    if column.has_many:
        return BETWEEN_VALUES.join(readable(column, item) for item in value.all())
    if column.name == CASE:
        return value.slug
    if value is None or (isinstance(value, (int, Decimal, date)) and not isinstance(value, bool)):
        return value
    return readable(column, value)


def _write(cell: Cell, value: Any, **style: Any) -> None:
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str):
        value = escaped(value)
        if units(value) > MAX_TEXT:
            raise TooLongForCellError
        cell.quotePrefix = value.startswith(_LOOKS_LIKE_A_FORMULA)
    cell.value = value
    if isinstance(value, str):
        # openpyxl takes “=1” for a formula and “#N/A” for an error.
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    for name, setting in style.items():
        setattr(cell, name, setting)


def _explain(sheet: Worksheet) -> None:
    for number, line in enumerate(GUIDE.splitlines(), start=1):
        text = line.removeprefix("# ")
        _write(sheet.cell(number, 1), text, alignment=_TOP, font=Font(bold=text != line))
    sheet.column_dimensions["A"].width = 100
