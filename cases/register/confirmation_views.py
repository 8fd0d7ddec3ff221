"""“Er det jeres case?”: the form, and the three answers that the links about it lead to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.models import Case, Confirmation, Contribution
from cases.models.case_texts import texts_of
from cases.register.confirmation_forms import CorrectionForm, MailboxOfCaseForm, StoppedForm
from cases.register.form_pages import TOO_MUCH, LinkPage, form_page, offered, sent
from cases.register.forms import ButtonForm
from cases.register.rates import may_mail
from cases.workflow import confirmations, contributions
from cases.workflow.contribution_links import GoneError, Purpose

Answer = Confirmation.Answer


@offered
def ask(request: HttpRequest) -> HttpResponse:
    """“Er det jeres case?”, for the case that the address names."""
    form = MailboxOfCaseForm(request, initial={"case": request.GET.get("case", "")[:80]})
    if form.is_bound and form.is_valid():
        confirmation = form.confirmation()
        if may_mail(confirmation.mailbox, form.cleaned_data["case"].municipality.code):
            contributions.submit(confirmation)
            return sent("confirmation_sent", form.cleaned_data["case"])
        form.add_error(None, TOO_MUCH)
    return form_page(request, "register/confirmation/form.html", form)


def _answer(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """The three answers: still right by a button, and the two others on pages of their own."""
    if contribution.case and not contribution.case.is_public:
        # Its texts are the editors' own now. What was said of it can be removed.
        if request.method == "POST":
            raise GoneError
        return redirect(f"{request.path}?fjern=ja")
    pages: dict[str, LinkPage] = {Answer.CORRECTED: _correct, Answer.STOPPED: _stopped}
    return pages.get(request.GET.get("svar", ""), _still_right)(request, contribution)


def _still_right(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    form = ButtonForm(request)
    if form.is_bound and form.is_valid():
        return _keep(request, contribution, {"answer": Answer.STILL_RIGHT})
    return form_page(request, "register/confirmation/answer.html", form, contribution)


def _stopped(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    own = contribution.confirmation
    form = StoppedForm(request, initial={"stopped_year": own.stopped_year, "remark": own.remark})
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("stopped_year", "remark")}
        return _keep(request, contribution, {"answer": Answer.STOPPED, **said})
    return form_page(request, "register/confirmation/stopped.html", form, contribution)


def _correct(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    case: Any = Case.objects.with_texts().get(contributions=contribution)
    form = CorrectionForm(request, texts_of(case), contribution.confirmation.changes)
    if form.is_bound and form.is_valid():
        return _keep(request, contribution, {"answer": Answer.CORRECTED, "changes": form.changes()})
    return form_page(request, "register/confirmation/correct.html", form, contribution)


def _keep(request: HttpRequest, contribution: Contribution, said: dict[str, Any]) -> HttpResponse:
    confirmations.answer(contribution, said)
    return render(request, "register/confirmation/answered.html", {"contribution": contribution})


PAGES: dict[Purpose, LinkPage] = dict.fromkeys((Purpose.CONFIRM, Purpose.RENEW, Purpose.CHANGE), _answer)
