"""The catalogue as data portals find it: what the templates of its description in DCAT-AP-DK 2.0 say.

Everything the profile points at has its class there too, since its own check (SHACL shapes) asks for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse

from cases.models import Case

TITLE = "Cases om digitalisering af administrationen i danske kommuner"
DESCRIPTION = (
    "Beskrevne cases om, hvordan danske kommuner har digitaliseret administrationen: hvad de gjorde, hvad der kom ud "
    "af det, hvad det kostede, og hvordan det gik. Data har nøgletal med oplysning om, hvilken slags tal det er, "
    "forudsætninger, trin i implementeringen og ændringer i organisationen. De fleste cases er fra 2019."
)
KEYWORDS = ("digitalisering", "kommuner", "administration", "automatisering", "erfaringer")
THEMES = {"GOVE": "Regeringen og den offentlige sektor", "TECH": "Videnskab og teknologi"}


@dataclass(frozen=True)
class File:
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


def described(root: str) -> dict[str, Any]:
    """What the templates say. ``root`` is the site's scheme and host. One query."""
    about = root + reverse("open_data")
    return {
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
            first=Min("implemented_year"),
            last=Max("implemented_year"),
        ),
    }
