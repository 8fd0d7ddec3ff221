"""The facets of a list as data: their values, each with a count.

A value's count is the number of cases the page would show if that value alone were selected in its facet, with all
other facets and the words applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from django.http import QueryDict

from casekatalog.core.data_version import cached
from cases.catalogue.filters import FACETS, CaseFilterSet
from cases.catalogue.list_state import ListState

SHOWN_OF_LONG = 6

# For each facet, the number of cases by value.
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Option:
    """One value of a facet as a reader meets it, in a list in ``state``."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    state: ListState = field(repr=False)

    @property
    def toggle_url(self) -> str:
        return self.state.toggle(self.facet, self.value).url


@dataclass(frozen=True)
class Facet:
    """A facet with its values in reading order. A long one leaves out those that no case has and no reader selected."""

    name: str
    label: str
    is_long: bool
    options: list[Option]

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]

    @property
    def shown(self) -> list[Option]:
        """The selected values and those that give cases, of a long facet the six that give most, in reading order."""
        giving = [option for option in self.options if option.count]
        if self.is_long:
            giving = sorted(giving, key=lambda option: -option.count)[:SHOWN_OF_LONG]
        most = {option.value for option in giving}
        return [option for option in self.options if option.selected or option.value in most]

    @property
    def folded(self) -> list[Option]:
        """The values that stand behind “vis alle”."""
        shown = {option.value for option in self.shown}
        return [option for option in self.options if option.value not in shown]


@dataclass(frozen=True)
class FacetGroup:
    """Facets that stand together under one name. One that can be searched has names that readers know."""

    label: str
    facets: list[Facet]

    @property
    def name(self) -> str:
        return self.facets[0].name

    @property
    def number_selected(self) -> int:
        return sum(len(facet.selected) for facet in self.facets)

    @property
    def is_open(self) -> bool:
        return FACETS[self.name].is_open or self.number_selected > 0

    @property
    def is_parted(self) -> bool:
        """Whether its facets are told apart by their names."""
        return len(self.facets) > 1 and self.is_searched

    @property
    def is_searched(self) -> bool:
        return self.facets[0].is_long


def count_values(filters: CaseFilterSet) -> Counts:
    """Count the cases behind each value of each facet. One query a group, none for what was counted before."""

    def count() -> Counts:
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for _, names in groupby(FACETS, lambda name: FACETS[name].group):
            first, *others = (FACETS[name].counting(filters.without(name), name) for name in names)
            for name, value, number in first.union(*others, all=True):
                counts[name][value] = number
        return counts

    # Words may hold what a cache's key may not.
    asked = sha256(filters.state.narrowing.encode()).hexdigest()
    return cached(f"counts-{asked}", count)


def count_all_cases() -> Counts:
    """Count the published cases behind each value of each facet."""
    return count_values(CaseFilterSet(QueryDict()))


def build_facets(state: ListState, counts: Counts) -> list[Facet]:
    """Return every facet of a list in ``state`` with these counts."""
    return [_facet(name, state, counts[name]) for name in FACETS]


def group_facets(facets: list[Facet]) -> list[FacetGroup]:
    """The facets that readers are offered, those of one group together."""
    offered = [facet for facet in facets if FACETS[facet.name].offered and not _is_hidden(facet)]
    return [FacetGroup(label, list(group)) for label, group in groupby(offered, lambda facet: FACETS[facet.name].group)]


def _is_hidden(facet: Facet) -> bool:
    """Whether it says nothing yet: none of its values gives a case, and none is chosen."""
    return FACETS[facet.name].hidden_if_empty and not facet.shown


def _facet(name: str, state: ListState, counts: Mapping[str, int]) -> Facet:
    facet, selected = FACETS[name], state.values(name)
    options = [
        Option(name, value, label, counts.get(value, 0), value in selected, state)
        for value, (label, _) in facet.options().items()
        if not facet.is_long or counts.get(value) or value in selected
    ]
    return Facet(name, facet.label, facet.is_long, options)
