"""Which migrations a database has had. A backup fits only a database that has had exactly the same."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casekatalog.backup import Refused
from casekatalog.backup.manifest import Manifest

_MOST_NAMED = 3


def applied_migrations() -> dict[str, list[str]]:
    """The migrations the database has had, by app. A database that lacks any of the program's own is refused."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if plan := executor.migration_plan(loader.graph.leaf_nodes()):
        missing = {(migration.app_label, migration.name) for migration, _ in plan}
        state = "mangler" if loader.applied_migrations else "er tom og mangler"
        raise Refused(f"Databasen {state} migrationer: {_named(missing)}. Kør “manage.py migrate” først.")
    found: dict[str, list[str]] = {}
    for app, name in sorted(loader.applied_migrations):
        # What a package that has since been removed once did is no concern of the models.
        if (app, name) in loader.disk_migrations:
            found.setdefault(app, []).append(name)
    return found


def check_schema(manifest: Manifest) -> None:
    """Refuse a backup of a database that was migrated otherwise than this one."""
    ours, theirs = _pairs(applied_migrations()), _pairs(manifest.migrations)
    version = manifest.product_version
    if newer := theirs - ours:
        raise Refused(
            f"Sikkerhedskopien er lavet med en nyere eller anden version af programmet ({version}). Den kræver "
            f"migrationer, som ikke findes her: {_named(newer)}. Installér version {version}, kør “manage.py migrate”, "
            "og prøv igen."
        )
    if older := ours - theirs:
        raise Refused(
            f"Sikkerhedskopien er lavet med en ældre version af programmet ({version}) og mangler migrationer: "
            f"{_named(older)}. Gendan den med version {version} i en tom database, installér så denne version, og kør "
            "“manage.py migrate”."
        )


def _pairs(migrations: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(app, name) for app, names in migrations.items() for name in names}


def _named(migrations: set[tuple[str, str]]) -> str:
    names = [f"{app}.{name}"[:80] for app, name in sorted(migrations)]
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" og {rest} til" if rest > 0 else "")
