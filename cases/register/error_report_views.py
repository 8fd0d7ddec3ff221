"""“Meld en fejl”: the form at a place of a case, and what the links about it lead to."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case, Contribution, ErrorReport
from cases.models.places import find_place
from cases.register.error_report_forms import ErrorReportForm, WhatForm
from cases.register.form_pages import TOO_MUCH, LinkPage, button_page, case_named, form_page, offered, sent
from cases.register.rates import may_mail
from cases.workflow import contributions, error_reports
from cases.workflow.contribution_links import Purpose
from cases.workflow.editions import as_read, read_edition

TOO_MANY = (
    "Der ligger så mange fejlmeldinger, at vi ikke kan tage imod flere uden en postkasse. Det, I skrev, er her stadig. "
    "Skriv en fællespostkasse, eller prøv igen senere."
)


@offered
def report(request: HttpRequest) -> HttpResponse:
    """The form, with the place of the case that the address names. What is wrong with the address is left out."""
    if not request.GET.get("case"):
        return render(request, "register/error_report/which.html")
    case = case_named(request.GET["case"])
    if case is None:
        raise Http404
    about = _about(request, case)
    form = ErrorReportForm(request)
    if form.is_bound and form.is_valid():
        given = ErrorReport(case=case, **about["stored"], **form.given())
        if given.mailbox and not may_mail(given.mailbox, case=case.slug):
            form.add_error(None, TOO_MUCH)
        elif not given.mailbox and error_reports.is_full(case):
            form.add_error(None, TOO_MANY)
        else:
            error_reports.submit(given)
            return sent("report_error_sent" if given.mailbox else "report_error_received", case)
    return form_page(request, "register/error_report/form.html", form, about=about)


def _about(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the report is about: the case, the place as the sender read it, and whether it is another by now."""
    section, figure = request.GET.get("afsnit", "").strip().lower(), request.GET.get("tal", "")
    edition = read_edition(case, request.GET.get("udgave", ""))
    number = int(figure) if re.fullmatch(r"[0-9]{1,4}", figure) else None
    place = find_place(as_read(case, edition), section, number)
    is_old = bool(edition and case.changed_at and edition < case.changed_at)
    read = {"place": place.name, "text": place.text, "edition": edition if is_old else case.changed_at}
    stored = {"section": place.section, "figure": place.figure, **read}
    return {"case": case, "place": place, "is_old": is_old, "stored": stored}


def _change(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Change what was sent, or say that the error is there still."""
    form = WhatForm(request, initial={"what": contribution.error_report.what})
    if form.is_bound and form.is_valid():
        error_reports.change(contribution, form.cleaned_data["what"])
        return render(request, "register/error_report/changed.html", {"contribution": contribution})
    return form_page(request, "register/error_report/change.html", form, contribution)


PAGES: dict[Purpose, LinkPage] = {
    Purpose.CONFIRM: button_page(
        contributions.confirm, "register/error_report/confirm.html", "register/error_report/confirm_done.html"
    ),
    Purpose.CHANGE: _change,
}
