"""The same results in the same order on SQLite and PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent
# Run in a process of its own on each database: print every query's cases, and the municipalities' order.
SCRIPT = """
import json, sys, django
django.setup()
from cases.models import Case, Municipality
from cases.search.ranking import Search
names = dict(Case.objects.values_list("pk", "slug"))
found = {query: [names[pk] for pk in Search(query).cases] for query in json.load(sys.stdin)}
json.dump([found, list(Municipality.objects.values_list("name", flat=True))], sys.stdout)
"""


@pytest.fixture(autouse=True)
def _database():
    """Both databases are met from processes of their own."""


def results_on(address: str, queries: list[str]) -> list:
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "casekatalog.settings"}

    def run(*command: str, **options) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, check=True, text=True, capture_output=True, **options
        )

    run("manage.py", "migrate", "-v0")
    run("manage.py", "seed")
    return json.loads(run("-c", SCRIPT, input=json.dumps(queries)).stdout)


def test_every_query_gives_the_same_cases_in_the_same_order(tmp_path):
    rows = yaml.safe_load((ROOT / "tests" / "search_queries.yaml").read_text(encoding="utf-8"))
    queries = [row["query"] for row in rows]
    on_sqlite = results_on(f"sqlite:///{tmp_path / 'both.sqlite3'}", queries)
    with postgres_server() as address:
        on_postgresql = results_on(address, queries)
    assert len(on_sqlite[0]) == len(queries)
    assert on_sqlite == on_postgresql
