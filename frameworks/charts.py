"""Geometry of the small charts: survey bars, an index over the years, the four levels. In SVG user units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frameworks.models import IndexFigure, InfrastructureLevel, SurveyFigure

BAR_WIDTH = 200
CHART_WIDTH, CHART_HEIGHT = 600, 240
CHART_LEFT, CHART_TOP = 48, 16
STEP_WIDTH, STEP_HEIGHT, LOWEST_STEP = 200, 56, 70


@dataclass(frozen=True)
class Bar:
    """A share as a bar on a scale from 0 to 100 per cent."""

    figure: SurveyFigure
    width: float


def bars(figures: Sequence[SurveyFigure]) -> list[Bar]:
    return [Bar(figure, round(float(figure.share) / 100 * BAR_WIDTH, 1)) for figure in figures]


@dataclass(frozen=True)
class IndexChart:
    """Two lines over the years. The axis starts at the index's base, 100, or lower where a value is lower."""

    figures: list[IndexFigure]
    municipality: list[tuple[float, float]]
    country: list[tuple[float, float]]
    ticks: list[tuple[int, float]]
    base: float

    @property
    def municipality_line(self) -> str:
        return _polyline(self.municipality)

    @property
    def country_line(self) -> str:
        return _polyline(self.country)


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def index_chart(figures: Sequence[IndexFigure]) -> IndexChart | None:
    """The chart of an example's index, or None when it has fewer than two years."""
    if len(figures) < 2:
        return None
    values = [value for figure in figures for value in (figure.municipality, figure.country)]
    floor = min(100, min(values)) // 10 * 10
    ceiling = max(110, -(-max(values) // 10) * 10)

    def y(value: int) -> float:
        return round(CHART_TOP + (ceiling - value) / (ceiling - floor) * CHART_HEIGHT, 1)

    step = CHART_WIDTH / (len(figures) - 1)
    xs = [round(CHART_LEFT + n * step, 1) for n in range(len(figures))]
    return IndexChart(
        figures=list(figures),
        municipality=[(x, y(figure.municipality)) for x, figure in zip(xs, figures, strict=True)],
        country=[(x, y(figure.country)) for x, figure in zip(xs, figures, strict=True)],
        ticks=[(value, y(value)) for value in range(floor, ceiling + 1, 10)],
        base=y(floor),
    )


@dataclass(frozen=True)
class Level:
    """A level as a step of a staircase: each stands on the one before."""

    level: InfrastructureLevel
    x: int
    y: int
    height: int


def levels(found: Sequence[InfrastructureLevel]) -> list[Level]:
    bottom = LOWEST_STEP + STEP_HEIGHT * (len(found) - 1)
    placed = []
    for n, level in enumerate(found):
        height = LOWEST_STEP + n * STEP_HEIGHT
        placed.append(Level(level, n * STEP_WIDTH, bottom - height, height))
    return placed
