"""Pages about the site itself."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.publishing.views import FILES

# The answers of Digitaliseringsstyrelsen's form, by what the settings call them.
COMPLIANCE = {
    "fuldt": "overholder fuldt ud",
    "delvist": "overholder delvist",
    "ikke": "overholder ikke",
}
METHODS = {
    "selv": "Vi har selv vurderet webstedet.",
    "ekstern": "En ekstern part har vurderet webstedet.",
    "anden": "Webstedet er vurderet på en anden måde:",
}


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The owner's accessibility statement; without one in the settings, how the site is built and tested."""
    if not settings.ACCESSIBILITY_STATUS:
        return render(request, "pages/accessibility.html", {"heading": "Tilgængelighed"})
    statement = {
        "compliance": COMPLIANCE[settings.ACCESSIBILITY_STATUS],
        "exceptions": [
            ("Indhold, der ikke overholder loven", settings.ACCESSIBILITY_SHORTCOMINGS),
            ("Uforholdsmæssigt stor byrde", settings.ACCESSIBILITY_BURDEN),
            ("Indhold, der ikke er omfattet af loven", settings.ACCESSIBILITY_EXEMPT),
        ],
        "method": METHODS[settings.ACCESSIBILITY_METHOD],
        "tested": settings.ACCESSIBILITY_TESTED,
        "first_date": settings.ACCESSIBILITY_FIRST_DATE,
        "date": settings.ACCESSIBILITY_DATE,
        "official": settings.ACCESSIBILITY_OFFICIAL,
    }
    context = {"heading": "Tilgængelighedserklæring", "statement": statement}
    return render(request, "pages/accessibility.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Every filter of the list makes five files. Those that the description of the data set names are allowed."""
    context = {
        "downloads": [file.path for file in FILES if file.path.startswith("/hent/")],
        "sitemap": request.build_absolute_uri(reverse("sitemap")),
    }
    return render(request, "pages/robots.txt", context, "text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here when what they show is no page of ours."""
    return redirect(static("img/favicon.svg"))


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to write about a hole in the site (RFC 9116). Whoever reads it always has half a year."""
    if not settings.OWNER_EMAIL:
        raise Http404
    expires = datetime.combine(datetime.now(UTC).date() + timedelta(days=180), time.min, UTC)
    lines = [
        f"Contact: mailto:{quote(settings.OWNER_EMAIL, safe='@')}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: da, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "fejl", "database": "svarer ikke"}, status=503)
    return JsonResponse({"status": "ok", "database": "svarer"})
