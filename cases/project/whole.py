"""A project with everything that comes of it, for its papers."""

from __future__ import annotations

from functools import cached_property

from cases.models import Case
from cases.project.calculation_page import CalculationPage
from cases.project.fit_check import FitCheck
from cases.project.plan import ProjectPlan
from cases.project.state import Project


class WholeProject:
    """The project, its fit check, its calculation and its plan. ``root`` is the site's scheme and host."""

    def __init__(self, project: Project, root: str) -> None:
        self.project = project
        self.root = root

    @property
    def cases(self) -> list[Case]:
        return self.project.cases

    @cached_property
    def fit(self) -> FitCheck:
        return FitCheck(self.project)

    @cached_property
    def calculation(self) -> CalculationPage:
        return CalculationPage(self.project)

    @cached_property
    def plan(self) -> ProjectPlan:
        return ProjectPlan(self.project)

    @property
    def url(self) -> str:
        """The link to the whole project."""
        return self.root + self.project.url()
