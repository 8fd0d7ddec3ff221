"""Addresses that mail programs and writers have damaged lead to what was meant."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import is_valid_path
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import escape_leading_slashes

# What HTML makes of & " ' < >, as it stands in an address that was copied from a mail's source.
_ENTITY = re.compile(r"&(amp|quot|apos|lt|gt)(?:;|%3b)", re.IGNORECASE)
_WRITTEN = {"amp": "&", "quot": "%22", "apos": "%27", "lt": "%3C", "gt": "%3E"}
# What ends a sentence, a bracket or a quotation, and was taken along when the address was made a link. Bounded, since
# an address may be long.
_TRAILING = re.compile(r"""(?:&(?:quot|apos|lt|gt|amp);|[.,;:!?)\]}>"'”’»*]){1,9}/?$""", re.IGNORECASE)
_TRAILING_QUERY = re.compile(r"(?:%27|%3E){1,9}$")


class MendedAddresses(MiddlewareMixin):
    """Sends a reader on to the address that was meant: before the page for parameters, after a 404 for the path."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        query = request.META.get("QUERY_STRING", "")
        is_read = request.method in ("GET", "HEAD")
        return _send(request.path, mended) if is_read and (mended := mended_query(query)) != query else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        path = mended_path(request.path_info)
        is_for_people = not request.path_info.startswith("/api/")
        if response.status_code != 404 or not is_for_people or path == request.path_info or not is_valid_path(path):
            return response
        return _send(path, request.META.get("QUERY_STRING", ""))


def mended_query(query: str) -> str:
    """The parameters with HTML's entities read: ``q=rpa&amp;omraade=it`` asks for two things."""
    mended = query
    for _ in range(3):  # a mail that was sent on has been through it more than once
        mended = _ENTITY.sub(lambda found: _WRITTEN[found[1].lower()], mended)
    if mended == query:
        return query
    mended = _TRAILING_QUERY.sub("", mended)
    # The quotation mark that closed the link, unless another one opens a phrase.
    return mended.removesuffix("%22") if mended.count("%22") % 2 else mended


def mended_path(path: str) -> str:
    """The path without the punctuation after it."""
    bare = _TRAILING.sub("", path)
    return bare if bare.endswith("/") or bare == path or "." in bare.rpartition("/")[2] else f"{bare}/"


def _send(path: str, query: str) -> HttpResponse:
    # Not a permanent redirect: browsers keep those for good, and another page may come to stand here.
    return HttpResponseRedirect(escape_leading_slashes(path) + (f"?{query}" if query else ""))
