"""The addresses under /hent/: cases as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import condition, require_safe

from cases.catalogue.comparison import Comparison
from cases.catalogue.lesson_page import lesson_page
from cases.catalogue.lessons import find_topic
from cases.catalogue.requested_cases import RequestedCases, requested_cases
from cases.documents.making import Writer
from cases.documents.responses import made_file, named
from cases.models import Case
from cases.publishing.files import FORMATS, HANDOUT, Format, Selection, content_for, pieces_of
from cases.publishing.lesson_document import lesson_document
from cases.publishing.whole_catalogue import etag_of

LESSON_WRITERS: dict[str, Writer] = {"pdf": "pdf", "docx": "word"}
# A text with more cases than this is sent while it is being made.
MOST_HELD = 500


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
def export_comparison(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """The cases that the address names, side by side. Fewer than two are chosen on the page, and data have none."""
    kind, comparison = _known(file_format), Comparison(request.GET)
    if not kind.writer:
        raise Http404
    if not comparison.is_enough:
        return redirect(comparison.url)
    selection = Selection(request, [], "Cases side om side", comparison.url, comparison=comparison)
    return _file(kind, selection, f"casekatalog-sammenligning.{file_format}")


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


@require_safe
@condition(etag_func=etag_of)
def export_lessons(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    """What the cases of one topic teach together, to be read or printed."""
    topic = find_topic(slug)
    if topic is None or file_format not in LESSON_WRITERS:
        raise Http404
    root = f"{request.scheme}://{request.get_host()}"
    document = lambda: lesson_document(lesson_page(topic), root, localdate())  # noqa: E731
    response = made_file(request, LESSON_WRITERS[file_format], document, "Læs siden i stedet.")
    response["X-Robots-Tag"] = "noindex"
    return named(response, f"laerdomme-{slug}.{file_format}")


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
    if kind.writer:
        response = made_file(request, kind.writer, lambda: content_for(kind, selection), "Prøv med færre cases.")
        if response.status_code != 200:
            return response
    elif request.method == "HEAD":
        response = HttpResponse()
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
