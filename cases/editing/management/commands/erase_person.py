"""Erase a person from the whole catalogue, history included."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.editing.erasure import BACKUPS, Findings, erase, find
from cases.editing.person_matching import Person


class Command(BaseCommand):
    help = "Sletter en person overalt: som kontaktperson, i tekster, i historikken og i loggen."

    def add_arguments(self, parser: CommandParser) -> None:
        for option, what in (("name", "hele navnet"), ("email", "e-mail"), ("phone", "telefonnummer")):
            parser.add_argument(f"--{option}", action="append", default=[], help=f"{what}; kan skrives flere gange")
        parser.add_argument("--check", action="store_true", help="vis kun, hvor personen står")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="spørg ikke")

    def handle(self, *args: Any, **options: Any) -> None:
        person = self._person(options)
        findings = find(person)
        self._tell(findings)
        if not findings.total or options["check"]:
            return
        if options["interactive"] and input("Skriv “ja” for at slette personen: ").strip().lower() != "ja":
            self.stdout.write("Intet er ændret.")
            return
        self.stdout.write(f"Personen er slettet {erase(person).total} steder. {BACKUPS}")

    def _person(self, options: dict[str, Any]) -> Person:
        for kind, given, problem in (
            ("names", options["name"], "er ikke et helt navn: skriv mindst to ord"),
            ("emails", options["email"], "er ikke en e-mail"),
            ("phones", options["phone"], "er ikke et telefonnummer: det har mindst otte cifre"),
        ):
            if odd := [text for text in given if Person.of(**{kind: [text]}) == Person()]:
                raise CommandError(f"“{odd[0]}” {problem}.")
        person = Person.of(options["name"], options["email"], options["phone"])
        if person == Person():
            raise CommandError("Skriv, hvem der skal slettes: --name, --email eller --phone.")
        return person

    def _tell(self, findings: Findings) -> None:
        self.stdout.write("Personen står her:" if findings.total else "Personen står ingen steder.")
        for line in findings.lines:
            self.stdout.write(f"  {line}")
        for hit in findings.hits:
            self.stdout.write(f"  {hit.table} nr. {hit.row.pk}, {hit.field.verbose_name}: {' / '.join(hit.excerpts)}")
        for contact in findings.contacts:
            self.stdout.write(f"  Slettes: {contact}, {contact.name}")
        for contact in findings.others:
            self.stdout.write(f"Bliver stående, fordi det kan være en anden: {contact}, {contact.name}")
        for user in findings.accounts:
            self.stdout.write(
                f"Personen har også en konto, “{user.get_username()}”. Den bliver ikke slettet her: "
                "en administrator sletter den under Brugere i redaktionen."
            )
