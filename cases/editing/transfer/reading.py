"""A file's rows, by what kind of file it is."""

from __future__ import annotations

from pathlib import PurePath

from cases.editing.transfer.file_rows import FileRows
from cases.editing.transfer.limits import MAX_UPLOAD, MEGABYTE
from cases.editing.transfer.problems import FileRefusedError, Problems

YAML_ENDINGS, WORKBOOK_ENDING = (".yaml", ".yml"), ".xlsx"
TOO_LARGE = f"Filen fylder mere end {MAX_UPLOAD // MEGABYTE} MB. Del den i flere filer med færre cases i hver."
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read(name: str, data: bytes, problems: Problems) -> FileRows:
    """The rows of the file called ``name``.

    Raises:
        FileRefusedError: when it is not a file with cases.
    """
    if len(data) > MAX_UPLOAD:
        raise FileRefusedError(TOO_LARGE)
    if not data.strip():
        raise FileRefusedError("Filen er tom.")
    ending = PurePath(name).suffix.lower()
    if ending == WORKBOOK_ENDING:
        if data.startswith(_OLE):
            raise FileRefusedError(
                "Regnearket har en adgangskode eller er gemt i et gammelt format. Gem det som .xlsx uden."
            )
        if not data.startswith(_ZIP):
            raise FileRefusedError("Filen hedder .xlsx, men er ikke et regneark.")
        # The library is large, and few processes ever read a workbook.
        from cases.editing.transfer.read_workbook import read_workbook

        return read_workbook(data, problems)
    if ending in YAML_ENDINGS:
        if data.startswith((_ZIP, _OLE)):
            raise FileRefusedError("Filen hedder .yaml, men er ikke tekst. Er det en zip-fil, så pak den ud først.")
        from cases.editing.transfer.read_yaml import read_yaml

        return read_yaml(data, problems)
    raise FileRefusedError("Filen skal være YAML (.yaml) eller et regneark (.xlsx).")
