"""When the database can be read and not written (disk full, read-only, locked), an editor keeps what was typed."""

import logging

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from casekatalog.core.logs import request_id

logger = logging.getLogger(__name__)

# PostgreSQL says of a read-only database that it is an internal error.
CANNOT_WRITE = (OperationalError, InternalError, InterfaceError)
# Written anew in the next try, or never to be shown on a page.
_LEFT_OUT = ("csrfmiddlewaretoken", "password")


class NotSavedMiddleware(MiddlewareMixin):
    """Answer a form that the database would not take with a page that holds it, and a button that sends it again."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.method != "POST" or not isinstance(exception, CANNOT_WRITE):
            return None
        logger.error("A form was not saved: %s", request.path, exc_info=exception)
        keeps = request.path.startswith("/admin/")
        names = [name for name in request.POST if keeps and not any(part in name for part in _LEFT_OUT)]
        fields = [(name, value) for name in names for value in request.POST.getlist(name)]
        context = {"fields": fields, "files": bool(request.FILES), "request_id": request_id.get()}
        page = render(request, "not_saved.html", context, status=503)
        page["Retry-After"] = "30"
        page["Cache-Control"] = "no-store"
        return page
