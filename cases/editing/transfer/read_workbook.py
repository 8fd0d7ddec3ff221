"""Cases from a workbook (XLSX), which is a zip file of XML."""

from __future__ import annotations

import logging
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook

from casekatalog.core.clean_text import clean_line
from casekatalog.core.spreadsheet_text import unescaped
from cases.editing.transfer.file_rows import FileRefusedError, FileRow, FileRows, Problem, Problems, quoted, unknown
from cases.editing.transfer.guide import IGNORED_SHEETS
from cases.editing.transfer.layout import Column, Table, case_table, tables
from cases.editing.transfer.limits import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, MAX_XML_ELEMENTS, MEGABYTE

logger = logging.getLogger(__name__)

_ENCRYPTED = 0x1
# How a file begins that is an old workbook (XLS), or one with a password.
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "Regnearket har en adgangskode eller er gemt i et gammelt format. Gem det som .xlsx uden."
_UNREADABLE = "Regnearket kan ikke læses. Åbn det i et regnearksprogram, gem det som .xlsx, og prøv igen."
_DTD = "Regnearket har en DTD. Den slags hører ikke til i regneark og bliver ikke læst."
_STRICT = (
    "Regnearket er gemt som “Strict Open XML”, som vi ikke kan læse. "
    "Gem det igen som almindelig Excel-projektmappe (.xlsx)."
)
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"
# As large as a sheet can be: cells without a value, which only have a colour, may fill it.
_WIDTH_OF_SHEET, _LENGTH_OF_SHEET = 16_384, 1_048_576
_UNPACKED = f"{MAX_UNPACKED // MEGABYTE} MB"
_TOO_LARGE = f"Regnearket fylder mere end {_UNPACKED}, når det er pakket ud. Slet det, der ikke er cases."
_TOO_MUCH = (
    f"Et ark har mere end {MAX_ROWS} rækker eller {MAX_COLUMNS} kolonner. Slet det, der ikke er cases eller punkter."
)
_NO_VALUE = {"f": "en formel. Indsæt resultatet som værdi", "e": "en fejl: {}"}


def read_workbook(data: bytes, problems: Problems) -> FileRows:
    """The rows of the workbook's sheets. Problems with single cells are added to ``problems``.

    Raises:
        FileRefusedError: when the workbook as a whole cannot be read.
    """
    if data.startswith(_OLE):
        raise FileRefusedError(_LOCKED)
    try:
        _check_size(data)
        # Formulas are asked for, not their last results (data_only), so that they can be seen and refused.
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return _source(book.worksheets, problems)
    except FileRefusedError:
        raise
    except Exception as error:
        # On a broken workbook openpyxl raises whatever its parts raise.
        logger.info("A workbook could not be read: %r", error)
        raise FileRefusedError(_UNREADABLE) from error


def _check_size(data: bytes) -> None:
    """Refuse a workbook that is too large or has what no workbook has, before openpyxl builds anything of it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if any(member.flag_bits & _ENCRYPTED for member in archive.infolist()):
            raise FileRefusedError(_LOCKED)
        # The stated sizes are enough: zipfile unpacks no more of a part than they say.
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise FileRefusedError(_TOO_LARGE)
        _check_xml(archive)
        # Known as a workbook by then, and bounded.
        if "xl/workbook.xml" in archive.namelist() and _STRICT_NAMESPACE in archive.read("xl/workbook.xml"):
            raise FileRefusedError(_STRICT)


def _check_xml(archive: zipfile.ZipFile) -> None:
    elements = cells = 0

    def start(name: str, _: Any) -> None:
        nonlocal elements, cells
        elements += 1
        cells = 0 if name.endswith(" row") else cells + name.endswith(" c")
        if elements > MAX_XML_ELEMENTS:
            raise FileRefusedError(_TOO_LARGE)
        if cells > _WIDTH_OF_SHEET:
            raise FileRefusedError(_TOO_MUCH)

    def start_of_dtd(*_: Any) -> None:
        raise FileRefusedError(_DTD)

    for name in archive.namelist():
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, start_of_dtd
        # Pictures and the like are no XML. What is broken openpyxl refuses.
        with suppress(expat.ExpatError):
            parser.Parse(archive.read(name), True)


def _source(sheets: Iterable[Any], problems: Problems) -> FileRows:
    by_title = {table.title.casefold(): table for table in tables()}
    ignored = {title.casefold() for title in IGNORED_SHEETS}
    found: dict[str, list[FileRow]] = {}
    for sheet in sheets:
        title = clean_line(sheet.title).casefold()
        if title in by_title:
            table = by_title[title]
            found[table.name] = list(_rows(sheet, table, problems))
        elif title not in ignored:
            problems.add(Problem(unknown("ark", sheet.title, [table.title for table in tables()])))
    if "" not in found:
        raise FileRefusedError(*problems, f"Arket “{case_table().title}” mangler. Det har en række for hver case.")
    if any(problem.row == 1 for problem in problems):
        # Without its heading a column says nothing, and what follows from that is not the file's fault.
        raise FileRefusedError(*problems)
    return FileRows(found.pop(""), found)


def _rows(sheet: Any, table: Table, problems: Problems) -> Iterator[FileRow]:
    # What the sheet says of its size need not be true.
    sheet.reset_dimensions()
    columns: dict[int, Column] = {}
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        filled = {number: cell for number, cell in enumerate(cells) if _is_filled(cell.value)}
        if line > _LENGTH_OF_SHEET or (filled and (line > MAX_ROWS + 1 or max(filled) >= MAX_COLUMNS)):
            raise FileRefusedError(_TOO_MUCH)
        if line == 1:
            columns = _columns(filled, table, problems)
        elif columns and filled:
            yield _row(FileRow(table, line, {}), filled, columns, problems)


def _is_filled(value: Any) -> bool:
    return bool(clean_line(value)) if isinstance(value, str) else value is not None


def _columns(cells: dict[int, Any], table: Table, problems: Problems) -> dict[int, Column]:
    """Which column stands where, by the headings in the first row. None when some are wrong."""
    known = {column.heading.casefold(): column for column in table.columns}
    written = {number: clean_line(str(cell.value)) for number, cell in cells.items()}
    found = {number: known[text.casefold()] for number, text in written.items() if text.casefold() in known}
    before = len(problems)
    missing = [column.heading for column in table.columns if column not in found.values()]
    for number in written.keys() - found.keys():
        reason = unknown("kolonne", written[number], missing)
        problems.add(Problem(reason, table.title, 1))
        # The one it is meant for is named in the message.
        missing = [heading for heading in missing if quoted(heading) not in reason]
    for heading in missing:
        problems.add(Problem(f"Kolonnen {quoted(heading)} mangler.", table.title, 1, heading))
    for column, times in Counter(found.values()).items():
        if times > 1:
            problems.add(Problem(f"Kolonnen {quoted(column.heading)} står {times} gange.", table.title, 1))
    return found if len(problems) == before else {}


def _row(row: FileRow, cells: dict[int, Any], columns: dict[int, Column], problems: Problems) -> FileRow:
    for number, cell in cells.items():
        if number not in columns:
            reason = f"{quoted(cell.value)} står i en kolonne uden overskrift."
            problems.add(Problem(reason, row.table.title, row.line))
        elif reason := _NO_VALUE.get(cell.data_type, ""):
            name = columns[number].name
            problems.add(row.problem(f"Cellen {cell.coordinate} har {reason.format(quoted(cell.value))}.", name))
            row.unread.add(name)
        else:
            row.raw[columns[number].name] = unescaped(cell.value) if isinstance(cell.value, str) else cell.value
    return row
