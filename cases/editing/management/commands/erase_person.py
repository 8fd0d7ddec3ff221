"""Erase a person from the whole catalogue, history included."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.editing.erasure import BACKUPS, Findings, erase, find
from cases.editing.person_matching import NATIONAL_DIGITS, Person, is_full_name, national


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
        if findings.is_nothing or options["check"]:
            return
        if options["interactive"] and input("Skriv “ja” for at slette personen: ").strip().lower() != "ja":
            self.stdout.write("Intet er ændret.")
            return
        findings = erase(person)
        self.stdout.write(f"Personen er slettet {sum(findings.places.values())} steder.")
        self.stdout.write(BACKUPS)

    def _person(self, options: dict[str, Any]) -> Person:
        if short := [name for name in options["name"] if not is_full_name(name)]:
            raise CommandError(f"Skriv hele navnet, mindst to ord. “{short[0]}” kan være mange.")
        if odd := [email for email in options["email"] if "@" not in email.strip("@")]:
            raise CommandError(f"“{odd[0]}” er ikke en e-mail.")
        if odd := [phone for phone in options["phone"] if len(national(phone)) < NATIONAL_DIGITS]:
            raise CommandError(f"“{odd[0]}” er ikke et telefonnummer: det har mindst otte cifre.")
        person = Person.of(options["name"], options["email"], options["phone"])
        if person.is_nobody:
            raise CommandError("Skriv, hvem der skal slettes: --name, --email eller --phone.")
        return person

    def _tell(self, findings: Findings) -> None:
        if findings.is_nothing:
            self.stdout.write("Personen står ingen steder.")
        else:
            self.stdout.write("Personen står her:")
        for line in findings.lines:
            self.stdout.write(f"  {line}")
        for contact in findings.contacts:
            self.stdout.write(f"  Slettes: {contact}, {contact.name}")
        for contact in findings.others:
            self.stdout.write(f"Bliver stående, fordi det kan være en anden: {contact}, {contact.name}")
        for user in findings.accounts:
            self.stdout.write(
                f"Personen har også en konto, “{user.get_username()}”. Den bliver ikke slettet her: "
                "en administrator sletter den under Brugere i redaktionen."
            )
