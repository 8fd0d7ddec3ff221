"""Geometry of the framework's figures: the double diamond (p. 20) and Leavitt's diamond (p. 21).

The double diamond is two diamonds, whose four halves are the phases. Leavitt's diamond has four corners, each joined
to the three others. What is drawn on them comes from the caller. Lengths are in SVG user units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from textwrap import wrap
from typing import Protocol

from frameworks.models import LeavittComponent, Phase, PreconditionPerspective


class Step(Protocol):
    """A numbered step of an implementation."""

    order: int
    phase_id: int
    heading: str


class Change(Protocol):
    """A change under a component, or the source's word that there was none."""

    component_id: int
    unchanged: bool


HALF_WIDTH = 232
HALF_HEIGHT = 104
MIDDLE = 150
LEFT = 16
# Names under the diamonds: where they begin, how far apart the lines are, and how many characters a half has room for.
BELOW = MIDDLE + HALF_HEIGHT + 32
LINE_HEIGHT = 21
NAME_WIDTH = 25
CORNER_WIDTH = 240
CORNER_HEIGHT = 64


@dataclass(frozen=True)
class StepPoint:
    """A step as a point on the outline of the double diamond."""

    step: Step
    x: float
    y: float


@dataclass(frozen=True)
class PhaseHalf:
    """Half a diamond: a phase, its triangle, the place of its name and its steps in order."""

    phase: Phase
    steps: list[Step]
    left: float
    polygon: str
    name_x: float
    points: list[StepPoint]

    @property
    def name_lines(self) -> list[tuple[int, str]]:
        """The steps' names in lines as wide as the half, each with its place under the diamonds."""
        lines = [line for step in self.steps for line in wrap(f"{step.order}. {step.heading}", NAME_WIDTH)]
        return [(BELOW + LINE_HEIGHT * nth, line) for nth, line in enumerate(lines)]

    @property
    def numbers(self) -> str:
        """“trin 3”, “trin 3–5”, or “ingen trin”."""
        if not self.steps:
            return "ingen trin"
        first, last = self.steps[0].order, self.steps[-1].order
        return f"trin {first}" if first == last else f"trin {first}–{last}"


def double_diamond(phases: Sequence[Phase], steps: Sequence[Step]) -> list[PhaseHalf]:
    """The four halves from left to right. Steps stand evenly spaced on each half's upper edge."""
    halves = []
    for place, phase in enumerate(phases):
        own = [step for step in steps if step.phase_id == phase.pk]
        x = LEFT + place * HALF_WIDTH
        opens = place % 2 == 0
        tip, base = (x, x + HALF_WIDTH) if opens else (x + HALF_WIDTH, x)
        points = []
        for nth, step in enumerate(own, start=1):
            along = nth / (len(own) + 1)
            rise = along if opens else 1 - along
            points.append(StepPoint(step, round(x + along * HALF_WIDTH, 1), round(MIDDLE - rise * HALF_HEIGHT, 1)))
        halves.append(
            PhaseHalf(
                phase=phase,
                steps=own,
                left=x + 4,
                polygon=f"{tip},{MIDDLE} {base},{MIDDLE - HALF_HEIGHT} {base},{MIDDLE + HALF_HEIGHT}",
                name_x=x + HALF_WIDTH * (0.62 if opens else 0.38),
                points=points,
            )
        )
    return halves


def height_with_names(halves: Sequence[PhaseHalf]) -> int:
    """How far down the names of the steps reach, from where the drawing begins."""
    return max([BELOW, *(y for half in halves for y, _ in half.name_lines)]) - 24


@dataclass(frozen=True)
class Corner:
    """A component of Leavitt's diamond with the changes a case reports under it."""

    component: LeavittComponent
    entries: list[Change]
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x - CORNER_WIDTH // 2

    @property
    def top(self) -> int:
        return self.y - CORNER_HEIGHT // 2

    @property
    def count(self) -> str:
        """“1 ændring”, “3 ændringer”, “ingen ændring” where the source says so, “ikke oplyst” where it says nothing."""
        number = sum(not entry.unchanged for entry in self.entries)
        without = "ingen ændring" if self.entries else "ikke oplyst"
        return {0: without, 1: "1 ændring"}.get(number, f"{number} ændringer")


@dataclass(frozen=True)
class Leavitt:
    """Four corners and the lines that join each to the others."""

    corners: list[Corner]

    @property
    def lines(self) -> list[tuple[Corner, Corner]]:
        return list(combinations(self.corners, 2))


# Structure at the top, tasks to the left, people at the bottom, technology to the right: as Leavitt draws them.
_CORNERS = {"organisering": (320, 44), "opgaver": (126, 150), "ressourcer": (320, 256), "teknologi": (514, 150)}


def leavitt(components: Sequence[LeavittComponent], changes: Sequence[Change]) -> Leavitt:
    """Leavitt's diamond for a case's changes."""
    return Leavitt(
        [
            Corner(component, [c for c in changes if c.component_id == component.pk], *_CORNERS[component.slug])
            for component in components
            if component.slug in _CORNERS
        ]
    )


@dataclass(frozen=True)
class Circle:
    """A perspective as one of three circles that overlap, because they must balance."""

    perspective: PreconditionPerspective
    x: int
    y: int
    label_x: int
    label_y: int


# The radius is 126. Labels stand where a circle does not overlap another.
_CIRCLES = ((320, 136, 320, 82), (228, 276, 202, 318), (412, 276, 438, 318))


def balance(perspectives: Sequence[PreconditionPerspective]) -> list[Circle]:
    """The three perspectives on preconditions (p. 19), the first at the top."""
    return [Circle(term, *place) for term, place in zip(perspectives, _CIRCLES, strict=False)]
