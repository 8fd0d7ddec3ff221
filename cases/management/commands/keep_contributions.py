"""For a timer, once a day: remind municipalities before their entries end, and delete what is too old."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.workflow.contribution_upkeep import delete_outdated, remind


class Command(BaseCommand):
    help = "Reminds municipalities before their entries end, and deletes what is too old. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        reminded = remind() if settings.TAKES_CONTRIBUTIONS else 0
        self.stdout.write(f"{reminded} reminded, {delete_outdated()} deleted.")
