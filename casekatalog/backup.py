"""What a backup is: which rows it holds, how they are read, and when a file is refused.

A backup is a gzip file: a line that says what it holds, and then a row on each line, as ``dumpdata --format jsonl``
writes them. gzip's checksum tells damage. ``manage.py backup`` writes it and ``manage.py restore`` reads it.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

# Models by label. A restore leaves their tables empty. No model that is kept may point at one of these.
LEFT_OUT = {
    "sessions.session": "everybody signs in again after a restore",
    "usersessions.usersession": "the same sessions, as django-allauth lists them",
    "search.document": "the search index is built again from the cases",
    "core.sharedcacheentry": "soon forgotten: limits on signing in, files to be confirmed, forms without a session",
    "core.dataversion": "a restore gives the data a new version, so that web processes read it again",
    "account.emailconfirmation": "links sent by mail that soon expire",
    "socialaccount.socialtoken": "keys to a municipality's own sign-in that soon expire",
}
FORMAT = "casekatalog-backup 3"
FOREIGN = "Filen er ikke en sikkerhedskopi fra Casekatalog, eller den er beskadiget."


def all_models() -> list[type[Model]]:
    """Return every model with a table of its own that Django manages, in the order of their labels."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted(models, key=lambda model: model._meta.label_lower)


def kept_models() -> list[type[Model]]:
    """Return the models whose rows a backup holds. Tables of many-to-many relations are among them."""
    return [model for model in all_models() if model._meta.label_lower not in LEFT_OUT]


def check(path: Path) -> dict[str, Any]:
    """Read the whole file and return its first line. Raises CommandError for one that cannot be restored here."""
    if not path.is_file():
        raise CommandError(f"Filen {path} findes ikke eller er ikke en almindelig fil.")
    try:
        with gzip.open(path) as file:
            manifest: dict[str, Any] = json.loads(file.readline())
        datetime.fromisoformat(manifest["written_at"])
        if manifest["format"] != FORMAT:
            raise ValueError
        version, tables, theirs = manifest["version"], manifest["rows"].keys(), set(manifest["migrations"])
    except Exception as error:
        # A file of another kind can fail in any way.
        raise CommandError(FOREIGN) from error
    ours = migrations()
    if difference := theirs - ours or ours - theirs:
        age = "nyere eller anden" if theirs - ours else "ældre"
        raise CommandError(
            f"Sikkerhedskopien er lavet med en {age} version af programmet ({version}). Kun den ene af de to har "
            f"{', '.join(sorted(difference)[:3])}. Se i docs/backup.md, hvordan den gendannes med version {version}."
        )
    if tables != {model._meta.label_lower for model in kept_models()}:
        raise CommandError("Sikkerhedskopien har andre tabeller end programmet.")
    for _ in read_rows(path, manifest["rows"]):
        pass
    return manifest


def read_rows(path: Path, expected: dict[str, int]) -> Iterator[Model]:
    """Yield each row, not yet saved. Raises CommandError at the first that cannot be read, or when some are missing."""
    counts: Counter[str] = Counter()
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            next(file)
            for row in serializers.deserialize("jsonl", file):
                counts[row.object._meta.label_lower] += 1
                yield row.object
    except Exception as error:
        raise CommandError(f"Filen er beskadiget: række {counts.total() + 1} kan ikke læses: {error}") from error
    if counts != Counter(expected):
        raise CommandError("Filen er beskadiget: der er ikke så mange rækker som angivet.")


def migrations() -> set[str]:
    """Return the program's migrations. Raises CommandError when the database lacks any."""
    loader = MigrationLoader(connection)
    ours, applied = ({".".join(key) for key in keys} for keys in (loader.graph.nodes, loader.applied_migrations))
    if missing := ours - applied:
        raise CommandError(f"Databasen mangler migrationer: {', '.join(sorted(missing)[:3])}. Kør “manage.py migrate”.")
    return ours
