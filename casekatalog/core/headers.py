"""Headers on every answer, whatever makes it: pages, files, redirects and errors alike."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Open data, which a script on any site may read: nothing there depends on who asks. django-cors-headers answers each
# origin by itself, which no cache could keep.
OPEN = ("/api/", "/hent/", "/nyt.atom", "/datasaet.")
FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
}


class HeadersMiddleware:
    """The headers that Django's own middleware has no setting for. It must be outside all that may answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_open = request.path_info.startswith(OPEN)
        for name, value in (settings.SECURITY_HEADERS | (FOR_OTHER_SITES if is_open else {})).items():
            response.setdefault(name, value)
        return response
