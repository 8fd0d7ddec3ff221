"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from allauth.account.views import logout
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from casekatalog import health
from casekatalog import views as site
from casekatalog.core.lazy_views import lazily
from cases.catalogue import views as cases
from frameworks import views as frameworks

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", cases.front, name="front"),
    path("cases/", cases.case_list, name="cases"),
    path("forslag/", cases.suggestions, name="suggestions"),
    path("cases/<slug:slug>/", cases.case, name="case"),
    path("sammenlign/", cases.compare, name="compare"),
    path("min-liste/", cases.shortlist, name="shortlist"),
    path("overblik/", cases.overview, name="overview"),
    path("laerdomme/", cases.lessons, name="lessons"),
    path("laerdomme/<slug:slug>/", cases.lesson, name="lesson"),
    path("hent/cases.<str:file_format>", lazily("cases.publishing.download_views.export_cases"), name="export_cases"),
    path(
        "hent/sammenligning.<str:file_format>",
        lazily("cases.publishing.download_views.export_comparison"),
        name="export_comparison",
    ),
    path(
        "hent/<slug:slug>.<str:file_format>", lazily("cases.publishing.download_views.export_case"), name="export_case"
    ),
    path("hent/<slug:slug>/en-side.pdf", lazily("cases.publishing.download_views.handout"), name="handout"),
    path(
        "hent/laerdomme/<slug:slug>.<str:file_format>",
        lazily("cases.publishing.download_views.export_lessons"),
        name="export_lessons",
    ),
    path("greb/", frameworks.grips, name="grips"),
    path("greb/<slug:slug>/", frameworks.grip, name="grip"),
    path("analyseramme/", frameworks.framework, name="framework"),
    path("analyseramme/<slug:family>/<slug:slug>/", frameworks.crossreading, name="crossreading"),
    path("redskaber/", frameworks.tools, name="tools"),
    path("ordliste/", frameworks.glossary, name="glossary"),
    path("om/", frameworks.about, name="about"),
    path("tilgaengelighed/", site.accessibility, name="accessibility"),
    path("sundhed/", site.health, name="health"),
    path("sundhed/klar/", health.ready, name="ready"),
    path("projekt/", include("cases.project.urls")),
    path("", include("cases.register.urls")),
    path("", include("cases.publishing.urls")),
    path("robots.txt", site.robots, name="robots"),
    path(".well-known/security.txt", site.security_txt, name="security_txt"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("konto/", include("casekatalog.accounts.urls")),
    # The admin's own pages for these would be a second way with other rules.
    path("admin/logout/", logout),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
]

handler400 = "casekatalog.core.errors.bad_request"
handler403 = "casekatalog.core.errors.permission_denied"
handler404 = "casekatalog.core.errors.not_found"
handler429 = "casekatalog.core.errors.too_many_requests"
handler500 = "casekatalog.core.errors.server_error"
