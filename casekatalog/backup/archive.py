"""Reading a backup. A file that is torn, foreign or made to do harm is refused before the database is touched.

Nothing in the file is trusted: only entries that a backup has are read, a line at a time, and never past what the
manifest says they hold.
"""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from casekatalog.backup import Refused
from casekatalog.backup.contents import tables
from casekatalog.backup.manifest import FOREIGN, NAME, Manifest
from casekatalog.backup.progress import Progress
from casekatalog.backup.rows import Table
from casekatalog.backup.values import NotARow

DAMAGED = "Filen er beskadiget eller kun delvist kopieret."
_LONGEST_MANIFEST = 4 * 2**20
LONGEST_LINE = 32 * 2**20
_BUFFER = 2**18
_ENCRYPTED = 0x1
# What zipfile raises on files that break its expectations.
_UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, ValueError, IndexError)


class Archive:
    """An open backup whose manifest has been read and whose entries are those of this program's tables."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        entries = _entries(zipped)
        self.manifest = Manifest.from_json(self._read_manifest(entries))
        self._entries = entries

    def _read_manifest(self, entries: dict[str, ZipInfo]) -> bytes:
        if NAME not in entries:
            raise Refused(FOREIGN)
        with _damage_refused(), self._open(entries[NAME]) as stream:
            text = stream.read(_LONGEST_MANIFEST + 1)
        if len(text) > _LONGEST_MANIFEST:
            raise Refused("Sikkerhedskopiens indholdsfortegnelse er for stor.")
        return text

    def check(self, progress: Progress) -> None:
        """Read everything and refuse the file if anything isn't as the manifest and this program's tables say."""
        wanted = {table.label: table for table in tables()}
        _check_same("tabeller", set(self.manifest.tables), set(wanted))
        _check_same("filer", set(self._entries) - {NAME}, {table.entry for table in wanted.values()})
        for label, content in self.manifest.tables.items():
            if self._entries[wanted[label].entry].file_size != content.bytes:
                raise Refused(f"{DAMAGED} Tabellen {label} har en anden størrelse end angivet.")
        for table in wanted.values():
            rows = self.rows(table)
            for _ in progress.over(rows, f"Kontrollerer {table.label}", self.manifest.tables[table.label].rows):
                pass

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The table's rows. What is wrong is said at the latest after the last."""
        content = self.manifest.tables[table.label]
        digest = hashlib.sha256()
        number = 0
        with _damage_refused(), self._open(self._entries[table.entry]) as stream:
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if number > content.rows:
                    raise Refused(f"{DAMAGED} Tabellen {table.label} har flere rækker end angivet.")
                digest.update(line)
                try:
                    yield table.parse(line)
                except NotARow:
                    raise Refused(f"{DAMAGED} Række {number} i tabellen {table.label} kan ikke læses.") from None
        if number < content.rows:
            raise Refused(f"{DAMAGED} Tabellen {table.label} har færre rækker end angivet.")
        if digest.hexdigest() != content.sha256:
            raise Refused(f"{DAMAGED} Tabellen {table.label} er ændret, siden sikkerhedskopien blev skrevet.")

    def _open(self, entry: ZipInfo) -> io.BufferedReader:
        return io.BufferedReader(cast(io.RawIOBase, self._zip.open(entry)), _BUFFER)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The backup at ``path``."""
    with _open_file(path) as file:
        start = file.read(2)
        with _damage_refused(DAMAGED if start == b"PK" else FOREIGN):
            zipped = ZipFile(file)
        with zipped:
            yield Archive(zipped)


def _open_file(path: Path) -> IO[bytes]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused(f"{path} er ikke en almindelig fil.")
        return path.open("rb")
    except FileNotFoundError:
        raise Refused(f"Filen {path} findes ikke.") from None
    except (OSError, ValueError):
        raise Refused(f"Filen {path} kan ikke læses.") from None


def _entries(zipped: ZipFile) -> dict[str, ZipInfo]:
    infos = zipped.infolist()
    entries = {info.filename: info for info in infos}
    if len(entries) != len(infos):
        raise Refused("Filen har flere dele med samme navn og kan ikke bruges.")
    if any(i.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or i.flag_bits & _ENCRYPTED for i in infos):
        raise Refused(FOREIGN)
    return entries


def _check_same(what: str, found: set[str], wanted: set[str]) -> None:
    if missing := wanted - found:
        raise Refused(f"Sikkerhedskopien mangler {what}: {_shown(missing)}.")
    if unknown := found - wanted:
        raise Refused(f"Sikkerhedskopien har {what}, som programmet ikke kender: {_shown(unknown)}.")


def _shown(names: set[str]) -> str:
    """The first few, without anything that a terminal would act on."""
    return ", ".join("".join(c if c.isprintable() else "?" for c in name[:60]) for name in sorted(names)[:3])


@contextmanager
def _damage_refused(message: str = DAMAGED) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise Refused(message) from error
