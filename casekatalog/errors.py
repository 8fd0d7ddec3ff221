"""Danish pages for requests that fail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casekatalog.logs import request_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, "Vi kunne ikke læse adressen", "Noget i adressen er i stykker eller for langt.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, "Du har ikke adgang", "Siden kræver rettigheder, som du ikke har.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        "Formularen er udløbet",
        "Gå tilbage, genindlæs siden, og prøv igen. Siden skal kunne sætte en cookie.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, "Siden findes ikke", "Adressen er forkert, eller siden er flyttet.")


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _page(request, 429, "Det gik for hurtigt", "Vent et minut, og prøv igen.")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "Noget gik galt hos os", "Prøv igen om lidt. Fejlen er skrevet i vores log.")


def _page(request: HttpRequest, status: int, heading: str, explanation: str) -> HttpResponse:
    context = {"heading": heading, "explanation": explanation}
    if status >= 500:
        context["request_id"] = request_id.get()
    return render(request, "error.html", context, status=status)
