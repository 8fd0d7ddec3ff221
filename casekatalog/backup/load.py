"""Putting a backup into the database, in one transaction: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, transaction

from casekatalog.backup import Refused
from casekatalog.backup.archive import Archive
from casekatalog.backup.contents import all_models, tables
from casekatalog.backup.progress import Progress
from casekatalog.backup.rows import Table
from casekatalog.backup.sequences import raise_last_id
from cases.search.index import index_all

_AT_ONCE = 1_000
# Long enough for an editor's save, short enough for an operator's patience.
_LOCK_TIMEOUT = "20s"


def load(archive: Archive, progress: Progress) -> None:
    """Replace everything in the database with the backup, which ``Archive.check`` has found whole.

    Foreign keys are checked at the end of the transaction: Django makes them deferred on both databases.
    """
    wanted = tables()
    try:
        with transaction.atomic(durable=True):
            _keep_writers_out()
            _empty_all()
            for table in wanted:
                _insert(table, archive, progress)
            _check_references()
            for table in wanted:
                _compare(table, archive, progress)
                raise_last_id(table, archive.manifest.tables[table.label].last_id)
            progress.say("Bygger søgeindekset")
            index_all()
    except DatabaseError as error:
        raise Refused(f"Databasen afviste gendannelsen: {_first_line(error)}. Intet er ændret.") from error
    finally:
        ContentType.objects.clear_cache()


def _keep_writers_out() -> None:
    """Nobody may add a row between the emptying and the loading. Readers see the old content until the end.

    On SQLite the transaction itself has the only write lock.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(_quoted_tables())
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _empty_all() -> None:
    """Empty every table. Not TRUNCATE, which would show a backup being taken meanwhile an empty database."""
    with connection.cursor() as cursor:
        for name in _quoted_tables():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a table's own name, quoted


def _quoted_tables() -> list[str]:
    return [connection.ops.quote_name(model._meta.db_table) for model in all_models()]


def _insert(table: Table, archive: Archive, progress: Progress) -> None:
    total = archive.manifest.tables[table.label].rows
    rows = progress.over(archive.rows(table), f"Gendanner {table.label}", total)
    with _failure_named(table):
        while some := list(islice(rows, _AT_ONCE)):
            table.insert(some)


@contextmanager
def _failure_named(table: Table) -> Iterator[None]:
    try:
        yield
    # Beside the database's own errors: a number or a NUL that its driver won't send or can't read again.
    except (DatabaseError, ArithmeticError, ValueError) as error:
        raise Refused(
            f"Databasen afviste en række i tabellen {table.label}: {_first_line(error)}. Intet er ændret."
        ) from error


def _check_references() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(
            f"En række i sikkerhedskopien peger på en række, der ikke findes: {_first_line(error)}. Intet er ændret."
        ) from error


def _compare(table: Table, archive: Archive, progress: Progress) -> None:
    """The rows as the database now gives them are those of the file, to the last digit."""
    content = archive.manifest.tables[table.label]
    digest = hashlib.sha256()
    with _failure_named(table):
        for line in progress.over(table.lines(), f"Efterprøver {table.label}", content.rows):
            digest.update(line)
    if digest.hexdigest() != content.sha256:
        raise Refused(
            f"Denne database kan ikke gemme tabellen {table.label} præcis, som den står i filen. Intet er ændret."
        )


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")[:300]
