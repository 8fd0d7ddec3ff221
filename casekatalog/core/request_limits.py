"""Requests that no page here takes are refused before they cost anything: too long, too large, or the wrong method."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from casekatalog.core import errors

READING = ("GET", "HEAD")
EDITING = (*READING, "POST", "OPTIONS")


class RequestLimitsMiddleware(MiddlewareMixin):
    """Public pages are only read. Forms are bounded in size, unless their view ``bounds_its_own_body``."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if len(request.get_full_path()) > settings.LONGEST_ADDRESS:
            return errors.address_too_long(request)
        methods = EDITING if request.path.startswith(settings.ADDRESSES_WITH_FORMS) else READING
        if request.method not in methods:
            return errors.method_not_allowed(request, methods)
        return None

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *arguments: Any) -> HttpResponse | None:
        is_bounded = getattr(view, "bounds_its_own_body", False)
        if not is_bounded and content_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return errors.bad_request(request, RequestDataTooBig())
        return None


def content_length(request: HttpRequest) -> int:
    """How much the browser says it sends. Django reads no more than that, and nothing when it does not say."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
