"""The seeded catalogue, built once for a test run on its database and copied by everybody who needs one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
TEMPLATE = "seeded"


def folder_of_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of this run share, and the other database's run too where `make test` names one."""
    if shared := os.environ.get("TESTS_SHARE"):
        return Path(shared)
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@contextmanager
def _once(run: Path, name: str) -> Iterator[bool]:
    """Whether this is the first process of the run to come here; the others wait for it."""
    done = run / f"{name}.done"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()


def _fill(address: str) -> None:
    both = "from django.core.management import call_command as call; call('migrate', verbosity=0); call('seed')"
    manage = [sys.executable, "manage.py", "shell", "-v0", "-c", both]
    subprocess.run(manage, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=True, stdout=subprocess.DEVNULL)


def seeded_file(run: Path) -> Path:
    """The catalogue as a SQLite file, in the folder ``run`` that all of the run's processes share."""
    file = run / "seeded.sqlite3"
    with _once(run, "sqlite") as first:
        if first:
            _fill(f"sqlite:///{file}")
    return file


def copy_of_file(run: Path, folder: Path) -> str:
    """The address of an own copy of the SQLite file, in ``folder``."""
    return f"sqlite:///{shutil.copy(seeded_file(run), folder / 'site.sqlite3')}"


def copy_on_server(run: Path, server: str) -> str:
    """The address of an own copy of the catalogue on a PostgreSQL server. ``server`` is the address of a database."""
    beginning, _, _ = server.rpartition("/")
    name = f"copy_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        with _once(run, "postgresql") as first:
            if first:
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
                _fill(f"{beginning}/{TEMPLATE}")
        # A template may have no other visitor, so one at a time.
        with _once(run, "copying"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return f"{beginning}/{name}"


def seeded_copy(run: Path, folder: Path) -> str:
    """The address of an own copy of the catalogue, on the database that this run tests."""
    return copy_on_server(run, os.environ["DATABASE_URL"]) if ON_POSTGRESQL else copy_of_file(run, folder)
