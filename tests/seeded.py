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
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.postgres import breakable_server

ROOT = Path(__file__).resolve().parent.parent
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
TEMPLATE, BACKUP = "seeded", "seeded.gz"


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


def _manage(address: str, commands: str) -> None:
    code = f"from django.core.management import call_command as call; call('migrate', verbosity=0); {commands}"
    manage = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    subprocess.run(manage, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=True, stdout=subprocess.DEVNULL)


def seeded_file(run: Path) -> Path:
    """The catalogue as a SQLite file, in the folder ``run`` that all of the run's processes share."""
    file = run / "seeded.sqlite3"
    with _once(run, "sqlite") as first:
        if first:
            _manage(f"sqlite:///{file}", f"call('seed'); call('backup', {str(run / BACKUP)!r})")
    return file


def seeded_backup(run: Path) -> Path:
    """A backup of the catalogue."""
    return seeded_file(run).with_name(BACKUP)


def seeded_data(run: Path) -> Path:
    """The data of a PostgreSQL server that has the catalogue: the backup, which is quicker than seeding again."""
    data, backup = run / "postgresql", seeded_backup(run)
    with _once(run, "postgresql") as first:
        if first:
            with breakable_server(left_at=data) as server:
                with psycopg.connect(server.address, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {TEMPLATE}")
                    # The packaged server takes no options, and would else write all files out after it is killed.
                    connection.execute("ALTER SYSTEM SET fsync = off")
                _manage(_on(server.address, TEMPLATE), f"call('restore', {str(backup)!r}, '--noinput')")
    return data


def copy_of_file(run: Path, folder: Path) -> str:
    """The address of an own copy of the SQLite file, in ``folder``."""
    return f"sqlite:///{shutil.copy(seeded_file(run), folder / 'site.sqlite3')}"


def copy_on_server(server: str) -> str:
    """The address of an own copy of the catalogue on a server with ``seeded_data``, of which this is any address."""
    name = f"copy_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return _on(server, name)


def _on(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=name).geturl()


def seeded_copy(run: Path, folder: Path) -> str:
    """The address of an own copy of the catalogue, on the database that this run tests."""
    return copy_on_server(os.environ["DATABASE_URL"]) if ON_POSTGRESQL else copy_of_file(run, folder)
