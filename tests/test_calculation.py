"""The arithmetic of a calculation, held against two examples counted by hand."""

from decimal import Decimal

import pytest

from cases.project.calculation import Scenario, Shared, WorkingYear

SHARED = Shared(hourly_cost=Decimal(320), released=Decimal(60), own_hours=Decimal(200))
SCENARIOS = [
    Scenario(SHARED, *map(Decimal, (9000, 4, 38, 0, 250000, 60000))),
    Scenario(SHARED, *map(Decimal, (12000, 6, 50, 0, 180000, 45000))),
    Scenario(SHARED, *map(Decimal, (14000, 8, 60, 0, 150000, 40000))),
]


def rounded(number: Decimal | None, places: str = "1") -> Decimal | None:
    return None if number is None else number.quantize(Decimal(places))


def test_the_example_in_three_scenarios_comes_out_to_the_krone():
    assert [scenario.hours for scenario in SCENARIOS] == [228, 600, 1120]
    assert [scenario.full_year_gain for scenario in SCENARIOS] == [43776, 115200, 215040]
    assert [scenario.one_off for scenario in SCENARIOS] == [314000, 244000, 214000]
    assert [rounded(scenario.present_value) for scenario in SCENARIOS] == [-408400, 17305, 472431]
    assert [scenario.payback_months for scenario in SCENARIOS] == [None, 52, 23]
    assert [rounded(s.break_even, "0.1") for s in SCENARIOS] == [Decimal(text) for text in ("331.4", "96.3", "45.5")]
    assert [rounded(s.with_half_the_gains.present_value) for s in SCENARIOS] == [-496652, -214936, 38914]


def test_hours_of_which_none_leave_a_budget_are_worth_no_kroner():
    scenario = Scenario(Shared(Decimal(400), released=Decimal(0)), cases=Decimal(100), minutes=Decimal(60))
    assert (scenario.hours, scenario.full_year_gain, scenario.present_value) == (100, 0, 0)
    assert (scenario.payback_months, scenario.break_even) == (0, None)


@pytest.mark.parametrize("missing", ["cases", "minutes", "hourly_cost", "released"])
def test_without_one_of_its_four_numbers_hours_give_no_kroner(missing):
    given = {name: Decimal(10) for name in ("cases", "minutes", "hourly_cost", "released") if name != missing}
    shared = Shared(given.pop("hourly_cost", None), given.pop("released", None))
    scenario = Scenario(shared, **given, other_gains=Decimal(7))
    assert (scenario.gain_from_hours, scenario.full_year_gain) == (None, 7)


@pytest.mark.parametrize(
    ("one_off", "running", "gains", "months"),
    [
        (0, 0, 0, 0),
        (120, 0, 120, 18),  # 60 in the first year, so half a year into the second
        (0, 100, 120, 36),  # 40 below zero after the first year, although nothing was bought
        (60, 0, 120, 12),
        (61, 0, 120, 13),
        (80, 0, 90, 17),  # five months and a third of a year have no end of decimals
        (85, 0, 120, 15),
        (120, 120, 120, None),
        (1000, 0, 1, None),
    ],
)
def test_payback_is_the_whole_month_in_which_the_sum_is_back_at_zero(one_off, running, gains, months):
    scenario = Scenario(
        Shared(), other_gains=Decimal(gains), one_off_cost=Decimal(one_off), running_cost=Decimal(running)
    )
    assert scenario.payback_months == months


def test_own_hours_without_a_price_cost_nothing_yet_and_are_known_to_lack_one():
    scenario = Scenario(Shared(own_hours=Decimal(10)), one_off_cost=Decimal(5))
    assert (scenario.own_hours_cost, scenario.one_off) == (None, 5)


def test_a_wage_becomes_a_price_an_hour_over_the_hours_that_are_left():
    year = WorkingYear(Decimal(1924), Decimal(222), Decimal("52.8"), illness=Decimal("49.2"), meetings=Decimal(100))
    assert (year.hours, year.hourly_cost(Decimal(450000))) == (1500, 300)
    assert (
        WorkingYear(Decimal(1924), Decimal(222), Decimal("52.8"), illness=Decimal(1700)).hourly_cost(Decimal(1)) is None
    )
