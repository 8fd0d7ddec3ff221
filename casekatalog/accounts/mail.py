"""Mail sent outside the request: a mail server that hangs holds up one thread that nobody waits for."""

import atexit
import logging
import time
from functools import cache
from queue import Full, Queue
from threading import Thread

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)

# In each web process. Whoever asked can ask again.
MOST_WAITING = 20
# How long a process that ends goes on with what is waiting.
SECONDS_AT_THE_END = 5

_waiting: Queue[tuple[EmailMessage, str]] = Queue(MOST_WAITING)


def send_soon(message: EmailMessage, what: str) -> None:
    """Send ``message`` after the answer. What cannot be sent, or is too much at once, is for the log."""
    try:
        _waiting.put_nowait((message, what))
    except Full:
        logger.error("Could not send %s: %s are waiting for the mail server", what, MOST_WAITING)
    _start()


@cache
def _start() -> None:
    """Start the sender with the first mail: a thread from before a process forks would not be in the child."""
    Thread(target=_send_all, name="mail", daemon=True).start()
    atexit.register(wait_until_sent, SECONDS_AT_THE_END)


def _send_all() -> None:
    while True:
        message, what = _waiting.get()
        try:
            message.send()
        except Exception:
            logger.exception("Could not send %s", what)
        _waiting.task_done()


def wait_until_sent(seconds: float) -> bool:
    """Return whether all mail was sent, or given up, within so many seconds."""
    end = time.monotonic() + seconds
    while _waiting.unfinished_tasks and time.monotonic() < end:
        time.sleep(0.02)
    return not _waiting.unfinished_tasks
