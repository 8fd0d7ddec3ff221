"""Pages that show what somebody typed: no cache keeps them, no search engine lists them, no other site sees them."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def private(view: View) -> View:
    """Let ``view`` answer requests that only read, with HEADERS, and tell no site where the reader came from."""
    return require_safe(with_headers(view, {**HEADERS, "Referrer-Policy": "no-referrer"}))


def with_headers(view: View, headers: Mapping[str, str]) -> View:
    """``view`` with these headers on each of its answers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in headers.items():
            response[name] = value
        return response

    return answer
