"""The addresses of open data."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from cases.publishing import views
from cases.publishing.api import api
from cases.publishing.feed import AdoptionsOfCase, ChangedCases
from cases.publishing.sitemaps import SITEMAPS

JSON_LD = {"template": "opendata/data_set.jsonld", "content_type": "application/ld+json"}
MAPS = {"sitemaps": SITEMAPS}
TURTLE = {"template": "opendata/data_set.ttl", "content_type": "text/turtle; charset=utf-8"}

urlpatterns = [
    path("api/v1/", RedirectView.as_view(pattern_name="open_data")),
    path("api/v1/", api.urls),
    path("aabne-data/", views.open_data, name="open_data"),
    path("nyt.atom", require_safe(ChangedCases()), name="feed"),
    path("cases/<slug:slug>/kommuner.atom", require_safe(AdoptionsOfCase()), name="adoptions_feed"),
    path(
        "sitemap.xml", require_safe(sitemap_views.index), {**MAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"
    ),
    path("sitemap-<slug:section>.xml", require_safe(sitemap_views.sitemap), MAPS, name="sitemap_part"),
    path("datasaet.jsonld", views.data_set, JSON_LD, name="data_set"),
    path("datasaet.ttl", views.data_set, TURTLE, name="data_set_turtle"),
]
