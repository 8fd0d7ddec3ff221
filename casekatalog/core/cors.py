"""Reading from other sites' scripts. django-cors-headers answers each origin by itself, which no cache could keep."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN = ("/api/", "/hent/", "/nyt.atom", "/datasaet.")


class OpenForReading:
    """Let a script on any site read what is open data. There is nothing there that depends on who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(OPEN):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Content-Disposition"
        return response
