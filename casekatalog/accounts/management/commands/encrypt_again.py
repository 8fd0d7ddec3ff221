"""Encrypt every second factor under today's SECRET_KEY, so that the one before can be forgotten."""

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from casekatalog.accounts.secrets import keys


class Command(BaseCommand):
    help = "Encrypt every second factor under today's SECRET_KEY. Run it after a new one is set."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        rows = list(Authenticator.objects.select_for_update().order_by("pk"))
        for row in rows:
            name = "secret" if row.type == Authenticator.Type.TOTP else "seed"
            try:
                row.data[name] = keys().rotate(row.data[name].encode()).decode()
            except (KeyError, InvalidToken):
                unreadable += 1
            else:
                row.save(update_fields=["data"])
        self.stdout.write(f"Encrypted {len(rows) - unreadable} second factors again.")
        if unreadable:
            self.stdout.write(f"{unreadable} could not be read: their owners must set them up again.")
