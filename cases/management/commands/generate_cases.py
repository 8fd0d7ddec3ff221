"""Add generated cases, for tests and benchmarks."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from reversion.models import Version

from cases.models import Case
from cases.models.generated import generate_cases
from cases.search.indexing import index_all


class Command(BaseCommand):
    help = "Adds generated cases to a seeded catalogue, for tests and benchmarks. Refuses in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="how many cases to add")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other cases")
        parser.add_argument("--no-index", action="store_false", dest="index", help="leave the search index as it is")

    def handle(self, *args: Any, number: int, seed: int, index: bool, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("HTTPS is on, so this may be production. Nothing was changed.")
        if Version.objects.exists():
            raise CommandError("This catalogue holds the work of editors. Nothing was changed.")
        try:
            with transaction.atomic():
                generate_cases(number, seed)
                if index:
                    index_all()
        except ValueError as error:
            raise CommandError(f"{error} Run manage.py seed first.") from None
        with connection.cursor() as cursor:
            # The database plans its queries by how many rows there are.
            cursor.execute("ANALYZE")
        self.stdout.write(f"The catalogue now has {Case.objects.count()} cases.")
