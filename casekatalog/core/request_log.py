"""A number for every request, and one line in the log about each.

Around everything else, so that pages from a cache and requests that fail early have both too.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from casekatalog.core import logs

HEADER = "X-Request-ID"
# Asked every few seconds by machines: worth a line only when something is wrong.
PROBES = ("/sundhed/", "/sundhed/klar/")
# Characters: as many addresses are kept as take little memory.
SHORT = 200
MESSAGE = "%(method)s %(path)s %(status)s"
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{16,64}")

logger = logging.getLogger(logs.REQUESTS)

Application = Callable[..., Iterable[bytes]]


class RequestLog:
    """A WSGI application around ``application``. A client's own number counts only when a proxy vouches for it."""

    def __init__(self, application: Application, behind_proxy: bool) -> None:
        self.application = application
        self.behind_proxy = behind_proxy

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        number = self._number(environ)
        answered = {"status": 500}

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            answered["status"] = int(status[:3])
            return start_response(status, [*headers, (HEADER, number)], *rest)

        token = logs.request_id.set(number)
        started = time.perf_counter()
        try:
            return self.application(environ, start)
        finally:
            _write(environ, answered["status"], time.perf_counter() - started)
            logs.request_id.reset(token)

    def _number(self, environ: dict[str, Any]) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.behind_proxy else ""
        # It need not be hard to guess, and asking the system for chance hands the turn to another thread.
        return given if _WELL_FORMED.fullmatch(given) else f"{random.getrandbits(128):032x}"


def _write(environ: dict[str, Any], status: int, seconds: float) -> None:
    path = _shown(environ.get("PATH_INFO", ""))
    level = logging.DEBUG if path in PROBES and status == 200 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    fields = {
        "method": environ.get("REQUEST_METHOD", ""),
        "path": path,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    # Not logger.log, which spends most of its time on finding the line of code that called it.
    record = logger.makeRecord(logger.name, level, "", 0, MESSAGE, (fields,), None, extra=fields)
    logger.handle(record)


def _shown(path_info: str) -> str:
    """The path in letters, and as it may be logged."""
    return _shown_short(path_info) if len(path_info) <= SHORT else _cleaned(path_info)


def _cleaned(path_info: str) -> str:
    return logs.without_persons(path_info.encode("latin-1", "replace").decode("utf-8", "replace"))


# The same few pages are asked for again and again.
_shown_short = lru_cache(maxsize=1_000)(_cleaned)
