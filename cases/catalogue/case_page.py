"""The case page: the case, what stands beside its texts, and what is read only where no finished article is kept."""

from __future__ import annotations

from functools import cached_property

from casekatalog.core.data_version import current_version
from cases.catalogue.related_cases import related_to
from cases.models import Case, Contact
from cases.models.content import Answer, Fact, Section, answers_of, facts_of, sections_of
from cases.models.framework_terms import terms
from frameworks.diagrams import Leavitt, PhaseHalf, double_diamond, leavitt
from frameworks.models import LeavittComponent, Phase


class CasePage:
    """A case made ready to be shown.

    Of ``case`` nothing more is read before the template asks for it, and it does not where it finds the article in the
    cache: then the page takes the version and the case. Else it takes 26 queries in all, however many cases there are.
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    @property
    def version(self) -> str:
        """The data's version, under which the template keeps the article."""
        return current_version()

    @cached_property
    def contact(self) -> Contact | None:
        """The person to write to, for as long as the confirmation counts. Asked at each request, so never outdated."""
        person: Contact | None = getattr(self.case, "contact", None)
        return person if person and person.is_current else None

    @cached_property
    def whole(self) -> Case:
        """The case with everything it says."""
        return Case.objects.with_details().get(pk=self.case.pk)

    @cached_property
    def sections(self) -> list[Section]:
        return sections_of(self.whole)

    @cached_property
    def facts(self) -> list[Fact]:
        return facts_of(self.whole)

    @cached_property
    def answers(self) -> list[Answer]:
        return answers_of(self.whole)

    @property
    def keywords(self) -> list[str]:
        """What the case is about, for search engines."""
        return [term.name for term in (*self.whole.tasks.all(), *self.whole.technologies.all())]

    @cached_property
    def double_diamond(self) -> list[PhaseHalf]:
        return double_diamond(terms(Phase), list(self.whole.steps.all()))

    @cached_property
    def leavitt(self) -> Leavitt:
        return leavitt(terms(LeavittComponent), list(self.whole.changes.all()))

    @cached_property
    def related(self) -> list[tuple[Case, str]]:
        """Related cases, each with the reason in words."""
        return [(case, kinship.reason) for case, kinship in related_to(self.whole)]
