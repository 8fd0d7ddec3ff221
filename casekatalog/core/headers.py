"""Headers on every answer, whatever makes it: pages, files, redirects and errors alike."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

# Open data, which a script on any site may read: nothing there depends on who asks. django-cors-headers answers each
# origin by itself, which no cache could keep.
OPEN = ("/api/", "/hent/", "/datasaet.")
FEED = ".atom"
FOR_OTHER_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
}


class HeadersMiddleware(MiddlewareMixin):
    """The headers that Django's own middleware has no setting for. It must be outside all that may answer."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_open = request.path_info.startswith(OPEN) or request.path_info.endswith(FEED)
        for name, value in (settings.SECURITY_HEADERS | (FOR_OTHER_SITES if is_open else {})).items():
            response.setdefault(name, value)
        return response
