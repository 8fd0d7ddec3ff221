"""One step for a municipality's word that its cases still fit: who said so, and when."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from cases.models import Case
from cases.models.limits import has_been
from cases.workflow.confirmation import confirm
from cases.workflow.transitions import PUBLISH

ONE_MUNICIPALITY = "Vælg cases fra én kommune ad gangen. Det er kommunen, der bekræfter sine egne cases."
ONLY_PUBLISHED = "Kun publicerede cases kan bekræftes."


class ConfirmationForm(forms.Form):
    """Who in the municipality said so, and when."""

    role = forms.CharField(
        label="Hvem i kommunen", max_length=200, help_text="Rolle og enhed, ikke navn: “Digitaliseringschefen”."
    )
    day = forms.DateField(
        label="Hvornår",
        validators=[has_been],
        help_text="Den dag, personen sagde det: 31.5.2026.",
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
    )


class ConfirmationViews(admin.ModelAdmin):
    """The part of the case's admin that takes a municipality's confirmation, of one case or of several."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.confirm_view)
        return [path("<int:pk>/bekraeft/", page, name="cases_case_confirm"), *super().get_urls()]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = get_object_or_404(Case, pk=pk)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        return self._take_word(request, [case]) or redirect("admin:cases_case_change", pk)

    @admin.action(description="Bekræft, at casene stadig passer", permissions=["publish"])
    def confirm_cases(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse | None:
        return self._take_word(request, list(queryset.select_related("municipality")))

    def _take_word(self, request: HttpRequest, cases: list[Case]) -> HttpResponse | None:
        """Ask, or note the answer. None when that is done, or cannot be."""
        refusal = "" if all(case.is_public for case in cases) else ONLY_PUBLISHED
        if len({case.municipality_id for case in cases}) > 1:
            refusal = ONE_MUNICIPALITY
        if refusal:
            messages.error(request, refusal)
            return None
        form = ConfirmationForm(request.POST if "role" in request.POST else None, initial={"day": timezone.localdate()})
        if form.is_valid():
            confirm(cases, request.user, form.cleaned_data["role"], form.cleaned_data["day"])  # type: ignore[arg-type]
            told = "Casen er bekræftet." if len(cases) == 1 else f"{len(cases)} cases er bekræftet."
            messages.success(request, told)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Bekræft, at casen stadig passer" if len(cases) == 1 else "Bekræft, at casene stadig passer",
            "opts": self.opts,
            "cases": cases,
            "form": form,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "several": "action" in request.POST,
        }
        return TemplateResponse(request, "admin/cases/case/confirm.html", context)
