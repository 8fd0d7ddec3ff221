"""Write the whole database to one file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat

from casekatalog.backup import Refused
from casekatalog.backup.progress import Progress, danish
from casekatalog.backup.write import write_backup


class Command(BaseCommand):
    help = "Skriver hele databasen til én fil, som “restore” kan gendanne i SQLite eller PostgreSQL. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="filen, der skal skrives")
        parser.add_argument("--overwrite", action="store_true", help="erstat filen, hvis den findes")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        started = time.monotonic()
        progress = Progress(self.stderr if options["verbosity"] else None)
        try:
            manifest = write_backup(path, progress, overwrite=options["overwrite"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"Databasen kan ikke læses: {error}") from error
        if options["verbosity"]:
            self.stdout.write(
                f"Skrev {danish(manifest.rows)} rækker i {danish(len(manifest.tables))} tabeller til {path} "
                f"({filesizeformat(path.stat().st_size)}) på {danish(time.monotonic() - started, 1)} sekunder. "
                "Filen rummer adgangskoder i kodet form: gem den som en hemmelighed."
            )
