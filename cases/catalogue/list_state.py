"""The state of the case list, and the one place that turns it into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.urls import reverse

CATALOGUE_ORDER, RELEVANCE = "katalog", "relevans"
# What each sorting is called, and the columns it goes by. What has no value in a column comes last; words that are
# asked for go before the number in RELEVANCE.
SORTINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    RELEVANCE: ("Mest relevante først", ("number",)),
    CATALOGUE_ORDER: ("Rækkefølge i kataloget", ("number",)),
    "kommune": ("Kommune, alfabetisk", ("municipality__sort_key", "number")),
    "nyeste": ("Nyeste i drift først", ("-in_use_from", "number")),
    "tid": ("Kortest tid til drift først", ("months_to_operation", "number")),
}


@dataclass(frozen=True)
class ListState:
    """What a reader has asked the list for: words, facet values by parameter, sorting and page. Empty is the default.

    Every change made here starts again at page 1, so that a narrower list never opens past its end.
    """

    q: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sorting: str = ""
    page: int = 1

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the selected values of ``facet``; none when it is not in use."""
        return self.selected.get(facet, ())

    @property
    def number_selected(self) -> int:
        """Count the selected facet values."""
        return sum(len(values) for values in self.selected.values())

    @property
    def effective_sorting(self) -> str:
        """The order the list is in when the reader has chosen none: by relevance for words, else the catalogue's."""
        return self.sorting or (RELEVANCE if self.q else CATALOGUE_ORDER)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q) or self.number_selected > 0

    def toggle(self, facet: str, value: str) -> ListState:
        """Return the state with ``value`` selected in ``facet``, or no longer selected if it was."""
        values = self.values(facet)
        others = tuple(v for v in values if v != value)
        return replace(self, selected={**self.selected, facet: others if value in values else (*values, value)}, page=1)

    def without(self, name: str) -> ListState:
        """Return the state with a whole facet, or the words (``q``), taken away."""
        if name == "q":
            return replace(self, q="", page=1)
        return replace(self, selected={k: v for k, v in self.selected.items() if k != name}, page=1)

    def cleared(self) -> ListState:
        """Return the state with nothing selected; the sorting stays."""
        return ListState(sorting=self.sorting)

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
        order = {"sortering": self.sorting, "side": str(self.page) if self.page > 1 else ""}
        return "&".join(filter(None, [self.narrowing, urlencode({k: v for k, v in order.items() if v})]))

    @property
    def url(self) -> str:
        """The address of the list in this state."""
        query = self.query
        return reverse("cases") + (f"?{query}" if query else "")
