"""What a backup is: which rows it holds, how they are written, and when a file is refused.

A backup is a ZIP file with ``rows.jsonl``, a row on each line, and ``manifest.json``, which says what they should be.
``manage.py backup`` writes it and ``manage.py restore`` reads it.
"""

from __future__ import annotations

import hashlib
import json
import struct
import tomllib
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Deserializer, Serializer
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import AutoField, JSONField, Max, Model, Q, QuerySet, Value

# Models by label. A restore leaves their tables empty. No model that is kept may point at one of these.
LEFT_OUT = {
    "sessions.session": "everybody signs in again after a restore",
    "usersessions.usersession": "the same sessions, as django-allauth lists them",
    "search.document": "the search index is built again from the cases",
    "core.sharedcacheentry": "what is remembered for minutes: limits on signing in, and files waiting to be confirmed",
    "core.dataversion": "a restore gives the data a new version, so that web processes read it again",
    "account.emailconfirmation": "links sent by mail that soon expire",
    "socialaccount.socialtoken": "keys to a municipality's own sign-in that soon expire",
}
FORMAT = "casekatalog-backup 2"
MANIFEST, ROWS = "manifest.json", "rows.jsonl"
FOREIGN = "Filen er ikke en sikkerhedskopi fra Casekatalog."
DAMAGED = "Filen er beskadiget eller kun delvist kopieret."
LONGEST_LINE = 32 * 2**20
# What zipfile raises on files that break its expectations.
_UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, ValueError, IndexError)
# What Django's deserializer raises on lines that break its expectations.
_NOT_A_ROW = (
    *(DeserializationError, FieldDoesNotExist, ValueError, TypeError, AttributeError),
    *(LookupError, ArithmeticError, RecursionError),
)


class Refused(Exception):  # noqa: N818 - it is an answer to the operator rather than an error in the program
    """Why a backup is not written or not restored, in Danish. Nothing was changed."""


def all_models() -> list[type[Model]]:
    """Return every model with a table of its own that Django manages, in the order of their labels."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted(models, key=lambda model: model._meta.label_lower)


def kept_models() -> list[type[Model]]:
    """Return the models whose rows a backup holds."""
    return [model for model in all_models() if model._meta.label_lower not in LEFT_OUT]


# --- A row and its line


class _RowSerializer(Serializer):
    """Django's own rows of plain values. Many-to-many relations are not part of a row: their tables are kept too.

    A value of JSON stands in a list, so that JSON's null differs from a field without a value.
    """

    _current: dict[str, Any]

    def handle_m2m_field(self, obj: Model, field: Any) -> None:
        """Leave the relation out."""

    def handle_field(self, obj: Any, field: Any) -> None:
        super().handle_field(obj, field)
        if isinstance(field, JSONField):
            is_null = getattr(obj, f"{field.name}_is_null")
            self._current[field.name] = None if is_null else [field.value_from_object(obj)]


class _ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts a time of the day to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def rows_in_database(model: type[Model]) -> Iterator[Model]:
    """Yield every row of a table, also those that the model's own managers hide."""
    nulls = {f"{field.name}_is_null": Q(**{f"{field.name}__isnull": True}) for field in _json_fields(model)}
    yield from QuerySet(model).annotate(**nulls).order_by("pk").iterator()


def line_of(row: Model) -> bytes:
    """Return a row of ``rows_in_database`` as a line of JSON. Raises ValueError for a number that JSON cannot hold."""
    record = _RowSerializer().serialize([row])[0]
    return json.dumps(record, cls=_ExactEncoder, allow_nan=False).encode("ascii") + b"\n"


def row_of(line: bytes) -> Model:
    """Return the row of a line, not yet saved. Raises one of ``_NOT_A_ROW`` for a line that is none."""
    row = next(Deserializer([json.loads(line)])).object
    for field in _json_fields(type(row)):
        if (stored := getattr(row, field.name)) is not None:
            setattr(row, field.name, Value(stored[0], JSONField()))
    return row


def _json_fields(model: type[Model]) -> list[JSONField]:
    return [field for field in model._meta.local_fields if isinstance(field, JSONField)]


# --- The file


