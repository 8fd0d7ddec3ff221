"""Cases from a workbook (XLSX)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from casekatalog.core.spreadsheet_text import unescaped
from cases.editing.transfer.file_rows import FileRow, FileRows
from cases.editing.transfer.guide import IGNORED_SHEETS
from cases.editing.transfer.layout import Column, Table, case_table, tables
from cases.editing.transfer.limits import MAX_COLUMNS, MAX_ROWS
from cases.editing.transfer.problems import FileRefusedError, Problem, Problems, quoted, unknown
from cases.editing.transfer.workbook_bounds import check_workbook

logger = logging.getLogger(__name__)

_NO_VALUE = {"f": "en formel. Indsæt resultatet som værdi", "e": "en fejl: {}"}
_UNREADABLE = "Regnearket kan ikke læses. Åbn det i et regnearksprogram, gem det som .xlsx, og prøv igen."


def read_workbook(data: bytes, problems: Problems) -> FileRows:
    """The rows of the workbook's sheets. Problems with single cells are added to ``problems``.

    Raises:
        FileRefusedError: when the workbook as a whole cannot be read.
    """
    check_workbook(data)
    try:
        # Formulas are asked for, not their last results (data_only), so that they can be seen and refused.
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return _source(book.worksheets, problems)
    except FileRefusedError:
        raise
    except Exception as error:
        # On a broken workbook openpyxl raises whatever its parts raise.
        logger.info("A workbook could not be read: %r", error)
        raise FileRefusedError(_UNREADABLE) from error


def _source(sheets: Iterable[Any], problems: Problems) -> FileRows:
    by_title = {table.title.casefold(): table for table in tables()}
    ignored = {title.casefold() for title in IGNORED_SHEETS}
    found: dict[str, list[FileRow]] = {}
    for sheet in sheets:
        title = sheet.title.strip().casefold()
        if title in by_title:
            table = by_title[title]
            found[table.name] = list(_rows(sheet, table, problems))
        elif title not in ignored:
            problems.add(Problem(unknown("ark", sheet.title, [table.title for table in tables()])))
    if "" not in found:
        raise FileRefusedError(*problems, f"Arket “{case_table().title}” mangler. Det har en række for hver case.")
    return FileRows(found.pop(""), found)


def _rows(sheet: Any, table: Table, problems: Problems) -> Iterator[FileRow]:
    sheet.reset_dimensions()
    # Bounded also here: a row may say that its number is a billion.
    lines = sheet.iter_rows(min_row=1, max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
    columns = _columns(next(lines, ()), table, problems)
    if not columns:
        return
    for line, cells in enumerate(lines, start=2):
        row = FileRow(table, line, {})
        for number, cell in enumerate(cells):
            if _is_empty(cell):
                continue
            if number not in columns:
                problems.add(Problem(f"{quoted(cell.value)} står i en kolonne uden overskrift.", table.title, line))
            else:
                _read_value(cell, row, columns[number], problems)
        if row.raw or row.unread:
            yield row


def _is_empty(cell: Any) -> bool:
    return cell.value is None or cell.value == ""


def _columns(cells: Iterable[Any], table: Table, problems: Problems) -> dict[int, Column]:
    """Which column stands where, by the headings in the first row."""
    known = {column.heading.casefold(): column for column in table.columns}
    written = {number: " ".join(str(cell.value).split()) for number, cell in enumerate(cells) if not _is_empty(cell)}
    found = {number: known[text.casefold()] for number, text in written.items() if text.casefold() in known}
    before = len(problems)
    missing = [column.heading for column in table.columns if column not in found.values()]
    for number in written.keys() - found.keys():
        problems.add(Problem(unknown("kolonne", written[number], missing), table.title, 1))
    for heading in missing:
        problems.add(Problem(f"Kolonnen {quoted(heading)} mangler.", table.title, 1, heading))
    for column, times in Counter(found.values()).items():
        if times > 1:
            problems.add(Problem(f"Kolonnen {quoted(column.heading)} står {times} gange.", table.title, 1))
    return found if len(problems) == before else {}


def _read_value(cell: Any, row: FileRow, column: Column, problems: Problems) -> None:
    if reason := _NO_VALUE.get(cell.data_type):
        problems.add(row.problem(f"Cellen {cell.coordinate} har {reason.format(quoted(cell.value))}.", column.name))
        row.unread.add(column.name)
    else:
        row.raw[column.name] = unescaped(cell.value) if isinstance(cell.value, str) else cell.value
