"""Replace the whole database with a backup, in one transaction: all of it, or nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime

from casekatalog import backup
from casekatalog.backup import Archive, Refused
from casekatalog.core.data_version import set_new_version

_AT_ONCE = 1_000
# Long enough for an editor's save, short enough for an operator's patience.
_LOCK_TIMEOUT = "20s"


class Command(BaseCommand):
    help = "Erstatter alt i databasen med en sikkerhedskopi, som “backup” har skrevet. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="sikkerhedskopien")
        parser.add_argument("--check", action="store_true", help="kontrollér kun filen; databasen røres ikke")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="spørg ikke")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with backup.open_archive(options["file"]) as archive:
                archive.check()
                said = f"Filen er hel og passer til databasen: {_described(archive)}."
                if not options["check"]:
                    if options["interactive"] and not self._agrees_to_lose_content(archive):
                        raise Refused("Gendannelsen er afbrudt. Intet er ændret.")
                    _load(archive)
                    said = f"Gendannede {_described(archive)}. Alle er logget ud. Genstart webserveren."
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"Databasen kan ikke bruges: {error}") from error
        if options["verbosity"]:
            self.stdout.write(said)

    def _agrees_to_lose_content(self, archive: Archive) -> bool:
        place = connection.settings_dict["NAME"]
        self.stdout.write(f"Gendannelsen sletter alt i databasen {place} og sætter sikkerhedskopien i stedet.")
        self.stdout.write("Alle bliver logget ud. Antal rækker nu og bagefter:")
        for model in backup.kept_models():
            label = model._meta.label_lower
            now, then = QuerySet(model).count(), archive.manifest["rows"][label]
            if now or then:
                self.stdout.write(f"  {_danish(now):>9} {_danish(then):>9}  {label}")
        try:
            return input("Skriv “ja” for at gå videre: ").strip() == "ja"
        except (EOFError, KeyboardInterrupt):
            return False


def _load(archive: Archive) -> None:
    """Replace everything in the database with a backup that has been checked. Raises Refused; then nothing changed."""
    try:
        with transaction.atomic(durable=True):
            _keep_writers_out()
            _empty_all()
            _for_each_table(archive, _insert)
            with _failure_named("En række peger på en række, der ikke findes"):
                # Django defers foreign keys to the end of the transaction on both databases.
                connection.check_constraints()
            _for_each_table(archive, _compare)
            backup.raise_last_ids(archive.manifest["last_ids"])
            set_new_version()
            call_command("reindex", stdout=io.StringIO())
    except DatabaseError as error:
        raise Refused(f"Databasen afviste gendannelsen: {_first_line(error)}. Intet er ændret.") from error
    finally:
        ContentType.objects.clear_cache()


def _keep_writers_out() -> None:
    """Let no row be added between the emptying and the loading. Readers see the old content until the end.

    On SQLite the transaction itself has the only write lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            cursor.execute(f"LOCK TABLE {', '.join(_quoted_tables())} IN EXCLUSIVE MODE")


def _empty_all() -> None:
    """Empty every table. Not TRUNCATE, which would show a backup being taken meanwhile an empty database."""
    with connection.cursor() as cursor:
        for name in _quoted_tables():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a table's own name, quoted


def _quoted_tables() -> list[str]:
    return [connection.ops.quote_name(model._meta.db_table) for model in backup.all_models()]


def _for_each_table(archive: Archive, act: Callable[[type[Model], list[tuple[bytes, Model]]], None]) -> None:
    # Beside the database's own errors: a number or a NUL that its driver refuses to send or to read again.
    with closing(archive.lines()) as all_lines:
        for model, lines in groupby(all_lines, key=lambda line: type(line[1])):
            with _failure_named(f"Databasen afviste en række i tabellen {model._meta.label_lower}"):
                act(model, list(lines))


def _insert(model: type[Model], lines: list[tuple[bytes, Model]]) -> None:
    """Store these rows as they are: like loaddata without signals and ``auto_now``, but many rows at once."""
    rows = [row for _, row in lines]
    # A generated column is the database's to compute.
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    at_once = min(_AT_ONCE, connection.ops.bulk_batch_size(fields, rows))
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        QuerySet(model)._insert(some, fields=fields, using=DEFAULT_DB_ALIAS, raw=True)  # type: ignore[attr-defined]


def _compare(model: type[Model], lines: list[tuple[bytes, Model]]) -> None:
    """Raises Refused unless the rows, as the database now gives them, are those of the file, to the last digit."""
    if _by_key(map(backup.line_of, backup.rows_in_database(model))) != _by_key(line for line, _ in lines):
        raise Refused(
            f"Denne database kan ikke gemme tabellen {model._meta.label_lower} præcis, som den står i filen. "
            "Intet er ændret."
        )


def _by_key(lines: Iterable[bytes]) -> dict[Any, Any]:
    """The rows by their keys: databases order texts differently, and write the same number differently in JSON."""
    return {row["pk"]: row for row in map(json.loads, lines)}


@contextmanager
def _failure_named(what: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, ArithmeticError, ValueError) as error:
        raise Refused(f"{what}: {_first_line(error)}. Intet er ændret.") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")[:300]


def _described(archive: Archive) -> str:
    rows = archive.manifest["rows"].values()
    written = localtime(datetime.fromisoformat(archive.manifest["written_at"]))
    moment = date_format(written, r"j. F Y \k\l. H.i")
    return f"{_danish(sum(rows))} rækker i {len(rows)} tabeller fra {moment}"


def _danish(number: int) -> str:
    return number_format(number, force_grouping=True)
