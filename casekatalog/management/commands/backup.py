"""Write the whole database to one file: a consistent picture of it, either whole or not there."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import CharField, Model
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format

from casekatalog import backup
from casekatalog.backup import Refused


class Command(BaseCommand):
    help = "Skriver hele databasen til én fil, som “restore” kan gendanne i SQLite eller PostgreSQL. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="filen, der skal skrives")
        parser.add_argument("--overwrite", action="store_true", help="erstat filen, hvis den findes")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            rows = self._write_whole(path, options["overwrite"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"Databasen kan ikke læses: {error}") from error
        except OSError as error:
            raise CommandError(_in_danish(error, path)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"Skrev {number_format(rows.total(), force_grouping=True)} rækker i {len(rows)} tabeller til {path} "
                f"({filesizeformat(path.stat().st_size)}). "
                "Filen rummer adgangskoder i kodet form: gem den som en hemmelighed."
            )

    def _write_whole(self, path: Path, overwrite: bool) -> Counter[str]:
        """Write to a file beside ``path`` that only its owner can read, and name it ``path`` when it has been read."""
        _check_target(path, overwrite)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                rows = self._write(file)
                file.flush()
                os.fsync(file.fileno())
            _check_readable(temporary)
            _check_target(path, overwrite)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        return rows

    def _write(self, file: IO[bytes]) -> Counter[str]:
        """Write the backup. Returns the number of rows of each table."""
        migrations = sorted(backup.applied_migrations())
        rows = Counter({model._meta.label_lower: 0 for model in backup.kept_models()})
        digest = hashlib.sha256()
        with snapshot(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
            with archive.open(backup.ROWS, "w", force_zip64=True) as entry:
                for model in backup.kept_models():
                    for row in backup.rows_in_database(model):
                        line = self._line(row)
                        entry.write(line)
                        digest.update(line)
                        rows[model._meta.label_lower] += 1
            manifest = {
                "format": backup.FORMAT,
                "product_version": backup.product_version(),
                "written_at": datetime.now(UTC).isoformat(),
                "migrations": migrations,
                "rows": rows,
                "last_ids": backup.last_ids(),
                "sha256": digest.hexdigest(),
            }
            archive.writestr(backup.MANIFEST, json.dumps(manifest, indent=1))
        return rows

    def _line(self, row: Model) -> bytes:
        for field, problem in _refused_by_postgresql(row):
            self.stderr.write(f"Advarsel: {_place(row)}, feltet “{field}” {problem}. PostgreSQL vil afvise kopien.")
        try:
            return backup.line_of(row)
        except ValueError as error:
            raise Refused(f"{_place(row)} kan ikke skrives: {error}. Intet er skrevet.") from error


def _refused_by_postgresql(row: Model) -> Iterator[tuple[str, str]]:
    """Yield each field whose value SQLite takes and PostgreSQL does not, and what is wrong with it."""
    for field in row._meta.local_concrete_fields:
        value = getattr(row, field.attname)
        limits = BaseDatabaseOperations.integer_field_ranges.get(field.get_internal_type())
        if isinstance(value, str) and "\0" in value:
            yield field.name, "har et nul-tegn"
        elif isinstance(value, str) and isinstance(field, CharField) and len(value) > (field.max_length or len(value)):
            yield field.name, f"er længere end {field.max_length} tegn"
        elif isinstance(value, int) and limits and not limits[0] <= value <= limits[1]:
            yield field.name, "er et for stort tal"


def _place(row: Model) -> str:
    case = getattr(row, "case", None)
    return f"{row._meta.label_lower} nr. {row.pk}" + (f" i casen “{case}”" if case else "")


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query inside see the database as it is at the first of them, and hold no writer up."""
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


def _check_readable(path: Path) -> None:
    try:
        with backup.open_archive(path) as written:
            written.check()
    except Refused as refused:
        raise Refused(f"Kopien kan ikke læses igen og er ikke gemt. {refused}") from refused


def _check_target(path: Path, overwrite: bool) -> None:
    if path.is_file() and not overwrite:
        raise Refused(f"Filen {path} findes allerede. Vælg et andet navn, eller brug --overwrite.")
    if path.exists() and not path.is_file():
        raise Refused(f"{path} er ikke en almindelig fil. Vælg et filnavn.")


def _in_danish(error: OSError, path: Path) -> str:
    folder = path.absolute().parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"Der er ikke plads til sikkerhedskopien i mappen {folder}. Intet er skrevet."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Der må ikke skrives i mappen {folder}. Intet er skrevet."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"Mappen {folder} findes ikke. Intet er skrevet."
    return f"Filen {path} kan ikke skrives: {error.strerror}. Intet er skrevet."
