"""Delete what is kept of failed sign-ins and ended sessions once it has no use. Run it every day."""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone


class Command(BaseCommand):
    help = "Delete failed sign-ins older than the lockout, with their addresses, and sessions that have ended."

    def handle(self, *args: Any, **options: Any) -> None:
        attempts = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME)
        deleted, _ = attempts.delete()
        call_command("clearsessions")
        self.stdout.write(f"Deleted {deleted} failed sign-ins, and the sessions that have ended.")
