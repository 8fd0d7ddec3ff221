"""“Foreslå en case”: the form, how far a suggestion is, and what the links about it lead to."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases.models import Contribution, Suggestion
from cases.register.form_pages import TOO_MUCH, LinkPage, button_page, ended, form_page, offered
from cases.register.rates import may_mail
from cases.register.suggestion_forms import ContentForm, SuggestionForm
from cases.workflow import contributions, suggestions
from cases.workflow.contribution_links import LinkError, Purpose
from cases.workflow.suggestion_links import read_receipt, read_state_link, receipt_path

# As the form names them: a term by its slug.
_TERMS = ("task", "technology")


@offered
def suggest(request: HttpRequest) -> HttpResponse:
    form = SuggestionForm(request)
    if form.is_bound and form.is_valid():
        suggestion = form.suggestion()
        if may_mail(suggestion.mailbox, form.cleaned_data["municipality"].code):
            contributions.submit(suggestion)
            return redirect(receipt_path(suggestion))
        form.add_error(None, TOO_MUCH)
    return form_page(request, "register/suggestion/form.html", form)


@require_safe
@offered
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What the sender gets. Whatever the mailbox does, it looks the same until readers see the case."""
    try:
        suggestion = read_receipt(token)
    except LinkError as error:
        return ended(request, error)
    case = suggestion.draft if suggestion else None
    shown = {"case": case if case and case.is_public else None, "address": settings.SITE_URL + request.path}
    return render(request, "register/suggestion/receipt.html", shown)


@require_safe
@offered
def state(request: HttpRequest, token: str) -> HttpResponse:
    """How far the suggestion is, for whoever reads its mailbox. It changes nothing."""
    try:
        suggestion = read_state_link(token)
    except LinkError as error:
        return ended(request, error)
    said = suggestion.events.exclude(words="").last()
    return render(request, "register/suggestion/state.html", {"suggestion": suggestion, "said": said})


def _change(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Change what was sent, until it is a draft. Then it is the editors' to change."""
    if contribution.status not in suggestions.CHANGED_FROM:
        return render(request, "register/suggestion/decided.html", {"contribution": contribution})
    form = ContentForm(request, initial=_as_typed(contribution.details))
    if form.is_bound and form.is_valid():
        suggestions.change(contribution, Suggestion(**form.content()))
        return render(request, "register/suggestion/changed.html", {"contribution": contribution})
    return form_page(request, "register/suggestion/change.html", form, contribution)


def _as_typed(suggestion: Suggestion) -> dict[str, object]:
    terms = {name: getattr(suggestion, name) for name in _TERMS}
    typed = {name: getattr(suggestion, name) for name in suggestions.CHANGED}
    return typed | {name: term.slug if term else "" for name, term in terms.items()}


PAGES: dict[Purpose, LinkPage] = {
    Purpose.CONFIRM: button_page(
        contributions.confirm, "register/suggestion/confirm.html", "register/suggestion/confirm_done.html"
    ),
    Purpose.CHANGE: _change,
}
