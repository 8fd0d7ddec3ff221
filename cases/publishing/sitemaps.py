"""What search engines may find, with the day each case last changed for its readers."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from cases.catalogue.lessons import topics
from cases.models import Case
from frameworks.crossreading import FAMILIES, counted_terms
from frameworks.models import Grip

PAGES = (
    "front",
    "cases",
    "lessons",
    "overview",
    "grips",
    "framework",
    "tools",
    "about",
    "glossary",
    "open_data",
    "accessibility",
)


class Pages(Sitemap):
    """The pages that are not cases."""

    def items(self) -> list[str]:
        grips = [reverse("grip", args=[slug]) for slug in Grip.objects.values_list("slug", flat=True)]
        readings = [
            reverse("crossreading", args=[family.slug, term.slug])
            for family in FAMILIES.values()
            for term in counted_terms(family)
        ]
        return [*map(reverse, PAGES), *grips, *readings, *(topic.url for topic in topics())]

    def location(self, item: str) -> str:
        return item


class Cases(Sitemap):
    """Every published case."""

    def items(self) -> QuerySet[Case]:
        return Case.objects.published().only("slug", "changed_at").order_by("number")

    def lastmod(self, item: Case) -> datetime | None:
        return item.changed_at


SITEMAPS = {"sider": Pages, "cases": Cases}
