"""Asking the database for the data's version: at every request, so in as few steps as each database allows.

Django's own way would take longer than all the rest of the answer to a kept page. It also waits as long as the
database does; here every wait has an end.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Protocol

from django.db import connection

from casekatalog.core.data_version import VERSION

# Seconds: one wait for an answer and one for a new connection stay below five together.
LONGEST_WAIT = 2
UNTIL_NEXT_TRY = 1
UNTIL_NEXT_LOOK = 1


class DatabaseGoneError(Exception):
    """The database does not answer, or not with a version."""


class Source(Protocol):
    """One connection to a database, kept open."""

    def read(self) -> str: ...

    def close(self) -> None: ...


class CurrentVersion:
    """The version, asked for by one thread at a time; who waits meanwhile gets the answer to the next question.

    While the database is gone one request a second tries it, and the others are told at once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._source: Source | None = None
        self._version = ""
        self._begun = self._answered = 0
        self._next_try: float | None = None

    def __call__(self) -> str:
        begun = self._begun
        if not self._lock.acquire(blocking=self._next_try is None):
            raise DatabaseGoneError
        try:
            # Another thread's question is as good as ours if it was asked after ours came up.
            if self._answered > begun:
                return self._version
            if self._next_try is not None and monotonic() < self._next_try:
                raise DatabaseGoneError
            self._begun += 1
            self._version = self._ask()
            self._answered = self._begun
            return self._version
        finally:
            self._lock.release()

    def _ask(self) -> str:
        """The answer, over a new connection if the one that was kept has died."""
        for is_last in (self._source is None, True):
            try:
                self._source = self._source or _source()
                version = self._source.read()
            except (_errors_of_driver(), sqlite3.Error, OSError) as error:
                if self._source:
                    self._source.close()
                self._source = None
                if is_last or isinstance(error, TimeoutError):
                    self._next_try = monotonic() + UNTIL_NEXT_TRY
                    raise DatabaseGoneError from error
            else:
                self._next_try = None
                return version
        raise AssertionError("unreachable")


def _errors_of_driver() -> type[Exception]:
    """The driver that is in use is loaded already; another never is."""
    wrapper: Any = connection
    return wrapper.Database.Error


def _source() -> Source:
    if connection.vendor != "postgresql":
        return SQLite(str(connection.settings_dict["NAME"]))
    # Nobody with SQLite needs the driver.
    from casekatalog.core.pagecache.postgresql import PostgreSQL

    return PostgreSQL(LONGEST_WAIT)


class SQLite:
    """Opened for reading only, so that a missing file stays missing.

    A file put in its place is noticed within a second: sooner than by Django, which keeps its own connections longer.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._opened = self._identity()
        self._next_look = monotonic() + UNTIL_NEXT_LOOK
        # The lock above lets one thread in at a time.
        self._connection = sqlite3.connect(
            f"{Path(file).absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=LONGEST_WAIT,
            check_same_thread=False,
            isolation_level=None,
        )

    def read(self) -> str:
        if monotonic() >= self._next_look:
            self._next_look = monotonic() + UNTIL_NEXT_LOOK
            if self._identity() != self._opened:
                raise FileNotFoundError(self._file)
        row = self._connection.execute(VERSION).fetchone()
        return row[0] if row else ""

    def close(self) -> None:
        self._connection.close()

    def _identity(self) -> tuple[int, int]:
        file = os.stat(self._file)
        return file.st_dev, file.st_ino
