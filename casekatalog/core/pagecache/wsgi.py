"""The cache ahead of Django, as a WSGI application around Django's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import time
from typing import Any

from django.conf import settings
from django.middleware.gzip import re_accepts_gzip

from casekatalog.core.data_version import one_version
from casekatalog.core.pagecache.middleware import public
from casekatalog.core.pagecache.outage import DATABASE_GONE
from casekatalog.core.pagecache.pages import Headers, Key, Page, Pages
from casekatalog.core.pagecache.version import DatabaseGoneError

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# A longer address is nobody's link: it is answered, and not kept.
LONGEST_ADDRESS = 500
# Files on disk, which need no database and have a cache of their own.
UNTOUCHED = "/static/"


class PageCache:
    """Answer from memory what was answered before from the same data; hand on everything else."""

    def __init__(self, application: Application, version: Callable[[], str], most_bytes: int) -> None:
        self.application = application
        self.version = version
        self.pages = Pages(most_bytes)
        self.public = public()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(UNTOUCHED):
            return self.application(environ, start_response)
        try:
            version = self.version()
        except DatabaseGoneError:
            return self._without_database(environ, start_response)
        if not _is_readers(environ):
            return self.application(environ, start_response)
        # Pages show what is current today, so yesterday's are not served after midnight.
        key, hour = _key(environ), int(time() // 3600)
        page = self.pages.find(key, version)
        if page is None or page.hour != hour:
            return self._fresh(environ, start_response, version, hour)
        return _answer(page, environ, start_response)

    def _fresh(self, environ: Environ, start_response: Callable[..., Any], version: str, hour: int) -> Iterable[bytes]:
        """Django's answer, kept if it says that it may be."""
        said: list[Any] = []
        with one_version(version):
            response = self.application(environ, lambda *status_and_headers: said.extend(status_and_headers))
        headers: Headers = said[1]
        etag = _value(headers, "ETag")
        if _value(headers, "Cache-Control") != self.public or not etag or environ["REQUEST_METHOD"] != "GET":
            start_response(*said)
            return response
        page = Page(hour, etag, headers, b"".join(response))
        response.close()  # type: ignore[attr-defined]
        if len(environ["PATH_INFO"]) + len(environ["QUERY_STRING"]) <= LONGEST_ADDRESS:
            self.pages.keep(_key(environ), version, page)
        return _answer(page, environ, start_response)

    def _without_database(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The page as last kept, with a notice; without one, Django's page that says so."""
        page = self.pages.find_last(_key(environ)) if _is_readers(environ) else None
        if page is None:
            return self.application({**environ, DATABASE_GONE: True}, start_response)
        headers, body = page.during_outage()
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _is_readers(environ: Environ) -> bool:
    """Whether the request is one that anybody could have sent. Whoever has a session is answered by Django itself."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and "HTTP_AUTHORIZATION" not in environ
    )


def _key(environ: Environ) -> Key:
    """Everything that a public page depends on. The query string is second."""
    return (
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
        environ.get("HTTP_HOST", ""),
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        "htmx" if environ.get("HTTP_HX_REQUEST") == "true" else "",
        "gzip" if re_accepts_gzip.search(environ.get("HTTP_ACCEPT_ENCODING", "")) else "",
    )


def _answer(page: Page, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and page.is_known_as(known):
        start_response("304 Not Modified", page.unmodified)
        return []
    start_response("200 OK", page.headers)
    return [page.body] if environ["REQUEST_METHOD"] == "GET" else []


def _value(headers: Headers, wanted: str) -> str:
    return next((value for name, value in headers if name == wanted), "")
