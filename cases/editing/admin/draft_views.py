"""A new case that begins as a copy of another, and a draft that its own editor throws away."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from cases.models import Case
from cases.workflow.drafts import discard, is_own_draft, start_copy


class DraftViews(admin.ModelAdmin):
    """The part of the case's admin that begins and throws away drafts."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view
        return [
            path("<int:pk>/kopi/", page(require_POST(self.copy_view)), name="cases_case_copy"),
            path("<int:pk>/kasser/", page(self.discard_view), name="cases_case_discard"),
            *super().get_urls(),
        ]

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = get_object_or_404(Case, pk=pk)
        if not (self.has_add_permission(request) and self.has_view_permission(request, case)):
            raise PermissionDenied
        copy = start_copy(case, request.user)  # type: ignore[arg-type]
        messages.info(request, "Det er en kopi. Ret titel, kommune, kilde og alt andet, der ikke passer.")
        return redirect("admin:cases_case_change", copy.pk)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and delete the draft when that is confirmed."""
        case = get_object_or_404(Case, pk=pk)
        if not (self.has_change_permission(request, case) and is_own_draft(case, request.user)):
            raise PermissionDenied
        if request.method == "POST":
            original = discard(case)
            messages.success(request, "Kladden er kasseret.")
            return redirect("admin:cases_case_change", original.pk) if original else redirect("admin:index")
        context = {**self.admin_site.each_context(request), "title": "Kassér kladden", "case": case}
        return TemplateResponse(request, "admin/cases/case/discard.html", context)
