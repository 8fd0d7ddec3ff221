"""What municipalities and readers have sent in, in Django admin: a list, and a page on which an editor decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from casekatalog.core.text_fields import ProseFormField
from cases.editing.reported_errors import reported_errors
from cases.models import Contribution, MunicipalityDomain
from cases.workflow import contribution_decisions as decisions
from cases.workflow import error_reports
from cases.workflow.contribution_steps import CHANGED, DecisionError
from cases.workflow.contributions import prove_again, remove

# How the decision page shows what each kind of contribution says, and what approving it does.
SHOWN_BY: dict[str, str] = {
    Contribution.Kind.ADOPTION: "admin/cases/contribution/_adoption.html",
    Contribution.Kind.CONFIRMATION: "admin/cases/contribution/_confirmation.html",
    Contribution.Kind.SUGGESTION: "admin/cases/contribution/_suggestion.html",
    Contribution.Kind.ERROR_REPORT: "admin/cases/contribution/_error_report.html",
}
APPROVED: dict[str, str] = {
    Contribution.Kind.ADOPTION: "Godkendt. Læserne ser det nu.",
    Contribution.Kind.CONFIRMATION: "Godkendt. Kommunens svar er ført ind.",
    Contribution.Kind.SUGGESTION: "Godkendt. Forslaget er nu en kladde.",
}
MISSING_WORDS = "Skriv, hvad afsenderen skal have at vide. Det bliver sendt i en mail."


class DecisionForm(forms.Form):
    """What an editor decides, and the words to the municipality."""

    approve, ask, reject, undo = "godkend", "spoerg", "afvis", "fortryd"
    # The two that a reported error is answered with instead of being approved.
    corrected, no_error = "rettet", "ikke-fejl"
    done: ClassVar[dict[str, str]] = {
        ask: "Spurgt.",
        reject: "Afvist.",
        undo: "Fortrudt. Bidraget venter igen.",
        corrected: "Besvaret: Rettet.",
        no_error: "Besvaret: Ikke en fejl.",
    }
    # What an editor decides on is what stood on the page.
    seen = forms.CharField(required=False)
    decision = forms.ChoiceField(choices=[(name, name) for name in (approve, *done)])
    words = ProseFormField(
        label="Jeres ord til afsenderen",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Et spørgsmål eller en begrundelse. Ordene bliver sendt i en mail.",
    )
    vouched = forms.BooleanField(label="Jeg har tjekket, at postkassen er kommunens", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") in (self.ask, self.reject) and not cleaned.get("words"):
            self.add_error("words", MISSING_WORDS)
        return cleaned

    def take(self, contribution: Contribution, user: Any) -> str:
        """Take the decision, or raise DecisionError. Return what was done."""
        decision, words = self.cleaned_data["decision"], self.cleaned_data["words"]
        is_error = contribution.kind == Contribution.Kind.ERROR_REPORT
        if decision in (self.approve, *_ANSWERS) and is_error != (decision in _ANSWERS):
            raise DecisionError("Det svar passer ikke til bidraget.")
        if self.cleaned_data["seen"] != contribution.key:
            raise DecisionError(CHANGED)
        if decision == self.approve:
            decisions.approve(contribution, user, self.cleaned_data["vouched"])
            return APPROVED[contribution.kind]
        if decision == self.undo:
            decisions.undo(contribution, user)
        elif decision in _ANSWERS:
            _ANSWERS[decision](contribution, user)
        else:
            {self.ask: decisions.ask, self.reject: decisions.reject}[decision](contribution, user, words)
        return self.done[decision]


# What a reported error is answered with, and what that does.
_ANSWERS = {DecisionForm.corrected: error_reports.mark_corrected, DecisionForm.no_error: error_reports.mark_as_no_error}


def _next_page(contribution: Contribution) -> str:
    """Where a decision leads: to the draft that it began, if it did."""
    began = contribution.details.correction if contribution.kind == Contribution.Kind.CONFIRMATION else None
    return reverse("admin:cases_case_change", args=[began.pk]) if began else reverse("admin:index")


@admin.register(Contribution)
class ContributionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "kind", "status", "proven", "sent_at", "confirmed_at")
    list_filter = ("kind", "status", "proven", ("municipality", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("municipality", "case")
    search_fields = ("case__title", "suggestion__title", "municipality__official_name")
    search_help_text = "Søg på case eller kommune"
    ordering = ("-sent_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Contribution) -> None:
        remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for contribution in queryset:
            remove(contribution)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was sent, what has happened to it, and the decision."""
        contribution = get_object_or_404(
            Contribution.objects.with_details(), pk=object_id if object_id.isdecimal() else 0
        )
        if not self.has_view_permission(request, contribution):
            raise PermissionDenied
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not self.has_change_permission(request, contribution):
                raise PermissionDenied
            if form.is_valid():
                try:
                    done = form.take(contribution, request.user)
                    told = (
                        "Afsenderen får en mail." if contribution.mailbox else "Der er ingen postkasse at skrive til."
                    )
                    messages.success(request, f"{done} {told}")
                    return redirect(_next_page(contribution))
                except DecisionError as error:
                    form.add_error(None, str(error))
                    contribution = get_object_or_404(Contribution.objects.with_details(), pk=contribution.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Meldt fejl" if contribution.kind == Contribution.Kind.ERROR_REPORT else "Bidrag fra en kommune",
            "contribution": contribution,
            "details": contribution.details,
            "shown_by": SHOWN_BY[contribution.kind],
            "error": reported_errors([contribution], request.user).get(contribution.pk),
            "events": contribution.events.select_related("who"),
            "form": form,
            "can_decide": self.has_change_permission(request, contribution),
            "can_undo": contribution.status in decisions.UNDONE_FROM,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/cases/contribution/decide.html", context)


@admin.register(MunicipalityDomain)
class MunicipalityDomainAdmin(admin.ModelAdmin):
    list_display = ("domain", "municipality", "source")
    list_select_related = ("municipality",)
    search_fields = ("domain", "municipality__official_name")
    search_help_text = "Søg på domæne eller kommune"

    def save_model(self, request: HttpRequest, obj: MunicipalityDomain, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        prove_again()

    def delete_model(self, request: HttpRequest, obj: MunicipalityDomain) -> None:
        super().delete_model(request, obj)
        prove_again()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        prove_again()
