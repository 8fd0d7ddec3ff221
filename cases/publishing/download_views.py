"""The addresses under /hent/: cases as files."""

import logging
from subprocess import TimeoutExpired
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from cases.catalogue.requested_cases import RequestedCases, requested_cases
from cases.documents import making
from cases.models import Case
from cases.publishing.files import FORMATS, HANDOUT, Format, Selection, content_for, pieces_of
from cases.publishing.whole_catalogue import etag_of

# A text with more cases than this is sent while it is being made.
MOST_HELD = 500
logger = logging.getLogger(__name__)


@require_safe
@condition(etag_func=etag_of)
def export_cases(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The cases that the address asks for, as one file."""
    kind = _known(file_format)
    found = requested_cases(request.GET)
    number = len(found.keys)
    if not number or (kind.most and number > kind.most):
        return _refused(request, kind, found)
    path = f"/min-liste/?{found.query}" if "case" in request.GET else f"/cases/?{found.query}".rstrip("?")
    selection = Selection(request, found.keys, found.sentence, path, found.messages)
    return _file(kind, selection, f"casekatalog-cases.{file_format}")


@require_safe
@condition(etag_func=etag_of)
def export_case(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    """A case with everything its page says."""
    return _file_of_case(request, slug, _known(file_format), f"casekatalog-{slug}.{file_format}")


@require_safe
@condition(etag_func=etag_of)
def handout(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The case on one page, for a meeting."""
    return _file_of_case(request, slug, HANDOUT, f"casekatalog-{slug}-en-side.pdf")


def _known(file_format: str) -> Format:
    if file_format not in FORMATS:
        raise Http404
    return FORMATS[file_format]


def _file_of_case(request: HttpRequest, slug: str, kind: Format, name: str) -> HttpResponseBase:
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return _file(kind, Selection(request, [case.pk], case.title, case.get_absolute_url(), case=case), name)


def _file(kind: Format, selection: Selection, name: str) -> HttpResponseBase:
    """The file, unless too many are being made."""
    request = selection.request
    response: Any
    if request.method == "HEAD":
        response = HttpResponse()
    elif kind.writer:
        try:
            with making.place():
                response = HttpResponse(making.make(kind.writer, content_for(kind, selection)))
        except making.BusyError:
            return _later(request, "Der er kø lige nu", "Vi er i gang med at lave andre filer.")
        except TimeoutExpired:
            logger.warning("A file was given up: %s took too long", kind.name)
            return _later(request, "Filen tager for lang tid at lave", "Prøv med færre cases.")
    else:
        pieces = pieces_of(kind, selection)
        is_long = len(selection.keys) > MOST_HELD
        response = StreamingHttpResponse(pieces) if is_long else HttpResponse("".join(pieces))
    response["Content-Type"] = kind.content_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    # The pages are what a search should find.
    response["X-Robots-Tag"] = "noindex"
    return response


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
    response["Retry-After"], response["Cache-Control"] = str(making.RETRY_AFTER), "no-store"
    return response
