"""A number for every request, and one line in the log about each.

Around everything else, so that pages from a cache and requests that fail early have both too.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from casekatalog import logs

HEADER = "X-Request-ID"
# Asked every few seconds by machines: worth a line only when something is wrong.
PROBES = ("/sundhed/", "/sundhed/klar/")
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{16,64}")

logger = logging.getLogger("casekatalog.request")

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
        return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def _write(environ: dict[str, Any], status: int, seconds: float) -> None:
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    level = logging.DEBUG if path in PROBES and status == 200 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    fields = {
        "method": environ.get("REQUEST_METHOD", ""),
        "path": logs.without_persons(path),
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    logger.log(level, "%(method)s %(path)s %(status)s", fields, extra=fields)
