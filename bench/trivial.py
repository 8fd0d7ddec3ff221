"""The site's addresses, and a view that does nothing behind the same middleware, to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bench.environment import TRIVIAL


def trivial(request: HttpRequest) -> HttpResponse:
    # So that no cache keeps it.
    return HttpResponse("Hej", headers={"Cache-Control": "private"})


urlpatterns = [path(TRIVIAL[1:], trivial), path("", include("casekatalog.urls"))]

handler400 = "casekatalog.core.errors.bad_request"
handler403 = "casekatalog.core.errors.permission_denied"
handler404 = "casekatalog.core.errors.not_found"
handler500 = "casekatalog.core.errors.server_error"
