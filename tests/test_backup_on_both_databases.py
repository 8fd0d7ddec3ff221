"""A backup of either database gives the other one the same rows."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory) -> list[str]:
    """The addresses of two SQLite databases that hold the catalogue."""
    folder = tmp_path_factory.mktemp("databases")
    files = [folder / "first.sqlite3", folder / "last.sqlite3"]
    with django_db_blocker.unblock():
        connection.ensure_connection()
        for file in files:
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
    return [f"sqlite:///{file}" for file in files]


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


def digests(file: Path) -> dict[str, str]:
    tables = json.loads(zipfile.ZipFile(file).read("manifest.json"))["tables"]
    return {label: table["sha256"] for label, table in tables.items()}


def test_from_sqlite_to_postgresql_and_back_every_row_is_the_same(seeded, tmp_path):
    first, second, with_null_byte = tmp_path / "first.zip", tmp_path / "second.zip", tmp_path / "null.zip"
    source, third = seeded

    original, state = run(
        source,
        *("prepare", "fill", "rows", f"backup_while_others_write:{first}", "state"),
        *("null_byte", f"backup:{with_null_byte}"),
    )
    assert len(original["casekatalog.oddrow"]) == 9
    assert state["found"]

    with postgres_server() as address:
        on_postgresql, refusal, after_refusal, state_there = run(
            address,
            *("prepare", "mess", f"restore:{first}", "rows", f"backup_while_others_write:{second}"),
            *(f"refused:{with_null_byte}", "rows", "state"),
        )
    assert on_postgresql == original
    assert "casekatalog.oddrow" in refusal
    assert after_refusal == original
    # The sessions there have ended, and a new user does not get the id of one who was deleted.
    assert state_there == {**state, "sessions": 0}

    on_sqlite, state_back = run(third, "prepare", "mess", f"restore:{second}", "rows", "state")
    assert on_sqlite == original
    assert state_back == {**state, "sessions": 0}
    assert digests(second) == digests(first)
