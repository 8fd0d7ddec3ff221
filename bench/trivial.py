"""The site's addresses and a view that does nothing behind the same middleware, to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def trivial(request: HttpRequest) -> HttpResponse:
    """Three letters that no cache may keep."""
    return HttpResponse("Hej", headers={"Cache-Control": "private"})


urlpatterns = [path("trivial/", trivial), path("", include("casekatalog.urls"))]
