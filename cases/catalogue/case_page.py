"""The case page: the case, what stands beside its texts, and what is read only where no finished article is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from casekatalog.core.data_version import current_version
from cases.catalogue.lessons import Topic, lessons_of
from cases.catalogue.other_cases import Link, other_grips, other_groups, other_preconditions
from cases.catalogue.questions import questions_to_ask
from cases.catalogue.related_cases import related_to
from cases.models import Adoption, Case, Contact, KeyFigure
from cases.models.choices import SUBJECTS_OF_COST, SUBJECTS_OF_EFFECT, FigureSubject
from cases.models.content import GRIPS, KEY_FIGURES, Answer, Fact, Section, answers_of, facts_of, sections_of
from cases.models.framework_terms import terms
from cases.workflow.editions import edition_of
from frameworks.diagrams import Leavitt, PhaseHalf, double_diamond, leavitt
from frameworks.models import LeavittComponent, Phase

# The full text in three parts: each with the sections that it holds, in order.
PARTS = {
    "Kort fortalt": ("baggrund", "formaal", "effekter", KEY_FIGURES, "investering"),
    "Sådan gjorde de": ("loesning", "forudsaetninger", "implementering", GRIPS),
    "Det ændrede sig": ("aendringer",),
}
# What it cost, why it paid and how long it took are read together, under the anchor of the first.
ECONOMY = ("investering", "business-case", "tidsplan")
# The key figures by what they are about.
FIGURE_GROUPS = {
    "Effekt": SUBJECTS_OF_EFFECT,
    "Pris": SUBJECTS_OF_COST,
    "Tid": (FigureSubject.TIME_TO_OPERATION, FigureSubject.DURATION),
    "Omfang": (FigureSubject.EFFORT, FigureSubject.SCALE),
}


@dataclass(frozen=True)
class Part:
    """A part of the full text, with a heading and an anchor of its own."""

    anchor: str
    heading: str
    sections: Sequence[Section]


class CasePage:
    """A case made ready to be shown.

    Of ``case`` nothing more is read before the template asks for it, and it does not where it finds the article in the
    cache: then the page takes the version and the case. Else it takes 30 queries in all, however many cases there are.
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    @property
    def version(self) -> str:
        """The data's version, under which the template keeps the article."""
        return current_version()

    @cached_property
    def edition(self) -> str:
        """What the case says now, by name: whoever reports an error in it says which words were read."""
        return edition_of(self.case)

    @cached_property
    def contact(self) -> Contact | None:
        """The person to write to, for as long as the confirmation counts. Asked at each request, so never outdated."""
        person: Contact | None = getattr(self.case, "contact", None)
        return person if person and person.is_current else None

    @cached_property
    def whole(self) -> Case:
        """The case with everything it says."""
        return Case.objects.with_details().get(pk=self.case.pk)

    @property
    def lessons(self) -> list[Topic]:
        """What the cases with its tasks and technologies teach together."""
        return lessons_of([*self.whole.tasks.all(), *self.whole.technologies.all()])

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by their anchor."""
        return {section.anchor: section for section in sections_of(self.whole)}

    @cached_property
    def parts(self) -> list[Part]:
        """The sections in their parts. Those on economy are one there, and ``economy`` has what it holds."""
        found = self.sections | {"investering": replace(self.sections["investering"], heading="Pris, gevinst og tid")}
        return [
            Part(f"del-{number}", heading, [found[anchor] for anchor in anchors if anchor in found])
            for number, (heading, anchors) in enumerate(PARTS.items(), start=1)
        ]

    @property
    def economy(self) -> list[Section]:
        return [self.sections[anchor] for anchor in ECONOMY]

    @property
    def figure_groups(self) -> list[tuple[str, list[KeyFigure]]]:
        """The key figures under what they are about, without groups that have none."""
        figures = self.whole.key_figures.all()
        groups = [(name, [f for f in figures if f.subject in subjects]) for name, subjects in FIGURE_GROUPS.items()]
        return [(name, own) for name, own in groups if own]

    @property
    def other_preconditions(self) -> list[Link]:
        return other_preconditions(self.whole, self.sections["forudsaetninger"])

    @property
    def other_phases(self) -> list[Link]:
        return other_groups(self.whole, "implementering", self.sections["implementering"].groups)

    @property
    def other_changes(self) -> list[Link]:
        return other_groups(self.whole, "aendringer", self.sections["aendringer"].groups)

    @property
    def other_grips(self) -> list[Link]:
        return other_grips(self.whole)

    @property
    def questions(self) -> list[str]:
        """What to ask the municipality, because the source does not say it."""
        return questions_to_ask(self.whole)

    @property
    def adoptions(self) -> Sequence[Adoption]:
        """Municipalities that do the same."""
        return self.whole.adoptions

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
