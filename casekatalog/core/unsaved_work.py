"""A form that could not be saved (a database that cannot be written, a session that ended) is never lost."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from casekatalog.core import kept_forms
from casekatalog.core.logs import request_id

logger = logging.getLogger(__name__)

# PostgreSQL says of a read-only database that it is an internal error.
CANNOT_WRITE = (OperationalError, InternalError, InterfaceError)


class NotSavedMiddleware(MiddlewareMixin):
    """Answer a form that cannot be saved with a page that holds it, or keep it while its editor signs in again."""

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *arguments: Any) -> HttpResponse | None:
        if not _is_edit(request) or request.user.is_authenticated or not kept_forms.keep(request):
            return None
        return redirect_to_login(request.get_full_path())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied):
            return _refused(request) if _is_edit(request) and kept_forms.writer(request) else None
        if request.method != "POST" or not isinstance(exception, CANNOT_WRITE):
            return None
        logger.error("A form was not saved: %s", request.path, exc_info=exception)
        page = _page(request, 503, request_id=request_id.get())
        page["Retry-After"] = "30"
        return page


def _is_edit(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path.startswith("/admin/")


def _refused(request: HttpRequest) -> HttpResponse:
    """Somebody may no longer save here. What they wrote is on the page, to be copied or sent again."""
    return _page(request, 403, refused=True)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    posted = kept_forms.typed(request.POST) if _is_edit(request) else {}
    fields = [(name, value) for name in posted for value in request.POST.getlist(name)]
    # Texts are shown; keys and numbers only go along when the form is sent again.
    texts = [value for name, value in fields if name != kept_forms.SEAL and " " in value.strip()]
    context |= {"fields": fields, "texts": texts, "files": bool(request.FILES)}
    page = render(request, "not_saved.html", context, status=status)
    page["Cache-Control"] = "no-store"
    return page
