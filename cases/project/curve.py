"""The scenarios' cumulated kroner as lines of a drawing, in its own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.project.calculation import Scenario

WIDTH, HEIGHT, MARGIN = 640, 240, 24


@dataclass(frozen=True)
class Line:
    """A scenario's line: its points as SVG has them, and where its end and its payback are. None: no payback."""

    points: str
    end: tuple[float, float]
    payback: tuple[float, float] | None


@dataclass(frozen=True)
class Curve:
    """The drawing: a line for each scenario, where zero is, and the years on the axis."""

    lines: Sequence[Line]
    zero: float
    years: Sequence[tuple[float, int]]


def draw(scenarios: Sequence[Scenario]) -> Curve:
    """The drawing of scenarios, which all have the same years."""
    sums = [[float(-s.one_off), *(float(year.cumulated) for year in s.years)] for s in scenarios]
    lowest, highest = min(0.0, *map(min, sums)), max(0.0, *map(max, sums))
    last = len(sums[0]) - 1

    def x(year: float) -> float:
        return round(MARGIN + year / last * (WIDTH - 2 * MARGIN), 1)

    def y(amount: float) -> float:
        share = (amount - lowest) / (highest - lowest) if highest > lowest else 0.5
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    lines = []
    for scenario, amounts in zip(scenarios, sums, strict=True):
        months = scenario.payback_months
        lines.append(
            Line(
                points=" ".join(f"{x(year)},{y(amount)}" for year, amount in enumerate(amounts)),
                end=(x(last), y(amounts[-1])),
                payback=(x(months / 12), y(0.0)) if months else None,
            )
        )
    return Curve(lines, y(0.0), [(x(year), year) for year in range(last + 1)])
