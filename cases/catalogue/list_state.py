"""The state of the case list, and the one place that turns it into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse


class Sorting(NamedTuple):
    """An order of the list: its name, the columns it goes by, how a sentence says it, and what a case must state.

    A case without a value in the first column comes last, and a sentence says how many have one. ``states`` is empty
    where every case has a value.
    """

    label: str
    columns: tuple[str, ...]
    phrase: str
    states: str = ""


CATALOGUE_ORDER, RELEVANCE, BY_OWN_SYSTEMS = "katalog", "relevans", "jeres-systemer"
# Words that are asked for go before the number in RELEVANCE. The columns are those of ``CaseQuerySet.with_order``.
SORTINGS: dict[str, Sorting] = {
    RELEVANCE: Sorting("Mest relevante først", ("number",), "mest relevante først"),
    CATALOGUE_ORDER: Sorting("Rækkefølge i kataloget", ("number",), "i katalogets rækkefølge"),
    BY_OWN_SYSTEMS: Sorting(
        "Flest af jeres systemer først",
        ("-own_systems", "number"),
        "flest af jeres systemer først",
        "bruger et af jeres systemer",
    ),
    "titel": Sorting("Titel, alfabetisk", ("title_key", "number"), "sorteret efter titel"),
    "kommune": Sorting("Kommune, alfabetisk", ("municipality__sort_key", "number"), "sorteret efter kommune"),
    "opgave": Sorting("Opgave", ("first_task", "number"), "sorteret efter opgave", "har en opgave"),
    "system": Sorting(
        "Løsningens navn", ("first_system", "number"), "sorteret efter løsningens navn", "nævner løsningens navn"
    ),
    "effekt": Sorting(
        "Største effekt i procent først",
        ("-effect_share", "number"),
        "største effekt i procent først",
        "oplyser en effekt i procent",
    ),
    "sikkerhed": Sorting(
        "Sikreste tal først", ("certainty", "number"), "sikreste tal først", "har et tal for effekten"
    ),
    "pris": Sorting(
        "Laveste investering først",
        ("investment_kroner", "number"),
        "laveste investering først",
        "oplyser en investering i kroner",
    ),
    "tid": Sorting(
        "Kortest tid til drift først",
        ("months_to_operation", "number"),
        "kortest tid til drift først",
        "oplyser tiden til drift i tal",
    ),
    "nyeste": Sorting(
        "Nyeste i drift først",
        ("-in_use_from", "number"),
        "nyeste i drift først",
        "oplyser, hvornår løsningen kom i drift",
    ),
    "ogsaa": Sorting(
        "I brug i flest kommuner først",
        ("-elsewhere", "number"),
        "i brug i flest kommuner først",
        "er også i brug i andre kommuner",
    ),
}

CARDS, TABLE = "kort", "tabel"
VIEWS = {CARDS: "Liste", TABLE: "Tabel"}


@dataclass(frozen=True)
class ListState:
    """What a reader has asked the list for: words, facet values by parameter, sorting, view and page.

    ``own_systems`` are those the reader's municipality runs; they narrow nothing. Empty is the default of everything.
    Every change made here starts again at page 1, so that a narrower list never opens past its end.
    """

    q: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sorting: str = ""
    page: int = 1
    view: str = ""
    own_systems: tuple[str, ...] = ()

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the selected values of ``facet``; none when it is not in use."""
        return self.selected.get(facet, ())

    @property
    def number_selected(self) -> int:
        """Count the selected facet values."""
        return sum(len(values) for values in self.selected.values())

    @property
    def default_sorting(self) -> str:
        """The order of a reader who has chosen none: by relevance for words, else the catalogue's."""
        return RELEVANCE if self.q else CATALOGUE_ORDER

    @property
    def effective_sorting(self) -> str:
        return self.sorting or self.default_sorting

    @property
    def is_table(self) -> bool:
        return self.view == TABLE

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q) or self.number_selected > 0

    def toggle(self, facet: str, value: str) -> ListState:
        """Return the state with ``value`` selected in ``facet``, or no longer selected if it was."""
        values = self.values(facet)
        others = tuple(v for v in values if v != value)
        return replace(self, selected={**self.selected, facet: others if value in values else (*values, value)}, page=1)

    def narrowed_to(self, facet: str, value: str) -> ListState:
        """Return the state with ``value`` selected in ``facet`` beside what is."""
        return self if value in self.values(facet) else self.toggle(facet, value)

    def without(self, name: str) -> ListState:
        """Return the state with a whole facet, or the words (``q``), taken away."""
        if name == "q":
            return replace(self, q="", page=1)
        return replace(self, selected={k: v for k, v in self.selected.items() if k != name}, page=1)

    def cleared(self) -> ListState:
        """Return the state with nothing selected; sorting, view and own systems stay."""
        return replace(self, q="", selected={}, page=1)

    def narrowing_alone(self) -> ListState:
        """Return what narrows the list, and nothing else, with its values in one order however they were given."""
        return ListState(self.q, {name: tuple(sorted(values)) for name, values in self.selected.items()})

    def sorted_by(self, sorting: str) -> ListState:
        return replace(self, sorting="" if sorting == self.default_sorting else sorting, page=1)

    def seen_as(self, view: str) -> ListState:
        return replace(self, view="" if view == CARDS else view, page=1)

    def with_own_systems_first(self) -> ListState:
        return self.sorted_by(BY_OWN_SYSTEMS)

    def only_own_systems(self) -> ListState:
        """Return the state with the cases alone that have any of the reader's own systems."""
        return replace(self, selected={**self.selected, "system": self.own_systems}, page=1)

    def without_own_systems(self) -> ListState:
        sorting = "" if self.sorting == BY_OWN_SYSTEMS else self.sorting
        return replace(self, own_systems=(), sorting=sorting, page=1)

    def on_page(self, page: int) -> ListState:
        return replace(self, page=page)

    @property
    def narrowing(self) -> str:
        """The part of the address that says which cases are asked for, whatever their order."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name, values in self.selected.items() for value in values]
        return urlencode(pairs)

    @property
    def query(self) -> str:
        """The part of the address that says what is asked for. Defaults are left out."""
        rest = [("vi_har", system) for system in self.own_systems]
        rest += [("vis", self.view), ("sortering", self.sorting), ("side", str(self.page) if self.page > 1 else "")]
        return "&".join(filter(None, [self.narrowing, urlencode([(name, value) for name, value in rest if value])]))

    @property
    def url(self) -> str:
        """The address of the list in this state."""
        query = self.query
        return reverse("cases") + (f"?{query}" if query else "")
