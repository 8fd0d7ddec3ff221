"""Every address of the site."""

from django.contrib import admin
from django.urls import path

from casekatalog import views as site
from cases import views as cases
from frameworks import views as frameworks

urlpatterns = [
    path("", cases.front, name="front"),
    path("cases/", cases.case_list, name="cases"),
    path("forslag/", cases.suggestions, name="suggestions"),
    path("cases/<slug:slug>/", cases.case, name="case"),
    path("greb/", frameworks.grips, name="grips"),
    path("greb/<slug:slug>/", frameworks.grip, name="grip"),
    path("analyseramme/", frameworks.framework, name="framework"),
    path("analyseramme/<slug:family>/<slug:slug>/", frameworks.crossreading, name="crossreading"),
    path("redskaber/", frameworks.tools, name="tools"),
    path("ordliste/", frameworks.glossary, name="glossary"),
    path("om/", frameworks.about, name="about"),
    path("tilgaengelighed/", site.accessibility, name="accessibility"),
    path("sundhed/", site.health, name="health"),
    path("robots.txt", site.robots, name="robots"),
    path("admin/", admin.site.urls),
]

handler400 = "casekatalog.errors.bad_request"
handler403 = "casekatalog.errors.permission_denied"
handler404 = "casekatalog.errors.not_found"
handler500 = "casekatalog.errors.server_error"
