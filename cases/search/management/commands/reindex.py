"""Build the search index again."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.search.indexing import index_all


class Command(BaseCommand):
    help = "Builds the search index again, for after a loaddata or a change made with SQL."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The index now has {index_all()} documents.")
