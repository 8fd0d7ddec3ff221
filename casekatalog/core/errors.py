"""Danish pages for requests that fail."""

import sys
from collections.abc import Iterable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from casekatalog.core import kept_forms
from casekatalog.core.logs import request_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _page(request, 413, "Det fylder for meget", "Gå tilbage, gør teksten eller filen mindre, og prøv igen.")
    return _page(request, 400, "Vi kunne ikke læse adressen", "Noget i adressen er i stykker eller for langt.")


def address_too_long(request: HttpRequest) -> HttpResponse:
    return _page(request, 414, "Adressen er for lang", "Søg efter færre ord, eller vælg færre filtre.")


def method_not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    response = _page(request, 405, "Siden kan kun læses", "Browseren sendte noget, som siden ikke tager imod.")
    response["Allow"] = ", ".join(methods)
    return response


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, "Du har ikke adgang", "Siden kræver rettigheder, som du ikke har.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a sign-in is kept and given back, to the account that wrote it alone."""
    if request.path_info.startswith("/admin/") and kept_forms.keep(request):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user == kept_forms.writer(request):
            return redirect(request.get_full_path())
        explanation = "Det, der er skrevet i den, ligger klar i et døgn, når den, der skrev det, logger ind igen."
        return _page(request, 403, "Formularen hører til en anden konto", explanation)
    advice = "Gå tilbage, genindlæs siden, og prøv igen. Siden skal kunne sætte en cookie."
    return _page(request, 403, "Formularen er udløbet", advice)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    explanation = "Adressen er forkert, eller siden er flyttet. Søg efter det, du ville læse."
    return _page(request, 404, "Siden findes ikke", explanation)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _page(request, 429, "Det gik for hurtigt", "Vent et minut, og prøv igen.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled."""
    if _is_outage(sys.exc_info()[1]):
        return database_gone(request)
    return _page(request, 500, "Noget gik galt hos os", "Prøv igen om lidt. Fejlen er skrevet i vores log.")


def database_gone(request: HttpRequest) -> HttpResponse:
    """Rendered without the database, to come back to soon, and kept by nobody. Who asks for health gets data."""
    if request.path_info.startswith("/sundhed/"):
        gone = {"status": "fejl", "database": "svarer ikke"}
        return JsonResponse(gone, status=503, headers={"Cache-Control": "no-store"})
    explanation = "Vi kan ikke få fat i vores data. Prøv igen om et par minutter."
    if request.method == "POST":
        explanation = "Vi kunne ikke gemme. Gå tilbage i browseren, så du beholder det, du har skrevet, og prøv igen."
    page = _page(request, 503, "Siden er nede lige nu", explanation)
    page["Retry-After"] = "30"
    page["Cache-Control"] = "no-store"
    return page


def _is_outage(error: BaseException | None) -> bool:
    """Whether the database itself failed, not what it was asked. A damaged file is a plain DatabaseError."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _page(request: HttpRequest, status: int, heading: str, explanation: str) -> HttpResponse:
    """For people a page; a program gets data, as all other answers under its address."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": f"{heading}. {explanation}"}, status=status)
    context = {"heading": heading, "explanation": explanation, "status": status}
    if status >= 500:
        context["request_id"] = request_id.get()
    return render(request, "error.html", context, status=status)
