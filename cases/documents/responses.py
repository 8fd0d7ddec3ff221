"""A made file as an answer, or the page that says why there is none now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from subprocess import TimeoutExpired
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.documents import making

CONTENT_TYPES: dict[making.Writer, str] = {
    "bundle": "application/zip",
    "pdf": "application/pdf",
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
logger = logging.getLogger(__name__)


def made_file(request: HttpRequest, writer: making.Writer, content: Callable[[], Any], advice: str) -> HttpResponse:
    """The file that ``writer`` makes of ``content``, or 503 with ``advice`` where it took too long. HEAD makes none."""
    response = HttpResponse(content_type=CONTENT_TYPES[writer])
    if request.method != "HEAD":
        try:
            with making.place():
                response.content = making.make(writer, content())
        except making.BusyError:
            return _later(request, "Der er kø lige nu", "Vi er i gang med at lave andre filer.")
        except TimeoutExpired:
            logger.warning("A file was given up: %s took too long", writer)
            return _later(request, "Filen tager for lang tid at lave", advice)
    return response


def named(response: HttpResponse, name: str) -> HttpResponse:
    """The answer, to be saved under ``name`` if it is a file."""
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _later(request: HttpRequest, heading: str, reason: str) -> HttpResponse:
    """There is no file now: why, and when to come back."""
    context = {"heading": heading, "explanation": f"{reason} Vent et øjeblik, og prøv igen."}
    response = render(request, "error.html", context, status=503)
    response["Retry-After"], response["Cache-Control"] = str(making.RETRY_AFTER), "no-store"
    return response
