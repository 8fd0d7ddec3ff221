"""A workbook is a zip file of XML. This looks through it before any library builds something of it.

What it passes on is a new archive of only what it has looked at, so that nothing else can be read.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from openpyxl.utils import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS

from cases.editing.transfer.limits import (
    MAX_COLUMNS,
    MAX_PARTS_OF_ZIP,
    MAX_ROWS,
    MAX_UNPACKED,
    MAX_XML_DEPTH,
    MAX_XML_ELEMENTS,
    MEGABYTE,
)
from cases.editing.transfer.problems import FileRefusedError

_CHUNK = 64 * 1024
_BROKEN = "Regnearket er i stykker og kan ikke åbnes. Gem det igen som .xlsx, og prøv en gang til."
_TOO_LARGE = (
    f"Regnearket fylder mere end {MAX_UNPACKED // MEGABYTE} MB, når det er pakket ud. Slet det, der ikke er cases."
)
_ENCRYPTED = 0x1
_ROW, _CELL = f"{SHEET_MAIN_NS} row", f"{SHEET_MAIN_NS} c"
# The parts that hold a workbook's content. Pictures, macros and the like are left out.
_XML = (".xml", ".rels")


def checked_archive(data: bytes) -> BytesIO:
    """The parts of the workbook that are XML, each looked through, as a new archive.

    Raises:
        FileRefusedError: when the archive is broken, encrypted or too large, or has XML that no workbook has.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _copied(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileRefusedError(_BROKEN) from error


def _copied(archive: zipfile.ZipFile) -> BytesIO:
    members = archive.infolist()
    if len(members) > MAX_PARTS_OF_ZIP or len({member.filename for member in members}) < len(members):
        raise FileRefusedError(_BROKEN)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefusedError("Regnearket har en adgangskode. Gem det uden adgangskode, og prøv igen.")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise FileRefusedError(_TOO_LARGE)
    out, left, counter = BytesIO(), MAX_UNPACKED, _Counter()
    with zipfile.ZipFile(out, "w") as copy:
        for member in members:
            if member.filename.lower().endswith(_XML):
                content = _unpacked(archive, member, left)
                left -= len(content)
                counter.look_through(content)
                copy.writestr(member.filename, content)
    out.seek(0)
    return out


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """The content, counted while it is unpacked: the size an archive states is only what it states."""
    content = bytearray()
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            content += chunk
            if len(content) > limit:
                raise FileRefusedError(_TOO_LARGE)
    return bytes(content)


class _Counter:
    """Counts what the XML would become, and refuses what workbooks never have: a document type with entities."""

    def __init__(self) -> None:
        self.elements = 0

    def look_through(self, content: bytes) -> None:
        self.depth = self.rows = self.last_row = self.last_column = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise FileRefusedError(_BROKEN) from error

    def _doctype(self, *declaration: object) -> None:
        raise FileRefusedError("Regnearket har en DTD. Den slags hører ikke til i regneark og bliver ikke læst.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_XML_ELEMENTS or self.depth > MAX_XML_DEPTH:
            raise FileRefusedError(_TOO_LARGE)
        if name == _ROW:
            self.rows += 1
            self._row(attributes.get("r"))
        elif name == _CELL and self.rows:
            self._cell(attributes.get("r"))

    def _row(self, number: str | None) -> None:
        """Rows come in order, as in every workbook; openpyxl would leave the others out."""
        at = int(number) if number else self.last_row + 1
        if at <= self.last_row:
            raise FileRefusedError(_BROKEN)
        if at > MAX_ROWS + 1:
            raise FileRefusedError(f"Et ark har mere end {MAX_ROWS} rækker. Slet dem, der ikke er cases eller punkter.")
        self.last_row, self.last_column = at, 0

    def _cell(self, coordinate: str | None) -> None:
        at = coordinate_to_tuple(coordinate)[1] if coordinate else self.last_column + 1
        if at <= self.last_column:
            raise FileRefusedError(_BROKEN)
        if at > MAX_COLUMNS:
            raise FileRefusedError(f"Et ark har mere end {MAX_COLUMNS} kolonner. Slet dem, der ikke skal bruges.")
        self.last_column = at

    def _end(self, name: str) -> None:
        self.depth -= 1
