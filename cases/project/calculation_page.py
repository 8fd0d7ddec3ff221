"""What the calculation's page and files show: the fields, the scenarios that have numbers, and what cases stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from casekatalog.core.danish_numbers import danish
from casekatalog.core.phrases import both
from cases.models import Case, KeyFigure, Rate
from cases.models.choices import FigureSubject
from cases.project import working
from cases.project.calculation import Scenario, Shared, WorkingYear
from cases.project.parameters import BY_SCENARIO, SCENARIOS, SHARED, Parameter, ScenarioName, Value
from cases.project.state import Project

GROSS, HOLIDAY, PUBLIC_HOLIDAYS, DISCOUNT_RATE = "arbejdstid-brutto", "ferie", "helligdage", "kalkulationsrente"
# The units that figures of volume count the work in; others count meetings, users or schools.
WORK = ("attester", "bogføringer", "fakturaer", "handler og udlæg", "helbredstillæg", "sager")
# What cases state that may help to fill in a field: the figure's subject, and how its unit begins where that matters.
BESIDE: dict[str, tuple[FigureSubject, str | tuple[str, ...]]] = {
    "sager": (FigureSubject.SCALE, WORK),
    "minutter": (FigureSubject.TIME_SPENT, ""),
    "daekning": (FigureSubject.AUTOMATION, "%"),
    "andre_gevinster": (FigureSubject.GAIN, ("kr.", "mio. kr.")),
    "engang": (FigureSubject.INVESTMENT, ""),
    "drift": (FigureSubject.RUNNING_COST, ""),
    "egne_timer": (FigureSubject.EFFORT, ""),
}


@dataclass(frozen=True)
class CaseFigure:
    """A figure that a case of the project states: whose, when, and what: “Rudersdal oplyste i 2019: 38 %”."""

    case: Case
    figure: KeyFigure

    @property
    def whose(self) -> str:
        stated = f"({self.case.source})" if self.case.source else "i 2019"
        return f"{self.case.municipality.name} oplyste {stated}"

    @property
    def shown(self) -> str:
        return f"{self.figure.change} {self.figure.unit}"


@dataclass(frozen=True)
class Field:
    """A parameter with its values, one for each scenario or a single one, and what the cases stated of it."""

    parameter: Parameter
    values: Sequence[tuple[str, str, Value]]
    beside: Sequence[CaseFigure]

    @property
    def has_error(self) -> bool:
        return any(value.error for _, _, value in self.values)


@dataclass(frozen=True)
class Named:
    """A scenario that has numbers, with its name."""

    name: ScenarioName
    scenario: Scenario

    @property
    def payback(self) -> str:
        return working.payback(self.scenario)

    @property
    def frees_time_but_no_money(self) -> bool:
        """Whether hours are freed, and none of them leave a budget."""
        return bool(self.scenario.hours) and self.scenario.gain_from_hours == 0


class CalculationPage:
    """The calculation of a project. One query, for the rates."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.rates = {rate.slug: rate for rate in Rate.objects.all()}

    def rate(self, slug: str) -> Decimal:
        """The rate's number; 0 where an editor has deleted it or its number."""
        found = self.rates.get(slug)
        return (found.value if found else None) or Decimal(0)

    @property
    def used_rates(self) -> list[Rate]:
        """The rates that the calculation uses, which the page names with date and source."""
        return [self.rates[slug] for slug in (GROSS, HOLIDAY, PUBLIC_HOLIDAYS, DISCOUNT_RATE) if slug in self.rates]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form carries along unseen."""
        return self.project.hidden("regnestykke")

    @property
    def working_year(self) -> WorkingYear:
        values = self.project.values
        own = (values[name].number or Decimal(0) for name in ("sygdom", "uddannelse", "moeder"))
        return WorkingYear(self.rate(GROSS), self.rate(HOLIDAY), self.rate(PUBLIC_HOLIDAYS), *own)

    @property
    def working_hours(self) -> str:
        """The hours left of a working year, in words."""
        return working.hours(self.working_year.hours)

    @property
    def hourly_cost(self) -> Decimal | None:
        """The price of an hour: as given, else of the wage."""
        given, wage = self.project.values["timepris"].number, self.project.values["loen"].number
        return self.working_year.hourly_cost(wage) if given is None and wage is not None else given

    @cached_property
    def shared(self) -> Shared:
        values = self.project.values
        rate = values["rente"].number
        return Shared(
            hourly_cost=self.hourly_cost,
            released=values["frigivet"].number,
            own_hours=values["egne_timer"].number or Decimal(0),
            phase_in_1=_given(values["indfasning_1"]),
            phase_in_2=_given(values["indfasning_2"]),
            years=int(_given(values["aar"])),
            rate=self.rate(DISCOUNT_RATE) if rate is None else rate,
        )

    @cached_property
    def scenarios(self) -> list[Named]:
        """The scenarios that have a number of their own; nothing is copied between them."""
        return [Named(name, self._scenario(name)) for name in SCENARIOS if self.project.values.is_given(name)]

    def _scenario(self, name: ScenarioName) -> Scenario:
        given = {parameter.name: self.number(parameter, name) for parameter in BY_SCENARIO}
        return Scenario(
            self.shared,
            cases=given["sager"],
            minutes=given["minutter"],
            coverage=given["daekning"] or Decimal(0),
            other_gains=given["andre_gevinster"] or Decimal(0),
            one_off_cost=given["engang"] or Decimal(0),
            running_cost=given["drift"] or Decimal(0),
        )

    def number(self, parameter: Parameter, name: ScenarioName) -> Decimal | None:
        """The number of a parameter in a scenario, which is the default where nothing was given."""
        value = self.project.values[f"{parameter.name}_{name.suffix}"]
        return parameter.default if value.number is None else value.number

    @property
    def rows(self) -> list[working.Row]:
        return working.rows([named.scenario for named in self.scenarios])

    @property
    def budget(self) -> list[tuple[int, list[str]]]:
        """The effect on the budget, year by year: whole kroner in each scenario."""
        first = (0, [danish(-named.scenario.one_off, 0) for named in self.scenarios])
        years = range(1, self.shared.years + 1)
        later = [(n, [danish(named.scenario.years[n - 1].net, 0) for named in self.scenarios]) for n in years]
        return [first, *later]

    @property
    def no_budget_shrinks(self) -> str:
        """The scenarios that free time and no money, in words; empty when there are none."""
        return both([named.name.label.lower() for named in self.scenarios if named.frees_time_but_no_money])

    @cached_property
    def by_scenario(self) -> list[Field]:
        return [self._field(p, [(f"{p.name}_{name.suffix}", name.label) for name in SCENARIOS]) for p in BY_SCENARIO]

    @cached_property
    def for_all(self) -> list[Field]:
        return [self._field(parameter, [(parameter.name, parameter.label)]) for parameter in SHARED]

    def _field(self, parameter: Parameter, inputs: Sequence[tuple[str, str]]) -> Field:
        values = [(name, label, self.project.values[name]) for name, label in inputs]
        return Field(parameter, values, self._beside(parameter.name))

    def _beside(self, parameter: str) -> list[CaseFigure]:
        if parameter not in BESIDE:
            return []
        subject, unit = BESIDE[parameter]
        return [
            CaseFigure(case, figure)
            for case in self.project.cases
            for figure in case.key_figures.all()
            if figure.subject == subject and figure.unit.startswith(unit)
        ]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """What could not be used: the field's name in the address, its label, and what is wrong."""
        return [
            (name, field.parameter.label, value.error)
            for field in (*self.by_scenario, *self.for_all)
            for name, _, value in field.values
            if value.error
        ]


def _given(value: Value) -> Decimal:
    """The number, or the default where what was typed could not be used."""
    number = value.parameter.default if value.number is None else value.number
    return Decimal(0) if number is None else number
