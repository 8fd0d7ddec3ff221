"""Open data for people, and the descriptions of it for data portals and search engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.publishing.dcat import described
from cases.publishing.whole_catalogue import site_root


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    example = Case.objects.published().values_list("slug", flat=True).first()
    context = {"root": site_root(request), "licence": settings.DATA_LICENCE, "example": example}
    return render(request, "opendata/open_data.html", context)


@require_safe
def data_set(request: HttpRequest, template: str, content_type: str) -> HttpResponse:
    return render(request, template, described(site_root(request)), content_type)


def sitemap(view: Callable[..., Any]) -> Callable[..., Any]:
    """Django's own view, which takes the sections' address from the name we gave it."""
    return require_safe(partial(view, sitemap_url_name="sitemap_part") if view.__name__ == "index" else view)
