"""Open data for people, and the description of it for data portals, in DCAT-AP-DK 2.0.

Everything the profile points at has its class there too, since its own check (SHACL shapes) asks for that.
"""

from typing import NamedTuple

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.publishing.whole_catalogue import site_root

TITLE = "Cases om digitalisering af administrationen i danske kommuner"
DESCRIPTION = (
    "Beskrevne cases om, hvordan danske kommuner har digitaliseret administrationen: hvad de gjorde, hvad der kom ud "
    "af det, hvad det kostede, og hvordan det gik. Data har nøgletal med oplysning om, hvilken slags tal det er, "
    "forudsætninger, trin i implementeringen og ændringer i organisationen. De fleste cases er fra 2019."
)
KEYWORDS = ("digitalisering", "kommuner", "administration", "automatisering", "erfaringer")
THEMES = {"GOVE": "Regeringen og den offentlige sektor", "TECH": "Videnskab og teknologi"}


class File(NamedTuple):
    """A way to get the data: its address, what it is called, and its media type and EU file type."""

    path: str
    title: str
    media_type: str
    file_type: str


FILES = (
    File("/api/v1/katalog.json", "Hele kataloget som JSON", "application/json", "JSON"),
    File("/hent/cases.csv", "Alle cases som CSV", "text/csv", "CSV"),
    File(
        "/hent/cases.xlsx",
        "Alle cases som regneark",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
    ),
    File("/nyt.atom", "Nye og ændrede cases som feed", "application/atom+xml", "ATOM"),
)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    example = Case.objects.published().values_list("slug", flat=True).first()
    context = {"root": site_root(request), "licence": settings.DATA_LICENCE, "example": example}
    return render(request, "opendata/open_data.html", context)


@require_safe
def data_set(request: HttpRequest, template: str, content_type: str) -> HttpResponse:
    """The description. One query."""
    root = site_root(request)
    about = root + reverse("open_data")
    context = {
        "root": root,
        "here": root + reverse("data_set"),
        "about": about,
        "licence": settings.DATA_LICENCE or f"{about}#vilkaar",
        "site_name": settings.SITE_NAME,
        "owner": settings.OWNER_NAME or settings.SITE_NAME,
        "email": settings.OWNER_EMAIL,
        "title": TITLE,
        "description": DESCRIPTION,
        "keywords": KEYWORDS,
        "themes": THEMES,
        "files": FILES,
        "dates": Case.objects.published().aggregate(
            issued=Min("first_published_at"),
            modified=Max("changed_at"),
            first=Min("operation_dates__year"),
            last=Max("operation_dates__year"),
        ),
    }
    return render(request, template, context, content_type)
