"""Replace the whole database with a backup."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils.formats import date_format
from django.utils.timezone import localtime

from casekatalog.backup import Refused
from casekatalog.backup.archive import Archive, open_archive
from casekatalog.backup.contents import tables
from casekatalog.backup.load import load
from casekatalog.backup.manifest import Manifest
from casekatalog.backup.progress import Progress, danish
from casekatalog.backup.schema import check_schema


class Command(BaseCommand):
    help = "Erstatter alt i databasen med en sikkerhedskopi, som “backup” har skrevet. Se docs/backup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="sikkerhedskopien")
        parser.add_argument("--check", action="store_true", help="kontrollér kun filen; databasen røres ikke")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="spørg ikke")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stderr if options["verbosity"] else None)
        try:
            with open_archive(options["file"]) as archive:
                check_schema(archive.manifest)
                archive.check(progress)
                if options["check"]:
                    said = f"Filen er hel og passer til databasen: {_described(archive.manifest)}."
                else:
                    said = self._restore(archive, progress, ask=options["interactive"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except DatabaseError as error:
            raise CommandError(f"Databasen kan ikke bruges: {error}") from error
        if options["verbosity"]:
            self.stdout.write(said)

    def _restore(self, archive: Archive, progress: Progress, ask: bool) -> str:
        if ask and not self._agrees_to_lose_content(archive.manifest):
            raise Refused("Gendannelsen er afbrudt. Intet er ændret.")
        started = time.monotonic()
        load(archive, progress)
        return (
            f"Gendannede {_described(archive.manifest)} på {danish(time.monotonic() - started, 1)} sekunder. "
            "Alle er logget ud. Genstart webserveren."
        )

    def _agrees_to_lose_content(self, manifest: Manifest) -> bool:
        place = connection.settings_dict["NAME"]
        self.stdout.write(f"Gendannelsen sletter alt i databasen {place} og sætter sikkerhedskopien i stedet.")
        self.stdout.write("Alle bliver logget ud. Antal rækker nu og bagefter:")
        for table in tables():
            now, then = table.count(), manifest.tables[table.label].rows
            if now or then:
                self.stdout.write(f"  {danish(now):>9} {danish(then):>9}  {table.label}")
        try:
            return input("Skriv “ja” for at gå videre: ").strip() == "ja"
        except (EOFError, KeyboardInterrupt):
            return False


def _described(manifest: Manifest) -> str:
    written = date_format(localtime(manifest.written_at), "j. F Y \\k\\l. H.i")
    return f"{danish(manifest.rows)} rækker i {danish(len(manifest.tables))} tabeller fra {written}"
