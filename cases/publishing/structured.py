"""A case as search engines understand it: schema.org's words as JSON-LD in the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from cases.models import Case

Data = dict[str, Any]


def described(case: Case, root: str) -> Data:
    """The case as an article about a municipality, and its place in the site. Only what the page says too."""
    return {"@context": "https://schema.org", "@graph": [_article(case, root), _breadcrumbs(case, root)]}


def _article(case: Case, root: str) -> Data:
    url = root + case.get_absolute_url()
    article: Data = {
        "@type": "Article",
        "@id": f"{url}#artikel",
        "url": url,
        "mainEntityOfPage": url,
        "headline": case.title,
        "description": case.summary,
        "inLanguage": "da",
        "isAccessibleForFree": True,
        "articleSection": case.support_function.name,
        "keywords": [term.name for term in (*case.tasks.all(), *case.technologies.all())],
        "about": {
            "@type": "GovernmentOrganization",
            "name": case.municipality.official_name,
            "identifier": case.municipality.code,
        },
        "isBasedOn": {"@type": "CreativeWork", "name": case.source_line},
        "isPartOf": {"@type": "Dataset", "@id": f"{root}{reverse('data_set')}#cases"},
        "publisher": {"@type": "Organization", "name": settings.OWNER_NAME or settings.SITE_NAME, "url": f"{root}/"},
    }
    if case.first_published_at and case.changed_at:
        article["datePublished"] = case.first_published_at.isoformat()
        article["dateModified"] = case.changed_at.isoformat()
    return article


def _breadcrumbs(case: Case, root: str) -> Data:
    way = [
        (settings.SITE_NAME, reverse("front")),
        ("Cases", reverse("cases")),
        (case.title, case.get_absolute_url()),
    ]
    places = [
        {"@type": "ListItem", "position": place, "name": name, "item": root + url}
        for place, (name, url) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": places}
