"""What a case says, once and as data, for its page, its files and the search: facts, and sections in the page's order.

Nothing here knows markup or a file's format. Every function takes a case from ``CaseQuerySet.with_texts`` and then
asks no query of its own, but for the terms of the vocabularies, which each process keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from casekatalog.core.vocabulary import Term
from cases.models.case import Case, CaseProduct
from cases.models.figures import SUBJECTS_OF_COST
from cases.models.framework_terms import terms
from cases.models.parts import CasePart, CaseSection, EditorialNote
from frameworks.models import LeavittComponent, Phase, PreconditionPerspective

NOT_STATED = "Ikke oplyst"
KEY_FIGURES, GRIPS = "noegletal", "greb"


@dataclass(frozen=True)
class Group:
    """The entries under one term: a perspective, a phase or a component.

    ``explanation`` says why there are none, where the case says it.
    """

    term: Term
    entries: Sequence[Any]
    explanation: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the case: a text, and then entries or groups of them. ``pages`` are those of the source."""

    anchor: str
    heading: str
    pages: str = ""
    text: str = ""
    entries: Sequence[CasePart] = ()
    groups: Sequence[Group] = ()
    notes: Sequence[EditorialNote] = ()


@dataclass(frozen=True)
class Value:
    """One thing that a fact names, where it leads to, and a word that belongs to it."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """A line of the box of facts. No values: the source does not say. ``is_list``: each value has a line of its own."""

    label: str
    values: Sequence[Value]
    between: str = ", "
    is_list: bool = False


def sections_of(case: Case) -> list[Section]:
    """All sections of the case. Key figures are left out where there are none; every other section always stands."""
    opening, name = str(case.first_page or ""), CaseSection
    figures = list(case.key_figures.all())
    return [
        _section(case, name.BACKGROUND, opening, case.background),
        _section(case, name.PURPOSES, opening, entries=list(case.purposes.all())),
        _section(case, name.EFFECTS, opening, entries=list(case.effects.all())),
        *([Section(KEY_FIGURES, "Nøgletal", entries=figures)] if figures else []),
        _section(case, name.INVESTMENT, opening, case.investment),
        _section(case, name.BUSINESS_CASE, opening, case.business_case),
        _section(case, name.TIMELINE, opening, case.timeline),
        _section(case, name.SOLUTION, opening, case.solution),
        _section(case, name.PRECONDITIONS, str(case.preconditions_page or ""), groups=preconditions(case)),
        _section(case, name.IMPLEMENTATION, implementation_pages(case), case.implementation_intro, groups=phases(case)),
        _section(case, name.CHANGES, str(case.last_page or ""), case.changes_intro, groups=components(case)),
        Section(GRIPS, "Greb", entries=list(case.evidence.all())),
    ]


def _section(
    case: Case,
    name: CaseSection,
    pages: str,
    text: str = "",
    entries: Sequence[CasePart] = (),
    groups: Sequence[Group] = (),
) -> Section:
    notes = [note for note in case.notes.all() if note.section == name]
    return Section(name.value, str(name.label), pages, text, entries, groups, notes)


def preconditions(case: Case) -> list[Group]:
    """The preconditions under each of the three perspectives."""
    entries = list(case.preconditions.all())
    return [
        Group(term, [entry for entry in entries if entry.perspective_id == term.pk])
        for term in terms(PreconditionPerspective)
    ]


def phases(case: Case) -> list[Group]:
    """The steps in each of the four phases."""
    steps = list(case.steps.all())
    return [
        Group(term, [step for step in steps if step.phase_id == term.pk], case.phases_explained)
        for term in terms(Phase)
    ]


def components(case: Case) -> list[Group]:
    """The changes under each of Leavitt's four components."""
    changes = list(case.changes.all())
    return [
        Group(term, [change for change in changes if change.component_id == term.pk])
        for term in terms(LeavittComponent)
    ]


def implementation_pages(case: Case) -> str:
    """The source's pages on implementation, which end where those on changes begin: “27–28”. Empty without."""
    if case.implementation_page is None or case.last_page is None:
        return ""
    first, last = case.implementation_page, max(case.implementation_page, case.last_page - 1)
    return str(first) if first == last else f"{first}–{last}"


def cost_values(case: Case) -> list[Value]:
    """The key figures on investment and running cost, each with what kind of figure it is."""
    return [
        Value(f"{figure.label}: {figure.value} {figure.unit}", note=figure.get_basis_display())
        for figure in case.key_figures.all()
        if figure.subject in SUBJECTS_OF_COST
    ]


def facts_of(case: Case) -> list[Fact]:
    """The lines of the box of facts, those that nothing is stated under too."""
    municipality = case.municipality
    region = Value(f"Region {municipality.get_region_display()}")
    costs = cost_values(case)
    described = [Value("Beskrevet uden beløb", "#investering")] if case.investment else []
    rollout = [_filter(case.get_rollout_display(), "udrulning", case.rollout)] if case.rollout else []
    contact = [Value(f"{case.contact_role}, {municipality}")] if case.contact_role else []
    facts = [
        Fact("Kommune", [_filter(str(municipality), "kommune", municipality.code), region]),
        Fact("Investering og drift", costs or described, is_list=bool(costs)),
        Fact("Tidsplan", _timing(case), between=". "),
        Fact("Løsning", products(case, CaseProduct.Role.SOLUTION)),
        Fact("Arbejder sammen med", products(case, CaseProduct.Role.INTEGRATION)),
        Fact("Teknologi", [_filter(str(term), "teknologi", term.slug) for term in case.technologies.all()]),
        Fact("Opgave", [_filter(str(term), "opgave", term.slug) for term in case.tasks.all()]),
        Fact("Støttefunktion", [_filter(str(case.support_function), "omraade", case.support_function.slug)]),
        Fact("Udrulning", rollout),
        Fact("Kontakt", contact),
    ]
    if case.confirmed_on:
        confirmed = f"{date_format(case.confirmed_on, 'j. F Y')} af {municipality}"
        facts.append(Fact("Senest bekræftet", [Value(confirmed)]))
    return facts


def products(case: Case, role: CaseProduct.Role) -> list[Value]:
    """The products that the case has in this role, each with its vendor where the name does not say it."""
    links = [link for link in case.case_products.all() if link.role == role]
    return [_filter(str(link.product), "system", link.product.slug, link.product.unnamed_vendor) for link in links]


def _filter(text: str, parameter: str, value: str, note: str = "") -> Value:
    """A value that leads to the list of the cases that have it."""
    return Value(text, f"{reverse('cases')}?{parameter}={value}", note)


def _timing(case: Case) -> list[Value]:
    started = [Value(f"I drift fra {case.in_operation}")] if case.in_operation else []
    return [*started, Value("Se tidsplanen", "#tidsplan")] if case.timeline else started
