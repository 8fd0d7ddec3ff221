"""The facets of a list as data: their values, each with a count.

A value's count is the number of cases the page would show if that value alone were selected in its facet, with all
other facets and the words applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

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
    is_open: bool
    is_long: bool
    options: list[Option]

    @property
    def selected(self) -> list[Option]:
        return [option for option in self.options if option.selected]

    @property
    def shown(self) -> list[Option]:
        """All values of a short facet; of a long one the selected and the six with most cases, in reading order."""
        if not self.is_long:
            return self.options
        most = {option.value for option in sorted(self.options, key=lambda option: -option.count)[:SHOWN_OF_LONG]}
        return [option for option in self.options if option.selected or option.value in most]

    @property
    def folded(self) -> list[Option]:
        """The values of a long facet that stand behind “vis alle”."""
        shown = {option.value for option in self.shown}
        return [option for option in self.options if option.value not in shown]


def count_values(filters: CaseFilterSet) -> Counts:
    """Count the cases behind each value of each facet. One query a facet, none for what was counted before."""

    def count() -> Counts:
        return {name: facet.count(filters.without(name)) for name, facet in FACETS.items()}

    # Words may hold what a cache's key may not.
    asked = sha256(filters.state.narrowing.encode()).hexdigest()
    return cached(f"counts-{asked}", count)


def count_all_cases() -> Counts:
    """Count the published cases behind each value of each facet."""
    return count_values(CaseFilterSet(QueryDict()))


def build_facets(state: ListState, counts: Counts) -> list[Facet]:
    """Return every facet of a list in ``state`` with these counts."""
    return [_facet(name, state, counts[name]) for name in FACETS]


def _facet(name: str, state: ListState, counts: Mapping[str, int]) -> Facet:
    facet, selected = FACETS[name], state.values(name)
    options = [
        Option(name, value, label, counts.get(value, 0), value in selected, state)
        for value, (label, _) in facet.options().items()
        if not facet.is_long or counts.get(value) or value in selected
    ]
    return Facet(name, facet.label, facet.is_open or bool(selected), facet.is_long, options)
