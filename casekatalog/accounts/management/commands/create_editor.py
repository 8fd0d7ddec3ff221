"""Create the first account for the editing pages. Where nobody is there to answer, the environment does."""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Opret en konto, der kan alt på redaktionens sider."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "DJANGO_SUPERUSER_USERNAME og DJANGO_SUPERUSER_PASSWORD svarer, hvor ingen kan spørges."

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("DJANGO_SUPERUSER_USERNAME")
        try:
            user = User(username=given or input("Brugernavn: ").strip(), is_staff=True, is_superuser=True)
            user.clean_fields(exclude=["password"])
            user.validate_unique()
            password = os.environ.get("DJANGO_SUPERUSER_PASSWORD") if given else self._ask()
            validate_password(password or "", user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Der blev ikke oprettet nogen konto.") from error
        user.set_password(password)
        user.save()
        self.stdout.write(f"Kontoen “{user.username}” er oprettet. Log ind på /admin/.")

    def _ask(self) -> str:
        self.stdout.write("Adgangskoden skal have mindst 12 tegn. Du kan ikke se den, mens du skriver.")
        password = getpass("Adgangskode: ")
        if getpass("Adgangskode igen: ") != password:
            raise ValidationError("De to adgangskoder er ikke ens.")
        return password
