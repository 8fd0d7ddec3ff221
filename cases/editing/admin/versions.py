"""The history of a case as a page of the admin, and the way back to a version."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from casekatalog.core.batch import batched
from cases.models import Case
from cases.workflow import history
from cases.workflow.publication_requirements import IncompleteError

VERSIONS_A_PAGE = 20
GONE = (
    "Versionen kan ikke gendannes, for den bruger noget, der er slettet siden, for eksempel et system eller en opgave. "
    "Opret det igen, eller ret casen i hånden."
)

LACKING = (
    "Versionen kan ikke gendannes, mens casen er publiceret, for den mangler noget, som læserne skal have. "
    "Begynd en rettelse, og gendan dér."
)


class HistoryViews(admin.ModelAdmin):
    """The part of the case's admin that shows what was changed and takes it back."""

    def get_urls(self) -> list[Any]:
        restore = self.admin_site.admin_view(require_POST(self.restore_view))
        own = path("<int:pk>/gendan/<int:revision>/", restore, name="cases_case_restore")
        return [own, *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every version of the case with what it changed, newest first."""
        case = get_object_or_404(Case, pk=object_id if object_id.isdecimal() else None)
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        page = Paginator(history.versions(case), VERSIONS_A_PAGE).get_page(request.GET.get("side"))
        history.load(page)
        context = {
            **self.admin_site.each_context(request),
            "title": "Historik",
            "case": case,
            "page": page,
            "newest": history.latest(case),
            "may_restore": self.has_change_permission(request, case),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/cases/case/history.html", context)

    def restore_view(self, request: HttpRequest, pk: int, revision: int) -> HttpResponse:
        """Give the case the content of an earlier version."""
        case = get_object_or_404(Case, pk=pk)
        if not self.has_change_permission(request, case):
            raise PermissionDenied
        version = next((v for v in history.versions(case) if v.pk == revision), None)
        if version is None:
            raise Http404
        try:
            with batched():
                history.restore(case, version, request.user)
        except (DeserializationError, IntegrityError):
            messages.error(request, GONE)
        except IncompleteError as error:
            lacking = " ".join(requirement.text for requirement in error.unmet)
            messages.error(request, f"{LACKING} {lacking}")
        else:
            messages.success(request, f"Casen er nu, som den var {history.in_danish_time(version.when)}.")
        return redirect("admin:cases_case_history", case.pk)
