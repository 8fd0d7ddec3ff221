"""The version of everything that readers can see: what web processes keep is kept under it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.core.cache import cache
from django.db import connection

from casekatalog.core.models import DataVersion, new_version

VERSION = f"SELECT version FROM {DataVersion._meta.db_table} WHERE id = 1"  # noqa: S608

Value = TypeVar("Value")

_asked: ContextVar[dict[str, str] | None] = ContextVar("asked", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Ask for the version at most once within. Every page is inside one; a file that is sent in parts opens its own."""
    token = _asked.set({} if _asked.get() is None else _asked.get())
    try:
        yield
    finally:
        _asked.reset(token)


def current_version() -> str:
    """Return the version as the database has it now; empty before anything was loaded. One query."""
    asked = _asked.get()
    if asked and "version" in asked:
        return asked["version"]
    # Every request asks, so without the time it takes to put a query together.
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    version = row[0] if row else ""
    if asked is not None:
        asked["version"] = version
    return version


def cached(name: str, read: Callable[[], Value]) -> Value:
    """Return what ``read`` returns (it can be pickled), kept under ``name`` while the data has the same version."""
    version = current_version()
    value: Value = cache.get_or_set(f"{name}:{version}", read) if version else read()  # type: ignore[assignment]
    return value


def set_new_version() -> None:
    """Give the data a new version. First in its transaction, so that those who change the index wait for each other."""
    DataVersion.objects.update_or_create(pk=1, defaults={"version": new_version()})
