"""Views whose modules are loaded with their first request: what few readers ask for, no web process carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string


def lazily(path: str) -> Callable[..., HttpResponseBase]:
    """The view at this dotted path."""

    def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
        return import_string(path)(request, **parts)

    return view
