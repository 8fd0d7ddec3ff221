"""Compression of public pages in a tenth of the time that Django's own takes, which is as long as the page itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from isal import igzip

SHORTEST = 200
LEVEL = 2


def compress(request: HttpRequest, response: HttpResponse) -> None:
    """Compress the page for a reader who takes that.

    Django adds random bytes, lest the length tell a secret of the page; a public page has none.
    """
    if len(response.content) < SHORTEST or response.has_header("Content-Encoding"):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = igzip.compress(response.content, LEVEL, mtime=0)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        # Compressed or not, it is the same page, not the same bytes.
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"
