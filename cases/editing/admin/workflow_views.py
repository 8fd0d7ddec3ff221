"""The transitions of a case (send, publish, send back, archive) and its preview, as pages of the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from casekatalog.core import kept_forms
from cases.catalogue.case_page import CasePage
from cases.models import Case
from cases.models.records import content_of, records_of
from cases.workflow.differences import difference
from cases.workflow.publication_requirements import IncompleteError, unmet_requirements
from cases.workflow.transitions import (
    TRANSITIONS,
    Transition,
    TransitionError,
    check_status,
    perform,
    start_correction,
)


class AnswerForm(forms.Form):
    """The answer to what a transition asks, if it asks."""

    answer = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, transition: Transition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = transition.asks
        self.fields["answer"].required = transition.must_answer
        if not transition.asks:
            del self.fields["answer"]


class WorkflowViews(admin.ModelAdmin):
    """The part of the case's admin that takes a case from one status to the next."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view
        return [
            path("<int:pk>/vis/", page(require_safe(self.preview_view)), name="cases_case_preview"),
            path("<int:pk>/ret/", page(require_POST(self.correct_view)), name="cases_case_correct"),
            path("<int:pk>/skift/<slug:name>/", page(self.transition_view), name="cases_case_transition"),
            *super().get_urls(),
        ]

    def _case(self, request: HttpRequest, pk: int) -> Case:
        case = get_object_or_404(Case.objects.for_page(), pk=pk)
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        return case

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The case as readers would meet it, for editors only."""
        case = self._case(request, pk)
        return render(request, "cases/preview.html", {"case": case, "page": CasePage(case)})

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a correction of a published case, or go on with the one that is begun."""
        case = self._case(request, pk)
        try:
            case = start_correction(case, request.user)  # type: ignore[arg-type]
            messages.info(request, "Ret casen her. Læserne ser den hidtidige tekst, indtil rettelsen er publiceret.")
        except TransitionError as error:
            messages.error(request, str(error))
        return redirect("admin:cases_case_change", case.pk)

    def transition_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask before a transition, say what it does and what is missing; take it when it is confirmed."""
        case = self._case(request, pk)
        if (transition := TRANSITIONS.get(name)) is None:
            raise Http404
        if not request.user.has_perm(transition.permission):
            raise PermissionDenied
        kept = kept_forms.kept(request) if request.method == "GET" else None
        form = AnswerForm(transition, request.POST if request.method == "POST" else None, initial=kept and kept.dict())
        try:
            check_status(transition, case, request.user)
            if form.is_valid():
                shown = perform(transition, case, request.user, form.cleaned_data.get("answer", ""))  # type: ignore[arg-type]
                kept_forms.forget(request)
                messages.success(request, transition.done)
                return redirect("admin:cases_case_change", shown.pk)
        except IncompleteError:
            pass  # The page says what is missing.
        except TransitionError as error:
            messages.error(request, str(error))
            if not request.POST.get("answer"):
                return redirect("admin:cases_case_change", case.pk)
            # What was written as an answer stays in sight.
        return self._ask(request, transition, case, form)

    def _ask(self, request: HttpRequest, transition: Transition, case: Case, form: AnswerForm) -> HttpResponse:
        original = case.revises
        changes = difference(*(content_of(records_of(each)) for each in (original, case))) if original else []
        context = {
            **self.admin_site.each_context(request),
            "title": transition.label,
            "case": case,
            "transition": transition,
            "unmet": unmet_requirements(case) if transition.must_be_whole else [],
            "corrects": original,
            "differences": changes,
            "form": form,
        }
        return TemplateResponse(request, "admin/cases/case/transition.html", context)
