"""SQLite's file, replaced or damaged while connections to it are open: noticed at the next request."""

import os
from typing import Any

from django.core.signals import request_started
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver

# What a file is known by, as each thread's connection saw it when it was opened or last looked through.
Mark = tuple[int, ...]


def _mark() -> Mark:
    """The file as it is now: another file under the name, a shorter one and a rewritten one differ."""
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@receiver(connection_created)
def opened(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.file_mark = _mark()


@receiver(request_started)
def close_if_changed(**kwargs: Any) -> None:
    """Open the file anew when it is not what it was. SQLite would go on with the old one, or with what it remembers.

    A checkpoint of our own changes the file too, every few saves; opening it anew takes a millisecond.
    """
    is_open = connection.vendor == "sqlite" and connection.connection and not connection.in_atomic_block
    if is_open and getattr(connection, "file_mark", None) != _mark():
        connection.close()


_whole: Mark = ()


def check() -> None:
    """Look through SQLite's file, if it changed since it was last whole.

    Raises:
        DatabaseError: when it is damaged.
    """
    global _whole
    if connection.vendor != "sqlite" or (mark := _mark()) == _whole:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        if (said := cursor.fetchone()[0]) != "ok":
            raise DatabaseError(said)
    _whole = mark
