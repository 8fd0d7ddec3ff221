"""Refuse a workbook that is broken or too large before openpyxl builds anything of it.

A workbook is a zip file of XML. defusedxml reads the XML for openpyxl too, and expands no entities.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DTDForbidden
from defusedxml.sax import make_parser
from openpyxl.utils import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS

from cases.editing.transfer import limits
from cases.editing.transfer.problems import FileRefusedError

_BROKEN = "Regnearket er i stykker og kan ikke åbnes. Gem det igen som .xlsx, og prøv en gang til."
_UNPACKED = f"{limits.MAX_UNPACKED // limits.MEGABYTE} MB"
_TOO_LARGE = f"Regnearket fylder mere end {_UNPACKED}, når det er pakket ud. Slet det, der ikke er cases."
_DTD = "Regnearket har en DTD. Den slags hører ikke til i regneark og bliver ikke læst."
_ENCRYPTED = 0x1
# What zipfile, zlib, expat and openpyxl raise on broken data.
_ERRORS = (zipfile.BadZipFile, zlib.error, SAXException, EOFError, OSError, RuntimeError, ValueError)


def check_workbook(data: bytes) -> None:
    """Look through the workbook.

    Raises:
        FileRefusedError: when it is broken, encrypted or too large, or has XML that no workbook has.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            _check_xml(archive)
    except DTDForbidden as error:
        raise FileRefusedError(_DTD) from error
    except _ERRORS as error:
        raise FileRefusedError(_BROKEN) from error


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    """The stated sizes are enough: zipfile unpacks no more of a part than they say."""
    if len(members) > limits.MAX_PARTS_OF_ZIP or len({member.filename for member in members}) < len(members):
        raise FileRefusedError(_BROKEN)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefusedError("Regnearket har en adgangskode. Gem det uden adgangskode, og prøv igen.")
    if sum(member.file_size for member in members) > limits.MAX_UNPACKED:
        raise FileRefusedError(_TOO_LARGE)


def _check_xml(archive: zipfile.ZipFile) -> None:
    parser, bounds = make_parser(), _Bounds()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(bounds)
    for name in archive.namelist():
        # A part may be XML whatever it is called; pictures and the like are not.
        may_be_other = not name.lower().endswith((".xml", ".rels"))
        with archive.open(name) as part, suppress(*[SAXException] if may_be_other else []):
            parser.parse(part)


class _Bounds(ContentHandler):
    """Counts what openpyxl would keep in memory: the elements of all parts, and the rows and columns of each sheet."""

    elements = 0

    def startDocument(self) -> None:  # noqa: N802
        self.depth = self.row = self.column = 0

    def startElementNS(self, name: Any, qname: Any, attributes: AttributesNSImpl) -> None:  # noqa: N802
        self.elements += 1
        self.depth += 1
        if self.elements > limits.MAX_XML_ELEMENTS or self.depth > limits.MAX_XML_DEPTH:
            raise FileRefusedError(_TOO_LARGE)
        stated = attributes.get((None, "r"))
        if name == (SHEET_MAIN_NS, "row"):
            self.row = _next(
                self.row, int(stated) if stated else None, limits.MAX_ROWS + 1, f"{limits.MAX_ROWS} rækker"
            )
            self.column = 0
        elif name == (SHEET_MAIN_NS, "c") and self.row:
            column = coordinate_to_tuple(stated)[1] if stated else None
            self.column = _next(self.column, column, limits.MAX_COLUMNS, f"{limits.MAX_COLUMNS} kolonner")

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        self.depth -= 1


def _next(last: int, stated: int | None, most: int, limit: str) -> int:
    """The place of a row or cell. They come in order, as in every workbook: openpyxl would leave the others out."""
    place = stated or last + 1
    if place <= last:
        raise FileRefusedError(_BROKEN)
    if place > most:
        raise FileRefusedError(f"Et ark har mere end {limit}. Slet det, der ikke er cases eller punkter.")
    return place
