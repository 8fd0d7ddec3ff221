"""Django's migrate, which first says what to do about a database from before the migrations began anew."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

OURS = ("casekatalog", "cases", "frameworks")


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate.

        Raises:
            CommandError: the database has seen migrations of this project that are not among its files.
        """
        loader = MigrationLoader(connections[options["database"]])
        labels = {app.label for app in apps.get_app_configs() if app.name.partition(".")[0] in OURS}
        unknown = sorted(loader.applied_migrations.keys() - loader.disk_migrations.keys())
        gone = [f"{app}.{name}" for app, name in unknown if app in labels]
        if gone:
            raise CommandError(
                f"The database was made by another version of the catalogue (it knows {', '.join(gone[:3])}), which "
                "this version cannot take over. If something was edited in it, take a backup with that version "
                "first. Then move it away (mv var/casekatalog.sqlite3 var/casekatalog-before.sqlite3), and run the "
                "same command again: the new database is filled from the fixtures."
            )
        super().handle(*arguments, **options)
