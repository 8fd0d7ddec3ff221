"""Replace the whole database with a backup, in one transaction: all of it, or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import BigIntegerField, Max, Model, QuerySet
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.timezone import localtime
from reversion.models import Version

from casekatalog import backup
from casekatalog.core.data_version import set_new_version
from cases.models import Case


class Command(BaseCommand):
    help = "Erstatter alt i databasen med en sikkerhedskopi, som “backup” har skrevet. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="sikkerhedskopien")
        parser.add_argument("--check", action="store_true", help="kontrollér kun filen; databasen røres ikke")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="spørg ikke")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = backup.check(path)
            written = date_format(localtime(datetime.fromisoformat(manifest["written_at"])), r"j. F Y \k\l. H.i")
            what = f"{intcomma(sum(manifest['rows'].values()))} rækker i {len(manifest['rows'])} tabeller fra {written}"
            said = f"Filen er hel og passer til databasen: {what}."
            if not options["check"]:
                if options["interactive"] and not self._agrees_to_lose_content(manifest["rows"]):
                    raise CommandError("Gendannelsen er afbrudt. Intet er ændret.")
                _load(path, manifest)
                said = f"Gendannede {what}. Alle er logget ud. Genstart webserveren."
        except (DatabaseError, ArithmeticError, ValueError) as error:
            raise CommandError(f"Databasen afviste gendannelsen: {error}. Intet er ændret.") from error
        if options["verbosity"]:
            self.stdout.write(said)

    def _agrees_to_lose_content(self, rows: dict[str, int]) -> bool:
        self.stdout.write(f"Gendannelsen sletter alt i databasen {connection.settings_dict['NAME']} og sætter kopien i")
        self.stdout.write("stedet. Alle bliver logget ud. Antal rækker nu og bagefter:")
        for model in backup.kept_models():
            now, then = QuerySet(model).count(), rows[model._meta.label_lower]
            if now or then:
                self.stdout.write(f"  {intcomma(now):>9} {intcomma(then):>9}  {model._meta.label_lower}")
        return input("Skriv “ja” for at gå videre: ").strip() == "ja"


def _load(path: Path, manifest: dict[str, Any]) -> None:
    """Replace everything in the database with a file that has been checked. Raises its own or the database's error."""
    with transaction.atomic(durable=True):
        _empty_all()
        for model, rows in groupby(backup.read_rows(path, manifest["rows"]), lambda row: row._meta.model):
            try:
                _insert(model, rows)
            except (DatabaseError, ArithmeticError, ValueError) as error:
                # Beside the database's own errors: a number or a NUL that its driver refuses to send.
                raise DatabaseError(f"en række i {model._meta.label_lower}: {error}") from error
        # Django defers foreign keys to the end of the transaction on both databases.
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), backup.kept_models()):
                cursor.execute(statement)
        _spare_deleted_cases()
        set_new_version()
        ContentType.objects.clear_cache()
        call_command("reindex", stdout=io.StringIO())


def _empty_all() -> None:
    """Empty every table, and let no row be added meanwhile. Readers see the old content until the end."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in backup.all_models()]
    with connection.cursor() as cursor:
        # On SQLite the transaction itself has the only write lock.
        if connection.vendor == "postgresql":
            # Long enough for an editor's save, short enough for an operator's patience.
            cursor.execute("SET LOCAL lock_timeout = '20s'")
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        for table in tables:
            # Not TRUNCATE, which would show a backup being taken meanwhile an empty database.
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a table's own name, quoted


def _spare_deleted_cases() -> None:
    """Give no new case the id of a deleted one, whose history it would show as its own."""
    table = Case._meta.db_table
    ids = Version.objects.get_for_model(Case).annotate(key=Cast("object_id", BigIntegerField()))
    remembered = ids.aggregate(highest=Max("key"))["highest"] or 0
    highest = max(remembered, Case.objects.aggregate(highest=Max("pk"))["highest"] or 0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and highest:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, highest])
        elif connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [highest, table])


def _insert(model: type[Model], rows: Iterator[Model]) -> None:
    """Store these rows as they are: like loaddata without signals and ``auto_now``, but many rows at once."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    at_once = connection.ops.bulk_batch_size(fields, range(1_000))
    while some := list(islice(rows, at_once)):
        QuerySet(model)._insert(some, fields=fields, using=DEFAULT_DB_ALIAS, raw=True)  # type: ignore[attr-defined]
