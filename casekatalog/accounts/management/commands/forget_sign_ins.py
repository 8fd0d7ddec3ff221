"""Delete what is kept of sign-ins once it has no use: ended sessions, and counts of failures. Run it every day."""

from argparse import ArgumentParser
from typing import Any

from django.core.cache import caches
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from casekatalog.core.models import SharedCacheEntry


class Command(BaseCommand):
    help = "Delete sessions that have ended, and what was counted of failed sign-ins for as long as it could lock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unlock", action="store_true", help="Open every lock now, by forgetting all failures.")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = SharedCacheEntry.objects.filter(expires__lt=timezone.now())
        if options["unlock"]:
            entries |= SharedCacheEntry.objects.filter(cache_key__startswith=caches["shared"].make_key("allauth:rl:"))
        deleted, _ = entries.delete()
        call_command("clearsessions")
        self.stdout.write(f"Deleted {deleted} counts of sign-ins, and the sessions that have ended.")
