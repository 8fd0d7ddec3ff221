"""The published cases as one web process holds them: which cases have which value, and in what order they stand.

A set of cases is a whole number: the bit at a case's place in the catalogue's order says whether the case is in it.
Each process keeps one version and compares with the database's at every request.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db.models import DecimalField, FloatField
from django.db.models.functions import Cast

from casekatalog.core.kept import Kept
from cases.catalogue.bitsets import bitset, members
from cases.catalogue.facets import FACETS, Options, load_options
from cases.catalogue.list_state import SORTINGS
from cases.models import Case
from cases.models.querysets import CaseQuerySet

READ_AT_ONCE = 5_000

# For each value, or each group of cases that stand together, the places of its cases.
Places = dict[Any, array]


@dataclass(frozen=True)
class Snapshot:
    """One version of the published cases."""

    # Each case's key, by its place in the catalogue's order.
    keys: array
    everything: int
    options: Options
    # The cases that have each value of each facet, and how many they are.
    having: Mapping[str, Mapping[str, int]]
    counts: Mapping[str, Mapping[str, int]]
    # For each sorting, the cases that stand together in it, group by group; within a group the catalogue's order holds.
    groups: Mapping[str, Sequence[int]]
    # Every key in rising order, and its place.
    rising: array
    place_of_rising: array

    @property
    def total(self) -> int:
        return len(self.keys)

    def places(self, keys: Iterable[int]) -> dict[int, int]:
        """The place of each of these keys that is a published case's."""
        rising, found = self.rising, {}
        for key in keys:
            at = bisect_left(rising, key)
            if at < len(rising) and rising[at] == key:
                found[key] = self.place_of_rising[at]
        return found

    def set_of(self, places: Iterable[int]) -> int:
        return bitset(places, self.total)

    def counts_among(self, cases: int, facet: str) -> Mapping[str, int]:
        """How many of ``cases`` have each value of the facet."""
        if cases == self.everything:
            return self.counts[facet]
        return {value: (having & cases).bit_count() for value, having in self.having[facet].items()}

    def values(self, facet: str, keys: Iterable[int]) -> dict[int, list[str]]:
        """The names of the values of the facet that each of these cases has, in reading order."""
        places = self.places(keys)
        found: dict[int, list[str]] = {key: [] for key in places}
        for value, (name, _) in self.options[facet].items():
            having = self.having[facet][value]
            for key, place in places.items():
                if having >> place & 1:
                    found[key].append(name)
        return found

    def page(self, cases: int, sorting: str, skip: int, number: int) -> list[int]:
        """The keys of ``number`` of these cases in this order, after the first ``skip``."""
        found: list[int] = []
        for group in self.groups[sorting]:
            together = cases & group
            size = together.bit_count()
            if size > skip:
                found += islice(members(together, skip), number - len(found))
            skip = max(0, skip - size)
            if len(found) == number:
                break
        return [self.keys[place] for place in found]


class _Reading:
    """The places of the cases that have each value, while they are read."""

    def __init__(self) -> None:
        self.keys = array("q")
        self.having: dict[str, Places] = {facet.name: defaultdict(partial(array, "I")) for facet in FACETS}
        self.together: dict[str, Places] = {sorting: defaultdict(partial(array, "I")) for sorting in SORTINGS}

    def read_cases(self, cases: CaseQuerySet) -> None:
        """A row is a case's key, then its values of the facets that have one each, then the columns of each sorting."""
        columns: list[str | Cast] = ["pk"]
        of_facet, of_sorting = [], []
        for facet in FACETS:
            if not facet.is_many:
                of_facet.append((self.having[facet.name], len(columns)))
                columns.append(facet.path)
        for sorting, (_, wanted) in SORTINGS.items():
            if before_number := [column.lstrip("-") for column in wanted[:-1]]:
                of_sorting.append((self.together[sorting], slice(len(columns), len(columns) + len(before_number))))
                columns += map(_quickly_read, before_number)
        for place, row in enumerate(cases.order_by("number").values_list(*columns).iterator(READ_AT_ONCE)):
            self.keys.append(row[0])
            for places, at in of_facet:
                places[row[at]].append(place)
            for places, those in of_sorting:
                places[row[those]].append(place)

    def read_links(self) -> None:
        """The values of the facets that have several."""
        place_of = {key: place for place, key in enumerate(self.keys)}
        for facet in FACETS:
            if facet.is_many:
                having = self.having[facet.name]
                for key, value in facet.links().iterator(READ_AT_ONCE):
                    # The others are not published.
                    if (place := place_of.get(key)) is not None:
                        having[value].append(place)


def _quickly_read(column: str) -> str | Cast:
    """Decimals are made one by one, which takes long; those that cases are sorted by have few digits."""
    is_decimal = isinstance(Case._meta.get_field(column.partition("__")[0]), DecimalField)
    return Cast(column, FloatField()) if is_decimal else column


def _read() -> Snapshot:
    """Read the published cases. Six queries."""
    options, reading = load_options(), _Reading()
    reading.read_cases(Case.objects.published())
    reading.read_links()
    size = len(reading.keys)
    having = {
        facet: {value: bitset(places.get(value, ()), size) for value in options[facet]}
        for facet, places in reading.having.items()
    }
    rising = sorted(range(size), key=reading.keys.__getitem__)
    return Snapshot(
        keys=reading.keys,
        everything=(1 << size) - 1,
        options=options,
        having=having,
        counts={
            facet: {value: cases.bit_count() for value, cases in values.items()} for facet, values in having.items()
        },
        groups={name: _in_order(reading.together[name], columns, size) for name, (_, columns) in SORTINGS.items()},
        rising=array("q", (reading.keys[place] for place in rising)),
        place_of_rising=array("I", rising),
    )


def _in_order(groups: Places, columns: Sequence[str], size: int) -> list[int]:
    """The groups as sorting by these columns puts them; what has no value in a column comes last."""
    if not groups:
        return [(1 << size) - 1]
    ordered = list(groups)
    for at in reversed(range(len(columns) - 1)):
        known = [values for values in ordered if values[at] is not None]
        known.sort(key=itemgetter(at), reverse=columns[at].startswith("-"))
        ordered = known + [values for values in ordered if values[at] is None]
    return [bitset(groups[values], size) for values in ordered]


# One query, and six more where anything that readers see has changed.
snapshots = Kept(_read)
current_snapshot = snapshots.current
