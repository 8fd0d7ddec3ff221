"""The case list for one address: parsed, filtered, counted and paged. Its queries do not grow with the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from casekatalog.core.phrases import number_of_cases
from casekatalog.core.pieces import piece
from cases.catalogue.cards import card_pieces
from cases.catalogue.facet_markup import facet_pieces
from cases.catalogue.facets import FACETS, Facet, Option, build_facets
from cases.catalogue.filters import ListForm
from cases.catalogue.list_state import CATALOGUE_ORDER, RELEVANCE, SORTINGS, ListState, address
from cases.catalogue.search_results import Found
from cases.catalogue.selection import Selection
from cases.catalogue.snapshot import Snapshot, current_snapshot
from cases.catalogue.wording import describe, explain_dropped
from cases.search.ranking import Search

CASES_A_PAGE = 30
POPULAR_SHOWN = 5


@dataclass(frozen=True)
class Way:
    """A way out of an empty list: a filter to remove, and how many cases that gives."""

    label: str
    count: str
    url: str


class _Sorted:
    """The keys of a set of cases in a sorting's order, as a paginator asks for them: so many, and a slice."""

    def __init__(self, snapshot: Snapshot, cases: int, sorting: str) -> None:
        self._snapshot = snapshot
        self._cases = cases
        self._sorting = sorting

    def count(self) -> int:
        return self._cases.bit_count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[int]:
        return self._snapshot.page(self._cases, self._sorting, wanted.start, wanted.stop - wanted.start)


def page_of(keys: Any, wanted: str, size: int) -> tuple[Page[int], list[str]]:
    """The page ``wanted`` of these keys, or the last where there are not so many, which is said.

    Raises:
        Http404: when ``wanted`` cannot be a page number (zero, negative, not a number).
    """
    if wanted and not (wanted.isascii() and wanted.isdecimal() and wanted.strip("0")):
        raise Http404("Sidetallet skal være et helt tal fra 1.")
    paginator: Paginator[int] = Paginator(keys, size)
    last = paginator.num_pages
    if len(wanted) > 9 or int(wanted or 1) > last:
        return paginator.page(last), [f"Listen har ikke så mange sider. Du ser den sidste, side {last}."]
    return paginator.page(int(wanted or 1)), []


class Catalogue:
    """What the list page shows for the parameters in ``query``.

    Raises:
        Http404: when ``side`` cannot be a page number (zero, negative, not a number).
    """

    def __init__(self, query: QueryDict, page_size: int = CASES_A_PAGE) -> None:
        self.snapshot = current_snapshot()
        form = ListForm(query, self.snapshot.options)
        self.state = form.state
        self.messages = explain_dropped(form.dropped)
        search = Search(self.state.q) if self.state.q else None
        self.selection = Selection(self.snapshot, self.state, search.cases if search else None)
        self.found = Found(search, self.selection.ranked, self.state) if search else None
        self.page, past_end = page_of(self._keys, query.get("side", ""), page_size)
        self.messages += past_end
        self.state = self.state.on_page(self.page.number)

    @property
    def _keys(self) -> Any:
        sorting = self.state.effective_sorting
        if self.found and sorting == RELEVANCE:
            return self.found.ranked
        return _Sorted(self.snapshot, self.selection.cases, sorting)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def keys(self) -> Sequence[int]:
        """The keys of all cases of the list, in its order, whatever page is shown."""
        return list(self.page.paginator.object_list[0 : self.total])

    @property
    def cards(self) -> list[bytes]:
        """The cases of the page as markup. Two queries, none where they were shown before, and one for the snippets."""
        keys = list(self.page.object_list)
        return card_pieces(keys, self.snapshot, self.found.snippets(keys) if self.found else {})

    @cached_property
    def facets(self) -> list[Facet]:
        return build_facets(self.state, self.snapshot.options, self.selection.counts)

    @property
    def pieces(self) -> dict[str, list[bytes]]:
        """The page's large pieces, by where its template has them."""
        return {"<!-- facets -->": facet_pieces(self.facets), "<!-- cards -->": self.cards}

    @cached_property
    def sentence(self) -> str:
        return describe(self.state, self.snapshot.options, self.total, self.found.read_as if self.found else "")

    @property
    def address(self) -> str:
        return address()

    @property
    def query(self) -> str:
        """The address part that asks for all cases of the list, for pages and files that take a list along."""
        return self.state.on_page(1).query

    @property
    def without_words_url(self) -> str:
        return self.state.without("q").url

    @property
    def cleared_url(self) -> str:
        return self.state.cleared().url

    @property
    def search_field(self) -> SafeString:
        return piece("_search_field.html", field_id="soeg", form_id="katalog", words=self.state.q)

    @property
    def downloads(self) -> SafeString:
        return piece("cases/_downloads.html", what="listen", query=self.query)

    @property
    def sorting(self) -> SafeString:
        return piece("cases/_sorting.html", sortings=tuple(self.sortings))

    @property
    def sortings(self) -> list[tuple[str, str, bool]]:
        """Value, name and whether it is in use. The default has no value, so that it gives way when words come."""
        default = RELEVANCE if self.state.q else CATALOGUE_ORDER
        offered = [key for key in SORTINGS if key != RELEVANCE or self.state.q]
        in_use = self.state.effective_sorting
        return [("" if key == default else key, SORTINGS[key][0], key == in_use) for key in offered]

    @cached_property
    def ways_out(self) -> list[Way]:
        """Of an empty list: each filter whose removal alone gives cases."""
        labels = {"q": "søgeordene"} | {facet.name: f"filteret {facet.label}" for facet in FACETS}
        in_use = [*self.state.selected, *(["q"] if self.state.q else [])]
        numbers = {name: self.selection.without(name).bit_count() for name in in_use}
        return [
            Way(labels[name], number_of_cases(number), self.state.without(name).url)
            for name, number in numbers.items()
            if number
        ]

    @property
    def popular_tasks(self) -> list[Option]:
        """The tasks with most cases, for a reader whose words found nothing."""
        everything = build_facets(ListState(), self.snapshot.options, self.snapshot.counts)
        tasks = next(facet for facet in everything if facet.name == "opgave")
        return sorted(tasks.options, key=lambda option: -option.count)[:POPULAR_SHOWN]

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """Page numbers with their addresses; None stands for a gap."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self.state.on_page(n).url) if isinstance(n, int) else (None, "") for n in numbers]

    @property
    def previous_url(self) -> str:
        return self.state.on_page(self.page.number - 1).url if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.state.on_page(self.page.number + 1).url if self.page.has_next() else ""
