"""The cases that a state of the list asks for, as sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from cases.catalogue.bitsets import among, union
from cases.catalogue.list_state import ListState
from cases.catalogue.snapshot import Snapshot


class Selection:
    """The cases that ``state`` asks for. ``answers`` are the keys of those that its words found, best first."""

    def __init__(self, snapshot: Snapshot, state: ListState, answers: Iterable[int] | None) -> None:
        self.snapshot = snapshot
        # Either value within a facet.
        self._asked = {
            name: union(snapshot.having[name][value] for value in values) for name, values in state.selected.items()
        }
        self._places = snapshot.places(answers) if answers is not None else {}
        if answers is not None:
            self._asked["q"] = snapshot.set_of(self._places.values())

    def without(self, name: str) -> int:
        """The cases that everything but the facet ``name``, or the words (``q``), asks for."""
        cases = self.snapshot.everything
        for parameter, asked in self._asked.items():
            if parameter != name:
                cases &= asked
        return cases

    @cached_property
    def cases(self) -> int:
        return self.without("")

    @property
    def ranked(self) -> list[int]:
        """The keys of the cases that the words found, best first."""
        keys = self.snapshot.keys
        return [keys[place] for place in among(self._places.values(), self.cases)]

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """For each value of each facet, how many cases there would be if it alone were chosen in its facet."""
        return {
            facet: self.snapshot.counts_among(self.without(facet) if facet in self._asked else self.cases, facet)
            for facet in self.snapshot.having
        }
