"""A reported error as an editor meets it: what stood there, what stands there now, and where to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from cases.editing.form_layout import FIELDSETS
from cases.models import Case, Contribution, ErrorReport
from cases.models.parts import CaseSection
from cases.models.places import FACTS, OPENING, Place, same_place
from cases.workflow.transitions import PUBLISH

# Where the words of a section are written in the case's form: a field, or a list.
_FIELDS = {
    "": "summary",
    OPENING: "answer_what",
    CaseSection.BACKGROUND: "background",
    CaseSection.INVESTMENT: "investment",
    CaseSection.BUSINESS_CASE: "business_case",
    CaseSection.TIMELINE: "timeline",
    CaseSection.SOLUTION: "solution",
}
_LISTS = {
    FACTS: "case_products",
    CaseSection.PURPOSES: "purposes",
    CaseSection.EFFECTS: "effects",
    "noegletal": "key_figures",
    CaseSection.PRECONDITIONS: "preconditions",
    CaseSection.IMPLEMENTATION: "steps",
    CaseSection.CHANGES: "changes",
    "greb": "evidence",
}


@dataclass(frozen=True)
class ReportedError:
    """The report; the place's text now, if it is another; the place on the page and in the form."""

    report: ErrorReport
    now: str
    is_gone: bool
    page_url: str
    form_url: str


def reported_errors(contributions: Iterable[Contribution], user: User | AnonymousUser) -> dict[int, ReportedError]:
    """Those of the contributions that are reports, by their keys. As many queries for one as for many."""
    reports = [c.details for c in contributions if c.kind == Contribution.Kind.ERROR_REPORT]
    if not reports:
        return {}
    keys = {report.case_id for report in reports}
    cases = Case.objects.with_texts().in_bulk(keys)
    corrections = {case.revises_id: case.pk for case in Case.objects.filter(revises__in=keys).only("revises")}
    return {report.pk: _as_met(report, cases[report.case_id], corrections, user) for report in reports}


def _as_met(
    report: ErrorReport, case: Case, corrections: dict[int | None, int], user: User | AnonymousUser
) -> ReportedError:
    place = same_place(case, report.section, report.figure, report.place)
    now = place.text if place and place.text != report.text else ""
    correction = corrections.get(case.pk)
    form = reverse("admin:cases_case_change", args=[correction or case.pk])
    can_write = bool(correction) or not case.is_public or user.has_perm(PUBLISH)
    anchor = place.anchor if place else report.section
    page = f"{case.get_absolute_url()}#{anchor}" if case.is_public else ""
    return ReportedError(report, now, place is None, page, f"{form}#{_in_form(case, report.section, place, can_write)}")


def _in_form(case: Case, section: str, place: Place | None, can_write: bool) -> str:
    """The anchor in the form. Who may only read it meets no fields there, but the same sections."""
    if section in _LISTS:
        orders = [figure.order for figure in case.key_figures.all()]
        return f"{_LISTS[section]}-{orders.index(place.figure) if place and place.figure else 'group'}"
    field = _FIELDS.get(section, "summary")
    if can_write:
        return f"id_{field}"
    return f"afsnit-{next(n for n, (_, options) in enumerate(FIELDSETS) if field in options['fields'])}"
