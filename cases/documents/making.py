"""Files made outside the web process: in a child of its own, which gives all its memory back when it ends.

Made inside, each list of 27 cases as PDF left 160 MB behind.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

Writer = Literal["pdf", "handout", "word", "workbook"]

MOST_MEMORY = 1024 * 1024 * 1024
# With the wait for a place (capacity.py) no longer than gunicorn lets a request finish when it stops: 30 seconds.
MOST_SECONDS = 25
HERE = Path(__file__).resolve().parents[2]


class TooSlowError(Exception):
    """The file took longer than a request may."""


class FailedError(Exception):
    """The child ended without a file: it needed too much memory, or its writer refused the content."""


def make(writer: Writer, content: Any) -> bytes:
    """The file that the module ``writer`` of this folder writes of ``content``, which is plain data (``blocks``).

    Raises:
        TooSlowError: when it took too long.
        FailedError: when it failed; the message is the child's own.
    """
    command = [sys.executable, "-m", "cases.documents.worker", str(MOST_MEMORY), str(2 * MOST_SECONDS)]
    try:
        # Texts that others wrote are typeset there, so it gets none of this process's secrets.
        made = subprocess.run(  # noqa: S603
            command, input=pickle.dumps((writer, content)), capture_output=True, timeout=MOST_SECONDS, cwd=HERE, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlowError(f"{writer}: more than {MOST_SECONDS} seconds") from error
    if made.returncode:
        raise FailedError(f"{writer} ended with {made.returncode}: {made.stderr.decode(errors='replace')[-2000:]}")
    return made.stdout
