"""The same results, and the same alphabetical order, on SQLite and PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cases.models import Case, Municipality
from cases.search.ranking import Search
from tests.seeded import ON_POSTGRESQL, ROOT, folder_of_run, seeded_file

# Run in a process of its own on SQLite: print what `found` gives.
SCRIPT = """
import json, sys, django
django.setup()
from tests.test_search_on_both_databases import found
json.dump(found(json.load(sys.stdin)), sys.stdout)
"""


def found(queries: list[str]) -> list:
    """Each query's cases in order, and the municipalities in theirs."""
    names = dict(Case.objects.values_list("pk", "slug"))
    return [
        {query: [names[pk] for pk in Search(query).cases] for query in queries},
        list(Municipality.objects.values_list("name", flat=True)),
    ]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="compares PostgreSQL, when the tests run on it, with SQLite")
def test_every_query_gives_the_same_cases_in_the_same_order(tmp_path_factory, worker_id):
    queries = [
        query
        for name in ("queries", "nonmatches", "terms")
        for row in yaml.load(Path(ROOT, f"tests/search_{name}.yaml").read_bytes(), yaml.CSafeLoader)
        for query in row.get("terms") or [row["query"]]
    ]
    address = f"sqlite:///{seeded_file(folder_of_run(tmp_path_factory, worker_id))}"
    on_sqlite = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "casekatalog.settings"},
        input=json.dumps(queries),
        check=True,
        text=True,
        capture_output=True,
    ).stdout
    assert len(queries) > 600
    assert found(queries) == json.loads(on_sqlite)
