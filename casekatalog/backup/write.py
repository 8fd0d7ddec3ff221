"""Writing a backup: one consistent picture of the database, in a file that is either whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import connection, transaction

from casekatalog.backup import Refused
from casekatalog.backup.archive import open_archive
from casekatalog.backup.contents import tables
from casekatalog.backup.manifest import NAME, Content, Manifest, product_version
from casekatalog.backup.progress import Progress
from casekatalog.backup.rows import Table
from casekatalog.backup.schema import applied_migrations
from casekatalog.backup.sequences import last_id

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_backup(path: Path, progress: Progress, overwrite: bool = False) -> Manifest:
    """Write the whole database to ``path``, and read the file again before it gets its name."""
    try:
        _check_target(path, overwrite)
        with _file_named_when_whole(path) as (file, name):
            with snapshot(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
                manifest = _write(archive, progress)
            file.flush()
            os.fsync(file.fileno())
            _check_readable(name, progress)
            _check_target(path, overwrite)
    except OSError as error:
        raise Refused(_in_danish(error, path)) from error
    return manifest


def _check_readable(path: Path, progress: Progress) -> None:
    try:
        with open_archive(path) as written:
            written.check(progress)
    except Refused as refused:
        raise Refused(f"Kopien kan ikke læses igen og er ikke gemt. {refused}") from refused


@contextmanager
def snapshot() -> Iterator[None]:
    """Every query inside sees the database as it is at the first of them, and holds no writer up."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        # The site's transactions take the write lock when they begin; reading needs none.
        sqlite: Any = connection
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic(durable=True):
                yield
        finally:
            sqlite.transaction_mode = usual
    else:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _write(archive: ZipFile, progress: Progress) -> Manifest:
    manifest = Manifest(
        product_version=product_version(),
        written_at=datetime.now(UTC),
        database=connection.vendor,
        migrations=applied_migrations(),
        tables={table.label: _write_table(archive, table, progress) for table in tables()},
    )
    archive.writestr(NAME, manifest.to_json())
    return manifest


def _write_table(archive: ZipFile, table: Table, progress: Progress) -> Content:
    digest = hashlib.sha256()
    rows = size = 0
    with archive.open(table.entry, "w", force_zip64=True) as entry:
        for line in progress.over(table.lines(), f"Skriver {table.label}", table.count()):
            entry.write(line)
            digest.update(line)
            rows += 1
            size += len(line)
    return Content(rows, size, digest.hexdigest(), last_id(table))


def _check_target(path: Path, overwrite: bool) -> None:
    if path.is_file() and not overwrite:
        raise Refused(f"Filen {path} findes allerede. Vælg et andet navn, eller brug --overwrite.")
    if path.exists() and not path.is_file():
        raise Refused(f"{path} er ikke en almindelig fil. Vælg et filnavn.")


@contextmanager
def _file_named_when_whole(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file in the same folder that only its owner can read. It becomes ``path`` if all goes well, else nothing."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, Path(name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _in_danish(error: OSError, path: Path) -> str:
    folder = path.absolute().parent
    if error.errno in _NO_ROOM:
        return f"Der er ikke plads til sikkerhedskopien i mappen {folder}. Intet er skrevet."
    if error.errno in _NOT_ALLOWED:
        return f"Der må ikke skrives i mappen {folder}. Intet er skrevet."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"Mappen {folder} findes ikke. Intet er skrevet."
    return f"Filen {path} kan ikke skrives: {error.strerror}. Intet er skrevet."
