"""Files made outside the web process: in a child of its own, which gives all its memory back when it ends.

Made inside, each list of 27 cases as PDF left 160 MB behind. Few are made at once, so that readers of pages never wait
behind them.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Semaphore
from typing import Any, Literal

from environs import Env

Writer = Literal["bundle", "pdf", "word", "workbook"]

MOST_MEMORY = 1024 * 1024 * 1024
# With the wait for a place (LONGEST_WAIT) no longer than gunicorn lets a request finish when it stops: 30 seconds.
MOST_SECONDS = 25
HERE = Path(__file__).resolve().parents[2]
# As gunicorn.conf.py reads it.
THREADS = Env().int("WEB_THREADS", 4)
AT_ONCE = max(1, min(2, THREADS // 2))
FOR_READERS = max(1, THREADS // 4)
WAITING = max(0, THREADS - AT_ONCE - FOR_READERS)
LONGEST_WAIT = 5.0
RETRY_AFTER = 5

_places, _queue = BoundedSemaphore(AT_ONCE), Semaphore(WAITING)


class FailedError(Exception):
    """The child ended without a file: it needed too much memory, or its writer refused the content."""


class BusyError(Exception):
    """Enough files are being made already."""


@contextmanager
def place() -> Iterator[None]:
    """Hold a place while a file is made. Wait for one only while there are threads left for readers.

    Raises:
        BusyError: when there was none.
    """
    if not (_places.acquire(blocking=False) or _waited()):
        raise BusyError
    try:
        yield
    finally:
        _places.release()


def _waited() -> bool:
    """Whether a place came free while there was room to wait for it."""
    if not _queue.acquire(blocking=False):
        return False
    try:
        return _places.acquire(timeout=LONGEST_WAIT)
    finally:
        _queue.release()


def make(writer: Writer, content: Any) -> bytes:
    """The file that the module ``writer`` of this folder writes of ``content``, which is plain data (``blocks``).

    Raises:
        subprocess.TimeoutExpired: when it took too long.
        FailedError: when it failed; the message is the child's own.
    """
    command = [sys.executable, "-m", "cases.documents.worker", str(MOST_MEMORY), str(2 * MOST_SECONDS)]
    # Texts that others wrote are typeset there, so it gets none of this process's secrets.
    made = subprocess.run(  # noqa: S603
        command, input=pickle.dumps((writer, content)), capture_output=True, timeout=MOST_SECONDS, cwd=HERE, env={}
    )
    if made.returncode:
        raise FailedError(f"{writer} ended with {made.returncode}: {made.stderr.decode(errors='replace')[-2000:]}")
    return made.stdout
