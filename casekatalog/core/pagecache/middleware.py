"""Which answers are the same for everybody, and so may be kept."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header
from django.utils.http import quote_etag

from casekatalog.core import errors
from casekatalog.core.pagecache.compression import compress
from casekatalog.core.pagecache.outage import DATABASE_GONE

NEVER_PUBLIC = ("/admin/", "/konto/", "/sundhed/")


def public() -> str:
    """The Cache-Control of a public page.

    A browser asks every time and mostly hears “not modified”. A cache in front of several web hosts asks after a
    second, so a change is visible there within that second; it answers by itself for an hour while nobody here does.
    """
    return f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, stale-if-error=3600"


class PublicPages:
    """Give what any reader may see an ETag and a public Cache-Control. Stands ahead of sessions.

    A view that has set a Cache-Control or an ETag, or has looked at the session, knows better.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if DATABASE_GONE in request.META:
            return errors.database_gone(request)
        response = self.get_response(request)
        if _is_public(request, response):
            response["Cache-Control"] = public()
            compress(request, response)
            if not response.has_header("ETag"):
                # Of what is sent. Django's own is MD5 of the whole text, and takes twenty times as long.
                response["ETag"] = quote_etag(sha256(response.content).hexdigest())
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response


def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.streaming
        and not response.has_header("Cache-Control")
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path_info.startswith(NEVER_PUBLIC)
    )
