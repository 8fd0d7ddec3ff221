"""A backup of either database gives the other one the same rows."""

import json
import os
import subprocess
import sys

import pytest

from tests.postgres import postgres_server
from tests.seeded import ROOT, copy_of_file, folder_of_run


@pytest.fixture(scope="module")
def seeded(tmp_path_factory, worker_id) -> list[str]:
    """The addresses of two SQLite databases that hold the catalogue."""
    run = folder_of_run(tmp_path_factory, worker_id)
    return [copy_of_file(run, tmp_path_factory.mktemp(name)) for name in ("first", "last")]


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


def test_from_sqlite_to_postgresql_and_back_every_row_is_the_same(seeded, tmp_path):
    first, second = tmp_path / "first.gz", tmp_path / "second.gz"
    source, third = seeded

    steps = "migrate", "fill", "rows", f"backup:{first}", "state"
    original, state = run(source, *steps)
    assert (bool(state["found"]), state["another's history"]) == (True, 0)

    with postgres_server() as address:
        steps = "migrate", "mess", f"restore:{first}", "rows", f"backup:{second}"
        said, on_postgresql, state_there = run(address, *steps, "state")
    assert (said, on_postgresql) == ("", original)
    # The sessions there have ended, and a new user gets the next id.
    assert state_there == {**state, "sessions": 0}

    said, on_sqlite, state_back = run(third, "migrate", "mess", f"restore:{second}", "rows", "state")
    assert (said, state_back) == ("", {**state, "sessions": 0})
    assert on_sqlite == original
