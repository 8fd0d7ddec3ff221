"""What the case page shows beside the case's own fields: groups, figures, related cases. At most 16 queries in all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cases.catalogue.related_cases import related_to
from cases.models import Case, CaseProduct, Contact, EditorialNote, KeyFigure, Precondition
from cases.models.figures import SUBJECTS_OF_COST
from cases.models.framework_terms import terms
from frameworks.diagrams import Leavitt, PhaseHalf, double_diamond, leavitt
from frameworks.models import LeavittComponent, Phase, PreconditionPerspective


@dataclass(frozen=True)
class Section:
    """A section of the case page, as the table of contents and the notes know it."""

    anchor: str
    heading: str
    notes: list[EditorialNote]


@dataclass(frozen=True)
class Preconditions:
    """The preconditions under one perspective."""

    perspective: PreconditionPerspective
    entries: list[Precondition]


class CasePage:
    """A case made ready to be shown. ``case`` comes from ``CaseQuerySet.with_details``."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def sections(self) -> list[Section]:
        notes = list(self.case.notes.all())
        return [
            Section(anchor, heading, [note for note in notes if note.section == anchor])
            for anchor, heading in EditorialNote.Section.choices
        ]

    @cached_property
    def section(self) -> dict[str, Section]:
        """The sections by anchor, with “_” for “-” so that a template can name them."""
        return {section.anchor.replace("-", "_"): section for section in self.sections}

    @property
    def implementation_pages(self) -> str:
        """The source's pages on implementation, which end where those on changes begin: “27–28”. Empty without."""
        if self.case.implementation_page is None or self.case.last_page is None:
            return ""
        first, last = self.case.implementation_page, max(self.case.implementation_page, self.case.last_page - 1)
        return str(first) if first == last else f"{first}–{last}"

    @cached_property
    def top_figures(self) -> list[KeyFigure]:
        return list(self.case.key_figures.all())[:3]

    @cached_property
    def cost_figures(self) -> list[KeyFigure]:
        return [figure for figure in self.case.key_figures.all() if figure.subject in SUBJECTS_OF_COST]

    @cached_property
    def contact(self) -> Contact | None:
        """The person to write to, for as long as the confirmation counts. Asked at each request, so never outdated."""
        person: Contact | None = getattr(self.case, "contact", None)
        return person if person and person.is_current else None

    def _products(self, role: str) -> list[CaseProduct]:
        return [link for link in self.case.case_products.all() if link.role == role]

    @cached_property
    def solutions(self) -> list[CaseProduct]:
        return self._products(CaseProduct.Role.SOLUTION)

    @cached_property
    def integrations(self) -> list[CaseProduct]:
        return self._products(CaseProduct.Role.INTEGRATION)

    @cached_property
    def preconditions(self) -> list[Preconditions]:
        entries = list(self.case.preconditions.all())
        return [
            Preconditions(perspective, [e for e in entries if e.perspective_id == perspective.pk])
            for perspective in terms(PreconditionPerspective)
        ]

    @cached_property
    def phases(self) -> list[PhaseHalf]:
        return double_diamond(terms(Phase), list(self.case.steps.all()))

    @cached_property
    def leavitt(self) -> Leavitt:
        return leavitt(terms(LeavittComponent), list(self.case.changes.all()))

    @cached_property
    def related(self) -> list[tuple[Case, str]]:
        """Related cases, each with the reason in words."""
        return [(case, kinship.reason) for case, kinship in related_to(self.case)]
