"""From a section of a case to the same in the other cases: the pages that read them across, once for each section."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from casekatalog.core.vocabulary import Term
from cases.models import Case
from cases.models.content import Group, Section

# A page's name and its address.
Link = tuple[str, str]
# Has no page of its own: its themes have.
WITHOUT_PAGE = "rammerne"


def other_preconditions(case: Case, section: Section) -> list[Link]:
    """To each theme that the case has something under, and each perspective, which comes before its themes."""
    found: dict[Term, None] = {}
    for group in section.groups:
        if group.entries and group.term.slug != WITHOUT_PAGE:
            found[group.term] = None
        found |= dict.fromkeys(entry.theme for entry in group.entries if entry.theme)
    return [_link(case, "forudsaetninger", term, stands_there=True) for term in found]


def other_groups(case: Case, family: str, groups: Iterable[Group]) -> list[Link]:
    """To each phase or component, at this case's own place where it has something there."""
    return [_link(case, family, group.term, bool(group.entries)) for group in groups]


def other_grips(case: Case) -> list[Link]:
    return [
        (evidence.grip.name, f"{reverse('grip', args=[evidence.grip.slug])}#{case.slug}")
        for evidence in case.evidence.all()
    ]


def _link(case: Case, family: str, term: Term, stands_there: bool) -> Link:
    return term.name, reverse("crossreading", args=[family, term.slug]) + (f"#{case.slug}" if stands_there else "")
