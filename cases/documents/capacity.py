"""How many files a process has made at once, so that readers of pages never wait behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Semaphore

from environs import Env

# As gunicorn.conf.py reads it.
THREADS = Env().int("WEB_THREADS", 4)
AT_ONCE = max(1, min(2, THREADS // 2))
FOR_READERS = max(1, THREADS // 4)
WAITING = max(0, THREADS - AT_ONCE - FOR_READERS)
LONGEST_WAIT = 5.0
RETRY_AFTER = 5

_places, _queue = BoundedSemaphore(AT_ONCE), Semaphore(WAITING)


class BusyError(Exception):
    """Enough files are being made already."""


@contextmanager
def place() -> Iterator[None]:
    """Hold a place while a file is made. Wait for one only while there are threads left for readers.

    Raises:
        BusyError: when there was none.
    """
    if not _places.acquire(blocking=False):
        _wait()
    try:
        yield
    finally:
        _places.release()


def _wait() -> None:
    """Wait for a place and take it."""
    if not _queue.acquire(blocking=False):
        raise BusyError
    try:
        if not _places.acquire(timeout=LONGEST_WAIT):
            raise BusyError
    finally:
        _queue.release()
