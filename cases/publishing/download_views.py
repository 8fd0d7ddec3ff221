"""The addresses under /hent/: cases as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from casekatalog.core.data_version import current_version
from cases.catalogue.requested_cases import RequestedCases, requested_cases
from cases.documents import capacity
from cases.models import Case
from cases.publishing.formats import FORMATS, MOST_HELD, Format, Wanted, as_file, as_pieces
from cases.publishing.handout import handout_pdf


@require_safe
def export_cases(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The cases that the address asks for, as one file."""
    kind = _known(file_format)
    found = requested_cases(request.GET)
    number = len(found.keys)
    if not number or (kind.most and number > kind.most):
        return _refused(request, kind, found)
    path = f"/min-liste/?{found.query}" if "case" in request.GET else f"/cases/?{found.query}".rstrip("?")
    wanted = Wanted.of_request(found, path, _root(request), timezone.localdate())
    if kind.is_streamed and number > MOST_HELD:
        return _streamed(request, kind, wanted)
    return _file(
        request, kind.content_type, f"casekatalog-cases.{file_format}", partial(as_file, kind, wanted, one_case=False)
    )


@require_safe
def export_case(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    kind = _known(file_format)
    case = get_object_or_404(Case.objects.published(), slug=slug)
    wanted = Wanted.of_case(case, _root(request), timezone.localdate())
    return _file(
        request, kind.content_type, f"casekatalog-{slug}.{file_format}", partial(as_file, kind, wanted, one_case=True)
    )


@require_safe
def handout(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The case on one page, for a meeting."""
    case = get_object_or_404(Case.objects.published().with_texts(), slug=slug)
    make = partial(handout_pdf, case, _root(request), timezone.localdate())
    return _file(request, FORMATS["pdf"].content_type, f"casekatalog-{slug}-en-side.pdf", make)


def _known(file_format: str) -> Format:
    if file_format not in FORMATS:
        raise Http404
    return FORMATS[file_format]


def _root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _etag(request: HttpRequest) -> str:
    """The same for as long as the file would say the same: of the data, the address and the day it names."""
    said = (current_version(), request.build_absolute_uri(), timezone.localdate().isoformat())
    return quote_etag(sha256("\n".join(said).encode()).hexdigest()[:32])


def _file(request: HttpRequest, content_type: str, name: str, make: Callable[[], bytes]) -> HttpResponseBase:
    """The file, made whole before it is sent."""

    def answer() -> HttpResponseBase:
        try:
            return HttpResponse(make(), content_type=content_type)
        finally:
            capacity.give_back()

    return _in_turn(request, name, answer)


def _streamed(request: HttpRequest, kind: Format, wanted: Wanted) -> HttpResponseBase:
    """The file, sent while it is made."""

    def answer() -> HttpResponseBase:
        return capacity.HoldingResponse(as_pieces(kind, wanted), capacity.give_back, content_type=kind.content_type)

    return _in_turn(request, f"casekatalog-cases.{kind.extension}", answer)


def _in_turn(request: HttpRequest, name: str, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What ``answer`` gives, unless the reader has it already or too many are being made. It gives its place back."""
    etag = _etag(request)
    if unmodified := get_conditional_response(request, etag=etag):
        return unmodified
    try:
        capacity.take()
    except capacity.BusyError:
        return _busy(request)
    return _named(answer(), name, etag)


def _named(response: Any, name: str, etag: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["ETag"] = etag
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


def _busy(request: HttpRequest) -> HttpResponse:
    explanation = "Vi er i gang med at lave andre filer. Vent et øjeblik, og prøv igen."
    context = {"heading": "Der er kø lige nu", "explanation": explanation}
    response = render(request, "error.html", context, status=503)
    response["Retry-After"], response["Cache-Control"] = str(capacity.RETRY_AFTER), "no-store"
    return response
