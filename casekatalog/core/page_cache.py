"""Finished public pages in each web process's memory, kept compressed with Django's own cache middleware."""

from collections.abc import Callable
from time import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.cache import CacheMiddleware
from django.utils.cache import get_conditional_response, has_vary_header, set_response_etag
from django.utils.deprecation import MiddlewareMixin

from casekatalog.core.data_version import current_version, one_version

NEVER_PUBLIC = ("/admin/", "/konto/", "/sundhed/")
# Characters: a longer address is nobody's link.
LONGEST_ADDRESS = 500
# Bytes. Compressed pages are a third of this; larger answers are made anew, so that they cannot fill the memory.
LARGEST_PAGE = 65_536
# A browser asks every time and mostly hears “not modified”. A cache in front of several web hosts asks after a second;
# it answers by itself for an hour while the site does not.
PUBLIC = f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}, stale-if-error=3600"


def versioned_key(key: str, key_prefix: str, version: int) -> str:
    """Return Django's key of a page with the data's version, and the hour since pages say what is current today."""
    return f"{key_prefix}:{current_version()}:{int(time() // 3600)}:{key}"


class PageCache(CacheMiddleware):
    """Answer anonymous readers with the page as it was made before from the same data, or with “not modified”."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response, page_timeout=settings.CACHE_MIDDLEWARE_SECONDS)

    def __call__(self, request: HttpRequest) -> Any:
        """Answer; a request that only reads asks for the data's version once, however many parts are kept under it."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with one_version():
            return super().__call__(request)

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        # Django's key cannot tell raw letters in a query string from others that spell their bytes.
        is_plain = len(request.get_full_path()) <= LONGEST_ADDRESS and request.META.get("QUERY_STRING", "").isascii()
        return super().process_request(request) if is_plain and _is_readers(request) else None

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.get("Cache-Control") != PUBLIC:
            return response
        if len(response.content) <= LARGEST_PAGE:
            response = super().process_response(request, response)
        # Django's middleware tells browsers not to ask again for as long as the page is kept here.
        del response["Expires"], response["Age"]
        return get_conditional_response(request, response.get("ETag"), response=response)


class PublicPages(MiddlewareMixin):
    """Give what any reader may see an ETag and a public Cache-Control, unless the view knew better."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if _is_readers(request) and _is_public(response):
            response["Cache-Control"] = PUBLIC
            if not response.has_header("ETag"):
                set_response_etag(response)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response


def _is_readers(request: HttpRequest) -> bool:
    """Whether anybody could have sent the request, for a page that anybody may see."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path_info.startswith(NEVER_PUBLIC)
    )


def _is_public(response: HttpResponse) -> bool:
    """Whether the view left the answer the same for everybody."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.has_header("Cache-Control")
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )
