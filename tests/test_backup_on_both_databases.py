"""A backup of either database gives the other one the same rows."""

import json
import os
import subprocess
import sys

import pytest

from tests.seeded import ON_POSTGRESQL, ROOT, copy_of_file, copy_on_server, folder_of_run


@pytest.fixture
def seeded(tmp_path_factory, worker_id) -> list[str]:
    """The addresses of databases that hold the catalogue: SQLite, PostgreSQL and SQLite again."""
    run = folder_of_run(tmp_path_factory, worker_id)
    first, last = (copy_of_file(run, tmp_path_factory.mktemp(name)) for name in ("first", "last"))
    return [first, copy_on_server(os.environ["DATABASE_URL"]), last]


def run(address: str, *steps: str) -> list:
    """What the steps that say something said, in order."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.backup_worker", *steps],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "casekatalog.settings"},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(not ON_POSTGRESQL, reason="goes from SQLite to PostgreSQL, when the tests run on it, and back")
def test_from_sqlite_to_postgresql_and_back_every_row_is_the_same(seeded, tmp_path):
    first, second = tmp_path / "first.gz", tmp_path / "second.gz"
    source, there, back = seeded

    original, state = run(source, "fill", "rows", f"backup:{first}", "state")
    assert (bool(state["found"]), state["another's history"]) == (True, 0)

    steps = "mess", f"restore:{first}", "rows", f"backup:{second}", "state"
    said, on_postgresql, state_there = run(there, *steps)
    assert (said, on_postgresql) == ("", original)
    # The sessions there have ended, and a new user gets the next id.
    assert state_there == {**state, "sessions": 0}

    said, on_sqlite, state_back = run(back, "mess", f"restore:{second}", "rows", "state")
    assert (said, state_back) == ("", {**state, "sessions": 0})
    assert on_sqlite == original
