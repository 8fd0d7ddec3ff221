"""The addresses under /hent/: cases as files."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from casekatalog.core.data_version import current_version
from cases.catalogue.requested_cases import RequestedCases, requested_cases
from cases.documents import capacity, making
from cases.models import Case
from cases.publishing.files import FORMATS, HANDOUT, Format, Selection, content_for, pieces_of

# A text with more cases than this is sent while it is being made.
MOST_HELD = 500
logger = logging.getLogger(__name__)


@require_safe
def export_cases(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The cases that the address asks for, as one file."""
    kind = _known(file_format)
    found = requested_cases(request.GET)
    number = len(found.keys)
    if not number or (kind.most and number > kind.most):
        return _refused(request, kind, found)
    path = f"/min-liste/?{found.query}" if "case" in request.GET else f"/cases/?{found.query}".rstrip("?")
    selection = Selection(request, timezone.localdate(), found.keys, found.sentence, path, found.messages)
    return _file(kind, selection, f"casekatalog-cases.{file_format}")


@require_safe
def export_case(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    """A case with everything its page says."""
    return _file_of_case(request, slug, _known(file_format), f"casekatalog-{slug}.{file_format}")


@require_safe
def handout(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The case on one page, for a meeting."""
    return _file_of_case(request, slug, HANDOUT, f"casekatalog-{slug}-en-side.pdf")


def _known(file_format: str) -> Format:
    if file_format not in FORMATS:
        raise Http404
    return FORMATS[file_format]


def _file_of_case(request: HttpRequest, slug: str, kind: Format, name: str) -> HttpResponseBase:
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return _file(kind, Selection.of_case(request, timezone.localdate(), case), name)


def _file(kind: Format, selection: Selection, name: str) -> HttpResponseBase:
    """The file, unless the reader has it already or too many are being made."""
    request, etag = selection.request, _etag(selection.request)
    if unmodified := get_conditional_response(request, etag=etag):
        return unmodified
    response: Any
    if request.method == "HEAD":
        response = HttpResponse()
    elif kind.writer:
        try:
            with capacity.place():
                response = HttpResponse(making.make(kind.writer, content_for(kind.writer, selection)))
        except capacity.BusyError:
            return _later(request, "Der er kø lige nu", "Vi er i gang med at lave andre filer.")
        except making.TooSlowError as error:
            logger.warning("A file was given up: %s", error)
            return _later(request, "Filen tager for lang tid at lave", "Prøv med færre cases.")
    else:
        pieces = pieces_of(kind, selection)
        is_long = len(selection.keys) > MOST_HELD
        response = StreamingHttpResponse(pieces) if is_long else HttpResponse("".join(pieces))
    response["Content-Type"] = kind.content_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["ETag"] = etag
    # The pages are what a search should find.
    response["X-Robots-Tag"] = "noindex"
    return response


def _etag(request: HttpRequest) -> str:
    """The same for as long as the file would say the same: of the data, the address and the day it names."""
    said = (current_version(), request.build_absolute_uri(), timezone.localdate().isoformat())
    return quote_etag(sha256("\n".join(said).encode()).hexdigest()[:32])


def _refused(request: HttpRequest, kind: Format, found: RequestedCases) -> HttpResponse:
    """Nothing to fetch, or more than the format holds: why, and the way on."""
    context = {
        "kind": kind,
        "found": found,
        "number": len(found.keys),
        "others": [other for other in FORMATS.values() if not other.most or len(found.keys) <= other.most],
    }
    return render(request, "cases/export_refused.html", context, status=404 if not found.keys else 400)


def _later(request: HttpRequest, heading: str, reason: str) -> HttpResponse:
    """There is no file now: why, and when to come back."""
    context = {"heading": heading, "explanation": f"{reason} Vent et øjeblik, og prøv igen."}
    response = render(request, "error.html", context, status=503)
    response["Retry-After"], response["Cache-Control"] = str(capacity.RETRY_AFTER), "no-store"
    return response
