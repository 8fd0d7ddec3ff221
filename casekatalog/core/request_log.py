"""A number for every request, and one line in the log about each. Around Django, so that none escapes."""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from casekatalog.core.logs import request_id, without_persons

# Asked every few seconds by machines: worth a line only when something is wrong.
PROBES = ("/sundhed/", "/sundhed/klar/")
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{16,64}")

logger = logging.getLogger("casekatalog.request")


class RequestLog:
    """A WSGI application around ``application``. A client's own number counts only when a proxy vouches for it."""

    def __init__(self, application: Callable[..., Iterable[bytes]], behind_proxy: bool) -> None:
        self.application = application
        self.behind_proxy = behind_proxy

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.behind_proxy else ""
        number = given if _WELL_FORMED.fullmatch(given) else f"{random.getrandbits(128):032x}"
        code = 500

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal code
            code = int(status[:3])
            return start_response(status, [*headers, ("X-Request-ID", number)], *rest)

        token = request_id.set(number)
        started = time.perf_counter()
        try:
            return self.application(environ, start)
        finally:
            ms = round((time.perf_counter() - started) * 1000, 1)
            path = without_persons(environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"))
            level = logging.DEBUG if path in PROBES and code == 200 else logging.INFO
            fields = {"method": environ["REQUEST_METHOD"], "path": path, "status": code, "ms": ms}
            logger.log(level, "%(method)s %(path)s %(status)s", fields, extra=fields)
            request_id.reset(token)
