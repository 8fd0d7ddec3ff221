"""What browsers and mail programs write each in their own way, rewritten as the rest of the site reads it."""

import re
from urllib.parse import quote, unquote_to_bytes

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

_BYTES = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_REFUSED = re.compile(r";\s*q\s*=\s*0(?:\.0*)?\s*$", re.IGNORECASE)


class RequestReadingMiddleware(MiddlewareMixin):
    """Before anything reads the query string, or answers in a compressed form."""

    def process_request(self, request: HttpRequest) -> None:
        request.META["QUERY_STRING"] = _BYTES.sub(_in_utf8, request.META.get("QUERY_STRING", ""))
        if accepted := request.META.get("HTTP_ACCEPT_ENCODING"):
            # Django and WhiteNoise look for a coding by name, and “gzip;q=0” names what the client cannot read.
            wanted = [coding for coding in accepted.split(",") if not _REFUSED.search(coding)]
            request.META["HTTP_ACCEPT_ENCODING"] = ",".join(wanted)


def _in_utf8(found: re.Match[str]) -> str:
    """Bytes that are not UTF-8 are Windows-1252, which old mail programs and spreadsheets write: “l%F8n” is “løn”."""
    try:
        unquote_to_bytes(found[0]).decode()
    except UnicodeDecodeError as error:
        return quote(error.object.decode("cp1252", "replace"))
    return found[0]
