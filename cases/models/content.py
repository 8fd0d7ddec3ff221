"""What a case says, once and as data, for its page, its files and the search: facts, and sections in the page's order.

Nothing here knows markup or a file's format. Every function takes a case from ``CaseQuerySet.with_texts`` and then
asks no query of its own, but for the terms of the vocabularies, which each process keeps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from casekatalog.core.vocabulary import Term
from cases.models.case import Case
from cases.models.choices import SUBJECTS_OF_COST, FigureAnswer, PriceStatus, ProductRole
from cases.models.facts import StatedFact
from cases.models.figures import KeyFigure
from cases.models.framework_terms import terms
from cases.models.parts import CasePart, CaseSection, EditorialNote
from frameworks.models import GainPerspective, LeavittComponent, Phase, PreconditionPerspective

# A second sentence, paragraph or list item begins.
_GOES_ON = re.compile(r"[.!?:]\s|\n")
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

    @property
    def is_one_sentence(self) -> bool:
        """Whether it says so little that a heading would weigh more than the text."""
        said = [text for text in (self.text, *(entry.text for entry in self.entries)) if text]
        return not self.groups and len(said) < 2 and not any(_GOES_ON.search(text) for text in said)


@dataclass(frozen=True)
class Value:
    """One thing that a fact names, where it leads to, and a word that belongs to it.

    ``wording`` is the source's own words in short, and ``page`` where they stand.
    """

    text: str
    url: str = ""
    note: str = ""
    wording: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Fact:
    """A line of the box of facts. No values: the source does not say. ``is_list``: each value has a line of its own."""

    label: str
    values: Sequence[Value]
    between: str = ", "
    is_list: bool = False


@dataclass(frozen=True)
class Answer:
    """One of the four answers that the page opens with: a sentence, and at most one figure that belongs to it."""

    heading: str
    text: str
    figure: KeyFigure | None = None


def answers_of(case: Case) -> list[Answer]:
    """The four answers, in their order. Without a sentence the source says nothing."""
    figures = {figure.answers: figure for figure in case.key_figures.all() if figure.answers}
    return [
        Answer("Hvad gjorde de", case.answer_what or case.summary),
        Answer(str(FigureAnswer.OUTCOME.label), case.answer_outcome or NOT_STATED, figures.get(FigureAnswer.OUTCOME)),
        Answer(str(FigureAnswer.COST.label), case.answer_cost or NOT_STATED, figures.get(FigureAnswer.COST)),
        Answer(str(FigureAnswer.EFFORT.label), case.answer_effort or NOT_STATED, figures.get(FigureAnswer.EFFORT)),
    ]


def sections_of(case: Case) -> list[Section]:
    """All sections of the case. Key figures are left out where there are none; every other section always stands."""
    opening, name = str(case.first_page or ""), CaseSection
    figures = list(case.key_figures.all())
    return [
        _section(case, name.BACKGROUND, opening, case.background),
        _section(case, name.PURPOSES, opening, entries=list(case.purposes.all())),
        _section(case, name.EFFECTS, opening, entries=list(case.effects.all()), groups=gains(case)),
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


def gains(case: Case) -> list[Group]:
    """The gains under each perspective that the case has any in."""
    entries = list(case.gains.all())
    groups = [Group(term, [entry for entry in entries if entry.gain_id == term.pk]) for term in terms(GainPerspective)]
    return [group for group in groups if group.entries]


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


def prices(case: Case) -> list[Value]:
    """The prices of the solution; without any, what the source says instead of one."""
    stated = [
        Value(f"{figure.label}: {figure.value} {figure.unit}", wording=figure.text, page=figure.page)
        for figure in case.key_figures.all()
        if figure.subject in SUBJECTS_OF_COST
    ]
    if stated or case.price_status in (PriceStatus.STATED, PriceStatus.NOT_STATED):
        return stated
    return [Value(case.get_price_status_display(), wording=case.price_wording, page=case.price_page)]


def facts_of(case: Case) -> list[Fact]:
    """The lines of the box of facts, those that nothing is stated under too."""
    municipality = case.municipality
    contact = [Value(f"{case.contact_role}, {municipality}")] if case.contact_role else []
    dates = [_stated(date, str(date), note=date.what) for date in case.operation_dates.all()]
    facts = [
        Fact("Kommune", [_filter(str(municipality), "kommune", municipality.code), _region(case)]),
        Fact("Investering og drift", prices(case), is_list=True),
        Fact("I drift", dates, is_list=True),
        Fact("Løsning", products(case, ProductRole.SOLUTION), is_list=True),
        Fact("Arbejder sammen med", products(case, ProductRole.INTEGRATION), is_list=True),
        Fact("Teknologi", [_filter(term.name, "teknologi", term.slug) for term in case.technologies.all()]),
        Fact("Opgave", [_filter(str(term), "opgave", term.slug) for term in case.tasks.all()]),
        Fact("Støttefunktion", [_filter(str(case.support_function), "omraade", case.support_function.slug)]),
        Fact("Udrulning", rollouts(case), is_list=True),
        Fact("Kontakt", contact),
    ]
    if case.outcome:
        facts.insert(1, Fact("Virkede det?", [Value(case.get_outcome_display())]))
    if case.confirmed_on:
        confirmed = f"{date_format(case.confirmed_on, 'j. F Y')} af {municipality}"
        facts.append(Fact("Senest bekræftet", [Value(confirmed)]))
    if case.stopped_on:
        told = f"oplyst af {municipality} i {date_format(case.stopped_on, 'F Y')}"
        facts.append(Fact("Ikke i drift længere", [Value(told, note=case.stopped_words)]))
    return facts


def products(case: Case, role: ProductRole) -> list[Value]:
    """The systems that the case has in this role, those without a name too."""
    return [
        _stated(link, upper_first(link.name), _list_url("system", link.product.slug) if link.product else "", link.note)
        for link in case.case_products.all()
        if link.role == role
    ]


def rollouts(case: Case) -> list[Value]:
    """The forms of rollout that the source tells of."""
    return [_stated(rollout, str(rollout), _list_url("udrulning", rollout.form)) for rollout in case.rollouts.all()]


def upper_first(text: str) -> str:
    """``text`` as it begins a line."""
    return text[:1].upper() + text[1:]


def _stated(fact: StatedFact, text: str, url: str = "", note: str = "") -> Value:
    """A value with the source's words behind it."""
    return Value(text, url, note, fact.text, fact.page)


def _filter(text: str, parameter: str, value: str) -> Value:
    """A value that leads to the list of the cases that have it."""
    return Value(text, _list_url(parameter, value))


def _list_url(parameter: str, value: str) -> str:
    return f"{reverse('cases')}?{parameter}={value}"


def _region(case: Case) -> Value:
    return Value(f"Region {case.municipality.get_region_display()}")
