"""The data that is measured: one SQLite file for each number of cases, kept in var/bench/ between runs.

Delete that folder to have the data made again, after a change in how cases are generated or indexed.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench.environment import ROOT, production, sqlite
from tests.postgres import postgres_server

KEPT = ROOT / "var" / "bench"
WRITTEN = 26


def ours(cases: int) -> Path:
    """The catalogue with this many cases, search index included. Made the first time, which takes a while."""
    file = KEPT / f"{cases}.sqlite3"
    if not file.exists():
        print(f"Making {cases} cases in {file} ...", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        unfinished = _removed(file.with_suffix(".unfinished"))
        # The command that generates cases refuses where HTTPS is on.
        environment = production(sqlite(unfinished), HTTPS="false")
        _run(environment, "manage.py", "migrate", "--verbosity=0")
        _run(environment, "manage.py", "seed", "--verbosity=0")
        if cases > WRITTEN:
            _run(environment, "manage.py", "generate_cases", str(cases - WRITTEN))
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        unfinished.rename(file)
    else:
        _run(production(sqlite(file)), "manage.py", "migrate", "--verbosity=0")
    return file


def flat(cases: int) -> Path:
    """The same cases as Datasette gets them: one table."""
    file = KEPT / f"{cases}-flat.sqlite3"
    if not file.exists():
        unfinished = _removed(file.with_suffix(".unfinished"))
        _run(production(sqlite(ours(cases))), "-m", "bench.flat", str(unfinished))
        unfinished.rename(file)
    return file


def _removed(file: Path) -> Path:
    for rest in file.parent.glob(f"{file.name}*"):
        rest.unlink()
    return file


def _run(environment: dict[str, str], *command: str) -> None:
    answer = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(answer.stderr)


@contextmanager
def databases(sizes: list[int], on_postgresql: bool) -> Iterator[dict[int, str]]:
    """The address of a database for each number of cases."""
    files = {size: ours(size) for size in sizes}
    if not on_postgresql:
        yield {size: sqlite(file) for size, file in files.items()}
        return
    with postgres_server() as server:
        yield {size: _copied(file, server, f"cases{size}") for size, file in files.items()}


def _copied(file: Path, server: str, name: str) -> str:
    """A database of this name on the PostgreSQL server with every row of the SQLite file."""
    print(f"Copying {file} to PostgreSQL ...", flush=True)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = urlsplit(server)._replace(path=f"/{name}").geturl()
    _run(production(address), "manage.py", "migrate", "--verbosity=0")
    with closing(sqlite3.connect(file)) as source, psycopg.connect(address) as target:
        # Foreign keys hold already; checking millions of them again takes minutes.
        target.execute("SET session_replication_role = replica")
        tables = [row[0] for row in target.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        target.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        for table in tables:
            _copy(source, target, table)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return address


def _copy(source: sqlite3.Connection, target: psycopg.Connection, table: str) -> None:
    wanted = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
    names = [name for (name,) in target.execute(wanted, [table])]
    quoted = ", ".join(f'"{name}"' for name in names)
    rows = source.execute(f'SELECT {quoted} FROM "{table}"')  # noqa: S608
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with target.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
