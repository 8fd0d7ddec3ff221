"""What a solution is worth to a municipality: hours, kroner, payback. Pure arithmetic, without Django.

All amounts are kroner in fixed prices without VAT, which municipalities have refunded. Percentages are given as such:
38 is 38 %. A number is None where it was not given. Costs and gains are counted year by year, the gains phased in, and
discounted to a present value, in three scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from functools import cached_property

ZERO, HUNDRED, MINUTES_AN_HOUR, MONTHS_A_YEAR = Decimal(0), Decimal(100), Decimal(60), 12
# A month is whole when it is so to this: a third of a year has no end of decimals.
EXACT = Decimal("0.000001")


@dataclass(frozen=True)
class Shared:
    """What all scenarios have in common.

    ``hourly_cost`` is kroner an hour; ``released`` the percentage of freed time that can be taken out of a budget;
    ``own_hours`` the hours the municipality itself spends once; ``phase_in_1`` and ``phase_in_2`` the percentages of
    a full year's gains in the first two years; ``rate`` the discount rate in per cent a year.
    """

    hourly_cost: Decimal | None = None
    released: Decimal | None = None
    own_hours: Decimal = ZERO
    phase_in_1: Decimal = Decimal(50)
    phase_in_2: Decimal = HUNDRED
    years: int = 5
    rate: Decimal = Decimal("3.5")

    def phase_in(self, year: int) -> Decimal:
        """The share of a full year's gains that comes in ``year``, from 1, between 0 and 1."""
        return {1: self.phase_in_1, 2: self.phase_in_2}.get(year, HUNDRED) / HUNDRED


@dataclass(frozen=True)
class Year:
    """A year of a scenario. ``cumulated`` is undiscounted and includes the one-off costs of year 0."""

    number: int
    gain: Decimal
    running_cost: Decimal
    net: Decimal
    present_value: Decimal
    cumulated: Decimal


@dataclass(frozen=True)
class Scenario:
    """One scenario. ``minutes`` are saved for each case the solution takes, which is ``coverage`` per cent of them."""

    shared: Shared
    cases: Decimal | None = None
    minutes: Decimal | None = None
    coverage: Decimal = HUNDRED
    other_gains: Decimal = ZERO
    one_off_cost: Decimal = ZERO
    running_cost: Decimal = ZERO
    share_of_gains: Decimal = field(default=HUNDRED, repr=False)

    @property
    def hours(self) -> Decimal | None:
        """Hours freed in a full year; None where the number of cases or of minutes is missing."""
        if self.cases is None or self.minutes is None:
            return None
        return self.cases * self.minutes / MINUTES_AN_HOUR * self.coverage / HUNDRED

    @property
    def gain_from_hours(self) -> Decimal | None:
        """Kroner a full year that freed hours take out of a budget; None where one of the four numbers is missing."""
        if self.hours is None or self.shared.hourly_cost is None or self.shared.released is None:
            return None
        return self.hours * self.shared.hourly_cost * self.shared.released / HUNDRED

    @property
    def full_year_gain(self) -> Decimal:
        """Kroner a year when fully phased in: from hours, as far as they are known, and other gains."""
        return ((self.gain_from_hours or ZERO) + self.other_gains) * self.share_of_gains / HUNDRED

    @property
    def own_hours_cost(self) -> Decimal | None:
        """Kroner that the municipality's own hours cost; None where there are such hours without a price."""
        if not self.shared.own_hours:
            return ZERO
        return None if self.shared.hourly_cost is None else self.shared.own_hours * self.shared.hourly_cost

    @property
    def one_off(self) -> Decimal:
        """Kroner in year 0: what is bought, and the municipality's own hours as far as they have a price."""
        return self.one_off_cost + (self.own_hours_cost or ZERO)

    @cached_property
    def years(self) -> list[Year]:
        """The years from 1 on."""
        made: list[Year] = []
        cumulated = -self.one_off
        for number in range(1, self.shared.years + 1):
            gain = self.full_year_gain * self.shared.phase_in(number)
            net = gain - self.running_cost
            cumulated += net
            made.append(Year(number, gain, self.running_cost, net, net * self._discount(number), cumulated))
        return made

    @property
    def present_value(self) -> Decimal:
        """−one-off + Σ net(t) / (1 + rate)^t."""
        return sum((year.present_value for year in self.years), -self.one_off)

    @property
    def payback_months(self) -> int | None:
        """The month, rounded up, in which the cumulated undiscounted sum has come back to zero.

        0 where it is never below zero; None where it does not come back within the years.
        """
        before, was_below = -self.one_off, self.one_off > 0
        for year in self.years:
            if was_below and year.cumulated >= 0:
                part = (-before * MONTHS_A_YEAR / year.net).quantize(EXACT).to_integral_value(ROUND_CEILING)
                return (year.number - 1) * MONTHS_A_YEAR + int(part)
            before, was_below = year.cumulated, was_below or year.cumulated < 0
        return None if was_below else 0

    @property
    def break_even(self) -> Decimal | None:
        """The percentage of the gains that must come for the present value to be zero; None without gains."""
        discounted = sum((year.gain * self._discount(year.number) for year in self.years), ZERO)
        if not discounted:
            return None
        costs = sum((year.running_cost * self._discount(year.number) for year in self.years), self.one_off)
        return costs / discounted * HUNDRED

    @property
    def with_half_the_gains(self) -> Scenario:
        """The same scenario when half of all gains come: those from hours and the others."""
        return replace(self, share_of_gains=HUNDRED / 2)

    def _discount(self, year: int) -> Decimal:
        return 1 / (1 + self.shared.rate / HUNDRED) ** year


@dataclass(frozen=True)
class WorkingYear:
    """The hours of a full-time year that are left for work: gross hours less holiday, public holidays and one's own."""

    gross: Decimal
    holiday: Decimal
    public_holidays: Decimal
    illness: Decimal = ZERO
    training: Decimal = ZERO
    meetings: Decimal = ZERO

    @property
    def hours(self) -> Decimal:
        own = self.illness + self.training + self.meetings
        return self.gross - self.holiday - self.public_holidays - own

    def hourly_cost(self, wage: Decimal) -> Decimal | None:
        """Kroner an hour of a ``wage`` a year with pension; None where no hours are left."""
        return wage / self.hours if self.hours > 0 else None