class Archive:
    """An open backup whose manifest fits this program and its database."""

    def __init__(self, zipped: ZipFile) -> None:
        """Raises Refused when the file is foreign or of a database that was migrated otherwise."""
        self._zip = zipped
        if sorted(zipped.namelist()) != [MANIFEST, ROWS]:
            raise Refused(FOREIGN)
        self.manifest = self._read_manifest()
        _check_migrations(self.manifest)
        if set(self.manifest["rows"]) != {model._meta.label_lower for model in kept_models()}:
            raise Refused("Sikkerhedskopien har andre tabeller end programmet.")

    def _read_manifest(self) -> dict[str, Any]:
        with _damage_refused(), self._zip.open(MANIFEST) as entry:
            text = entry.read(2**20)
        try:
            manifest = json.loads(text)
            numbers = [*manifest["rows"].values(), *manifest["last_ids"].values()]
            datetime.fromisoformat(manifest["written_at"])
            manifest["migrations"] = set(manifest["migrations"])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise Refused(FOREIGN) from None
        if manifest.get("format") != FORMAT or not all(type(n) is int and 0 <= n < 2**63 for n in numbers):
            raise Refused(FOREIGN)
        return manifest

    def lines(self) -> Generator[tuple[bytes, Model]]:
        """Yield each line with its row. Raises Refused at the first that is none, or when the lines are not all."""
        counts: Counter[str] = Counter()
        digest = hashlib.sha256()
        with _damage_refused(), self._zip.open(ROWS) as entry:
            while line := entry.readline(LONGEST_LINE):
                digest.update(line)
                try:
                    row = row_of(line)
                except _NOT_A_ROW:
                    raise Refused(f"{DAMAGED} Række {counts.total() + 1} kan ikke læses.") from None
                counts[row._meta.label_lower] += 1
                yield line, row
        if digest.hexdigest() != self.manifest.get("sha256"):
            raise Refused(f"{DAMAGED} Rækkerne er ændret, siden sikkerhedskopien blev skrevet.")
        if counts != Counter(self.manifest["rows"]):
            raise Refused(f"{DAMAGED} Der er ikke så mange rækker som angivet.")

    def check(self) -> None:
        """Read everything. Raises Refused if anything is not as the manifest and this program's tables say."""
        for _ in self.lines():
            pass


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the backup at ``path``. Raises Refused for a file that is none, is torn or does not fit the database."""
    if not path.is_file():
        raise Refused(f"Filen {path} findes ikke eller er ikke en almindelig fil.")
    with _damage_refused(), path.open("rb") as file:
        message = DAMAGED if file.read(2) == b"PK" else FOREIGN
    with _damage_refused(message):
        zipped = ZipFile(path)
    with zipped:
        yield Archive(zipped)


@contextmanager
def _damage_refused(message: str = DAMAGED) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise Refused(message) from error


# --- What the database has had: migrations, and ids


def product_version() -> str:
    """Return the program's version, which stands in pyproject.toml only."""
    try:
        return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    except FileNotFoundError:
        return "ukendt"


def applied_migrations() -> set[str]:
    """Return the migrations the database has had. Raises Refused when it lacks any of the program's own."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if plan := executor.migration_plan(loader.graph.leaf_nodes()):
        missing = {f"{migration.app_label}.{migration.name}" for migration, _ in plan}
        raise Refused(f"Databasen mangler migrationer: {_first(missing)}. Kør “manage.py migrate” først.")
    # Leave out what a package that has since been removed once did: it does not concern the models.
    return {
        f"{app}.{name}" for app, name in executor.loader.applied_migrations.keys() & executor.loader.disk_migrations
    }


def _check_migrations(manifest: dict[str, Any]) -> None:
    ours, theirs, version = applied_migrations(), manifest["migrations"], manifest.get("product_version")
    if difference := theirs - ours or ours - theirs:
        age = "nyere eller anden" if theirs - ours else "ældre"
        raise Refused(
            f"Sikkerhedskopien er lavet med en {age} version af programmet ({version}). Kun den ene af de to har "
            f"{_first(difference)}. Se i docs/backup.md, hvordan den gendannes med version {version}."
        )


def _first(names: set[str]) -> str:
    rest = len(names) - 3
    return ", ".join(name[:80] for name in sorted(names)[:3]) + (f" og {rest} til" if rest > 0 else "")


def last_ids() -> dict[str, int]:
    """Return the highest id that each table has given out, so that a new row never gets the id of a deleted one.

    History and the admin's log name rows by id, also those that are gone.
    """
    return {model._meta.label_lower: _last_id(model) for model in kept_models() if _counts(model)}


def raise_last_ids(wanted: dict[str, int]) -> None:
    """Let the next row of each table have an id above the one ``wanted`` and above every row's."""
    for model in filter(_counts, kept_models()):
        highest = QuerySet(model).aggregate(highest=Max("pk"))["highest"] or 0
        last = max(wanted.get(model._meta.label_lower, 0), highest, _last_id(model))
        if last and connection.vendor == "postgresql":
            _execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", *_place(model), last)
        elif last:
            _execute("DELETE FROM sqlite_sequence WHERE name = %s", model._meta.db_table)
            _execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", model._meta.db_table, last)


def _last_id(model: type[Model]) -> int:
    if connection.vendor == "postgresql":
        return _execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", *_place(model))
    return _execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", model._meta.db_table)


def _execute(statement: str, *values: Any) -> int:
    """Return the one number that a statement answers with, 0 if it has none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return (cursor.description and cursor.fetchone()[0]) or 0


def _counts(model: type[Model]) -> bool:
    return isinstance(model._meta.pk, AutoField)


def _place(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column]  # type: ignore[list-item]
