"""Write the whole database to one file: a consistent picture of it, either whole or not there."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet

from casekatalog import backup
from casekatalog.core.portable import refused_elsewhere


class Command(BaseCommand):
    help = "Skriver hele databasen til én fil, som “restore” kan gendanne i SQLite eller PostgreSQL. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="filen, der skal skrives")
        parser.add_argument("--overwrite", action="store_true", help="erstat filen, hvis den findes")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            rows = _write_whole(path, options["overwrite"])
        except DatabaseError as error:
            raise CommandError(f"Databasen kan ikke læses: {error}") from error
        except OSError as error:
            raise CommandError(
                f"Filen {path} kan ikke skrives ({error.strerror}). Intet er skrevet. "
                "Findes mappen, må du skrive i den, og er der plads?"
            ) from error
        if options["verbosity"]:
            self.stdout.write(
                f"Skrev {intcomma(sum(rows.values()))} rækker i {len(rows)} tabeller til {path}. "
                "Filen rummer adgangskoder i kodet form: gem den som en hemmelighed."
            )


def _write_whole(path: Path, overwrite: bool) -> dict[str, int]:
    """Write to a file beside ``path`` that only its owner can read, and name it ``path`` when it has been read."""
    if path.exists() and not (overwrite and path.is_file()):
        raise CommandError(f"{path} findes allerede. Vælg et andet navn. En fil kan erstattes med --overwrite.")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with gzip.open(file, "wt", encoding="utf-8") as text, _snapshot():
                _write(text)
            file.flush()
            os.fsync(file.fileno())
        rows: dict[str, int] = backup.check(temporary)["rows"]
        temporary.replace(path)
    except CommandError as error:
        raise CommandError(f"Kopien er ikke gemt. {error}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def _checked(rows: Iterable[Model]) -> Iterator[Model]:
    """The rows, or CommandError at one that another database would refuse: with the case and the field."""
    for row in rows:
        for field, reason in refused_elsewhere(row):
            of_case = getattr(row, "case", None)
            case = f" i casen “{of_case}”" if of_case is not None else ""
            raise CommandError(
                f"{str(row._meta.verbose_name).capitalize()} “{row}”{case}: “{field.verbose_name}” {reason}. "
                "En anden database ville ikke tage imod det. Ret det, og prøv igen."
            )
        yield row


def _write(text: TextIO) -> None:
    manifest = {
        "format": backup.FORMAT,
        "version": tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"],
        "written_at": datetime.now(UTC).isoformat(),
        "migrations": sorted(backup.migrations()),
        "rows": {model._meta.label_lower: QuerySet(model).count() for model in backup.kept_models()},
    }
    text.write(json.dumps(manifest) + "\n")
    for model in backup.kept_models():
        # A generated column is the database's to compute, and a many-to-many relation has a table of its own.
        fields = {field.name for field in model._meta.local_fields if not field.generated}
        rows = _checked(QuerySet(model).order_by("pk").iterator())
        # Django's own encoder cuts times to milliseconds.
        serializers.serialize("jsonl", rows, stream=text, fields=fields, cls=json.JSONEncoder, default=str)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let every query inside see the database as it is at the first of them, and hold no writer up."""
    connection.ensure_connection()
    database: Any = connection
    if connection.vendor == "sqlite":
        # The site's transactions take the write lock when they begin; reading needs none.
        usual, database.transaction_mode = database.transaction_mode, "DEFERRED"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            database.transaction_mode = usual
        else:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
