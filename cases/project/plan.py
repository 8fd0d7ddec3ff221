"""The plan of a project: steps chosen from the cases, by phase, what the fit check's gaps add, and what to expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dateutil.relativedelta import relativedelta
from django.utils.dateparse import parse_date
from django.utils.dates import MONTHS

from cases.models import Case, ImplementationStep, KeyFigure, Lesson, OrganisationalChange
from cases.models.choices import MONTHS_IN, FigureSubject
from cases.models.framework_terms import terms
from cases.project.fit_check import FitCheck, Question
from cases.project.state import Project
from frameworks.models import LeavittComponent, Phase

# Months after the start of operation in which the gains are measured again.
MEASURED_AFTER = (3, 12)


@dataclass(frozen=True)
class PlannedStep:
    """A step in the plan: whose it is, where it can move, and the address of the plan without it."""

    case: Case
    step: ImplementationStep
    name: str
    up_url: str
    down_url: str
    drop_url: str


@dataclass(frozen=True)
class PlannedPhase:
    """A phase with its steps in the plan's order, what has to be clarified or had before it is over, and what the
    catalogue's cases teach about it."""

    phase: Phase
    steps: Sequence[PlannedStep]
    gaps: Sequence[Question] = ()
    lessons: Sequence[Lesson] = ()


@dataclass(frozen=True)
class Offered:
    """The steps of a case that the plan has not taken, each with its name in the address."""

    case: Case
    steps: Sequence[tuple[str, ImplementationStep]]


@dataclass(frozen=True)
class Orientation:
    """How long a case took until operation, and the month that would give with the project's start."""

    case: Case
    figure: KeyFigure
    month: str

    @property
    def shown(self) -> str:
        return f"{self.figure.value} {self.figure.unit}"


class ProjectPlan:
    """The plan that an address chooses."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def _known(self) -> dict[str, tuple[Case, ImplementationStep]]:
        return {f"{case.number}-{step.key}": (case, step) for case in self.project.cases for step in case.steps.all()}

    @cached_property
    def chosen(self) -> list[str]:
        """The names of the chosen steps that there are, in the plan's order, whatever phase they are in."""
        return [name for name in self.project.steps if name in self._known]

    @property
    def removed(self) -> int:
        """How many chosen steps are gone from cases that the project has."""
        numbers = {str(case.number) for case in self.project.cases}
        return sum(n not in self._known and n.partition("-")[0] in numbers for n in self.project.steps)

    @cached_property
    def phases(self) -> list[PlannedPhase]:
        """The four phases. What the fit check found missing stands in the first. One query."""
        fit = FitCheck(self.project)
        gaps = [*fit.to_clarify, *fit.to_get] if fit.is_answered else []
        lessons = list(Lesson.objects.published().filter(phase__isnull=False))
        return [
            PlannedPhase(
                phase,
                self._steps_in(phase),
                gaps if place == 0 else (),
                [lesson for lesson in lessons if lesson.phase_id == phase.pk],
            )
            for place, phase in enumerate(terms(Phase))
        ]

    def _steps_in(self, phase: Phase) -> list[PlannedStep]:
        names = [name for name in self.chosen if self._known[name][1].phase_id == phase.pk]
        return [
            PlannedStep(
                *self._known[name],
                name,
                up_url=self._swapped(name, names[place - 1]) if place else "",
                down_url=self._swapped(name, names[place + 1]) if place + 1 < len(names) else "",
                drop_url=self._url([other for other in self.chosen if other != name]),
            )
            for place, name in enumerate(names)
        ]

    def _swapped(self, one: str, other: str) -> str:
        instead = {one: other, other: one}
        return f"{self._url([instead.get(name, name) for name in self.chosen])}#trin-{one}"

    def _url(self, names: Sequence[str]) -> str:
        start = [("start", self.project.start)] if self.project.start else []
        return self.project.url("project_plan", plan=[*(("trin", name) for name in names), *start])

    @property
    def all_url(self) -> str:
        """The address of the plan with every step of every case."""
        return self._url([*self.chosen, *(name for name in self._known if name not in self.chosen)])

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form carries along unseen: the chosen steps too, so that they keep their order."""
        return [*self.project.hidden("plan"), *(("trin", name) for name in self.chosen)]

    @property
    def offered(self) -> list[Offered]:
        """The steps that are not chosen, by case."""
        left = {name: found for name, found in self._known.items() if name not in self.chosen}
        every = [
            Offered(case, [(name, step) for name, (owner, step) in left.items() if owner == case])
            for case in self.project.cases
        ]
        return [offered for offered in every if offered.steps]

    @property
    def changes(self) -> list[tuple[LeavittComponent, list[OrganisationalChange]]]:
        """The changes to expect, by component: what the cases say changed."""
        every = [change for case in self.project.cases for change in case.changes.all()]
        return [(term, [c for c in every if c.component_id == term.pk]) for term in terms(LeavittComponent)]

    @property
    def orientation(self) -> list[Orientation]:
        """How long the cases took until operation, as far as they state it."""
        return [
            Orientation(case, figure, self._month_after(figure))
            for case in self.project.cases
            for figure in case.key_figures.all()
            if figure.subject == FigureSubject.TIME_TO_OPERATION
        ]

    def _month_after(self, figure: KeyFigure) -> str:
        """The month in which the solution is in operation if it takes as long here; empty without a start month."""
        months = MONTHS_IN.get(figure.unit)
        return self.month_after(round(float(figure.high or figure.low) * months)) if months else ""

    @property
    def start_in_words(self) -> str:
        return self.month_after(0)

    def month_after(self, months: int) -> str:
        """The month so many months after the start, in words; empty without a start month."""
        start = parse_date(f"{self.project.start}-01") if self.project.start else None
        if start is None:
            return ""
        day = start + relativedelta(months=months)
        return f"{str(MONTHS[day.month]).lower()} {day.year}"
