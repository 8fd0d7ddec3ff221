"""A calculation's results as Danes write them, each with the sum it comes from in the reader's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from casekatalog.core.danish_numbers import danish
from cases.project.calculation import Scenario

NO_GAINS = "Ingen"
NOT_KNOWN = "Kan ikke regnes ud"


@dataclass(frozen=True)
class Result:
    """A number of one scenario in words, and the sum behind it. Without a sum there is nothing to unfold."""

    shown: str
    working: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table of results: what it is, and a result for each scenario."""

    label: str
    results: Sequence[Result]


def kroner(amount: Decimal) -> str:
    """“43.776 kr.”, to the krone."""
    return f"{danish(amount, 0)} kr."


def hours(number: Decimal) -> str:
    """“228 timer”; with a decimal where there are few."""
    return f"{danish(number, 0 if number >= 10 or number == number.to_integral_value() else 1)} timer"


def percent(number: Decimal) -> str:
    """“96,3 %”."""
    return f"{danish(number, 1)} %"


def payback(scenario: Scenario) -> str:
    """“52 måneder”, or that none is needed, or that it does not come within the years."""
    months = scenario.payback_months
    if months is None:
        return f"Ikke inden for {scenario.shared.years} år"
    if months == 0:
        return "Der er intet at betale tilbage"
    return "1 måned" if months == 1 else f"{months} måneder"


def rows(scenarios: Sequence[Scenario]) -> list[Row]:
    """The table of results, a line for each number."""
    lines = (
        ("Frigjorte timer i et fuldt år", _hours),
        ("Gevinst i et fuldt år", _gain),
        ("Engangsudgift", _one_off),
        ("Drift om året", _running_cost),
        ("Tilbagebetalt efter", _payback),
        ("Nutidsværdi", _present_value),
        ("Så stor en del af gevinsterne skal komme, for at det går lige op", _break_even),
        ("Nutidsværdi, hvis kun halvdelen af gevinsterne kommer", _half),
    )
    return [Row(label, [line(scenario) for scenario in scenarios]) for label, line in lines]


def _hours(scenario: Scenario) -> Result:
    if scenario.hours is None or scenario.cases is None or scenario.minutes is None:
        return Result(NOT_KNOWN, "Der mangler antal sager eller sparede minutter.")
    cases, minutes, coverage = map(danish, (scenario.cases, scenario.minutes, scenario.coverage))
    return Result(
        hours(scenario.hours), f"{cases} sager × {minutes} minutter ÷ 60 × {coverage} % = {hours(scenario.hours)}"
    )


def _gain(scenario: Scenario) -> Result:
    shared, others = scenario.shared, kroner(scenario.other_gains)
    if (
        scenario.gain_from_hours is None
        or scenario.hours is None
        or shared.hourly_cost is None
        or shared.released is None
    ):
        lacking = (
            "Timerne er ikke regnet om til kroner, for der mangler sager, minutter, timepris eller frigivet andel."
        )
        return Result(kroner(scenario.full_year_gain), f"{lacking} Andre gevinster: {others}")
    price, released = danish(shared.hourly_cost.quantize(Decimal("0.01"))), danish(shared.released)
    from_hours = f"{hours(scenario.hours)} × {price} kr. × {released} %"
    return Result(
        kroner(scenario.full_year_gain),
        f"{from_hours} = {kroner(scenario.gain_from_hours)}, og andre gevinster {others}. "
        f"I alt {kroner(scenario.full_year_gain)}",
    )


def _one_off(scenario: Scenario) -> Result:
    bought, own = kroner(scenario.one_off_cost), scenario.shared.own_hours
    if scenario.own_hours_cost is None or scenario.shared.hourly_cost is None:
        unpriced = f"; jeres egne {hours(own)} er ikke regnet med, for timeprisen mangler" if own else ""
        return Result(kroner(scenario.one_off), f"Købt for {bought}{unpriced}")
    price = danish(scenario.shared.hourly_cost.quantize(Decimal("0.01")))
    return Result(
        kroner(scenario.one_off),
        f"Købt for {bought}, og jeres egne {hours(own)} × {price} kr. = {kroner(scenario.own_hours_cost)}",
    )


def _running_cost(scenario: Scenario) -> Result:
    return Result(kroner(scenario.running_cost))


def _payback(scenario: Scenario) -> Result:
    sums = "; ".join(f"år {year.number}: {kroner(year.cumulated)}" for year in scenario.years)
    return Result(
        payback(scenario),
        f"År 0: {kroner(-scenario.one_off)}; {sums}. Summen er lagt sammen år for år uden rente, "
        "og måneden er regnet jævnt inden for året og rundet op.",
    )


def _present_value(scenario: Scenario) -> Result:
    rate = danish(scenario.shared.rate)
    terms = " + ".join(
        f"{kroner(year.net)} ÷ {danish(1 + scenario.shared.rate / 100)}^{year.number}" for year in scenario.years
    )
    return Result(
        kroner(scenario.present_value),
        f"{kroner(-scenario.one_off)} + {terms} = {kroner(scenario.present_value)}, med {rate} % i rente om året",
    )


def _break_even(scenario: Scenario) -> Result:
    if scenario.break_even is None:
        return Result(NO_GAINS, "Der er ingen gevinster at regne med.")
    return Result(
        percent(scenario.break_even),
        "Engangsudgift og drift, delt med gevinsterne i alle årene, alt tilbageført til i dag med renten.",
    )


def _half(scenario: Scenario) -> Result:
    half = scenario.with_half_the_gains
    return Result(
        kroner(half.present_value),
        f"Gevinsten i et fuldt år er så {kroner(half.full_year_gain)}. Udgifterne er de samme.",
    )
