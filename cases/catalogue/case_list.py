"""The case list for one address: parsed, filtered, counted and paged. Its queries do not grow with the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.http import Http404, QueryDict

from casekatalog.core.data_version import current_version
from casekatalog.core.parameters import unread
from casekatalog.core.phrases import number_of_cases
from cases.catalogue.facets import (
    Facet,
    FacetGroup,
    Option,
    build_facets,
    count_all_cases,
    count_values,
    group_facets,
)
from cases.catalogue.filters import FACETS, PARAMETERS, CaseFilterSet
from cases.catalogue.lessons import Topic, lessons_for
from cases.catalogue.list_state import BY_OWN_SYSTEMS, CARDS, RELEVANCE, SORTINGS, TABLE, VIEWS, ListState
from cases.catalogue.own_systems import own_systems_in
from cases.catalogue.search_results import SearchResults
from cases.catalogue.short_answers import ShortAnswer, short_answers
from cases.catalogue.table import Header, Row, headers
from cases.catalogue.wording import describe, describe_order, explain_dropped, explain_order
from cases.models import Case
from cases.search.snippets import Snippet

CASES_A_PAGE = 30
# A table is for looking down its columns.
ROWS_A_PAGE = 100
POPULAR_SHOWN = 5


@dataclass(frozen=True)
class Card:
    """A case of the list. The cases of a page are read together, when the first of them is asked for."""

    key: int
    catalogue: Catalogue = field(repr=False)

    @property
    def case(self) -> Case | None:
        """The case; None if it was deleted a moment ago."""
        return self.catalogue.cases.get(self.key)

    @property
    def snippets(self) -> Sequence[Snippet]:
        """Where the words were found; empty without words."""
        return self.catalogue.snippets.get(self.key, ())

    @property
    def is_answer(self) -> bool:
        """Whether the case answers the words, and has not only some of them."""
        results = self.catalogue.results
        return not results or self.key in results.search.answering

    @property
    def own_systems(self) -> str:
        """Which of the reader's own systems the case uses; empty where it uses none."""
        return self.catalogue.own_systems.get(self.key, "")

    @property
    def answers(self) -> list[ShortAnswer]:
        return short_answers(self.case) if self.case else []

    @property
    def row(self) -> Row | None:
        return Row(self.case) if self.case else None


def page_of(keys: Sequence[int], wanted: str, size: int) -> tuple[Page[int], list[str]]:
    """Return the page ``wanted`` of these keys, or the last where there are not so many, and what to say about it.

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

    def __init__(self, query: QueryDict, page_size: int = 0) -> None:
        self.filters = CaseFilterSet(query)
        size = page_size or (ROWS_A_PAGE if self.filters.state.is_table else CASES_A_PAGE)
        self.page, past_end = page_of(self.filters.keys, query.get("side", ""), size)
        self.state = self.filters.state.on_page(self.page.number)
        self.messages = [*explain_dropped(self.filters.dropped), *unread(query, PARAMETERS), *past_end]
        search = self.filters.search
        self.results = SearchResults(search, self.filters.keys, self.state) if search else None

    @property
    def version(self) -> str:
        """The data's version, under which parts of the page are kept."""
        return current_version()

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def keys(self) -> Sequence[int]:
        """The keys of all cases of the list, in its order, whatever page is shown."""
        return self.filters.keys

    @property
    def said(self) -> list[str]:
        """What to say where the list is not shown as a page: also how many of the cases have only some of the words."""
        return [*self.messages, *filter(None, [self.results.all_or_some if self.results else ""])]

    @property
    def cards(self) -> list[Card]:
        return [Card(key, self) for key in self.page.object_list]

    @cached_property
    def cases(self) -> dict[int, Case]:
        """The cases of the page by key. Three queries for cards, five for the table."""
        cases = Case.objects.for_table() if self.state.is_table else Case.objects.for_cards()
        return cases.in_bulk(list(self.page.object_list))

    @cached_property
    def snippets(self) -> dict[int, list[Snippet]]:
        """Where the words were found in the cases of the page, by key. One query, none without words."""
        return self.results.snippets(list(self.page.object_list)) if self.results else {}

    @cached_property
    def own_systems(self) -> dict[int, str]:
        """Which of the reader's own systems the cases of the page use, by key. One query, none without systems."""
        return own_systems_in(self.page.object_list, self.state.own_systems)

    @property
    def headers(self) -> list[Header]:
        return headers(self.state)

    @cached_property
    def facets(self) -> list[Facet]:
        return build_facets(self.state, count_values(self.filters))

    @property
    def facet_groups(self) -> list[FacetGroup]:
        return group_facets(self.facets)

    @property
    def kept_selection(self) -> list[tuple[str, str]]:
        """What the form must send along besides the facets on show: values of facets that are not offered, the view."""
        unoffered = [name for name in self.state.selected if not FACETS[name].offered]
        kept = [(name, value) for name in unoffered for value in self.state.values(name)]
        return [*kept, ("vis", self.state.view)] if self.state.view else kept

    @cached_property
    def sentence(self) -> str:
        return describe(
            self.state,
            len(self.results.answering) if self.results else self.total,
            self.results.read_as if self.results else "",
        )

    @property
    def order(self) -> str:
        """The order of the list in words, where the reader has chosen it."""
        return describe_order(self.state)

    @property
    def order_explained(self) -> str:
        """How many of the cases state what they are sorted by; empty when all do."""
        return explain_order(self.state, self.filters.number_stated, self.total)

    @property
    def lessons(self) -> list[Topic]:
        """What the cases teach together about what the reader asks for. On the first page only."""
        return lessons_for(self.state.selected, self.state.q) if self.state.page == 1 else []

    @property
    def query(self) -> str:
        """The address part that asks for all cases of the list, for pages and files that take a list along."""
        return self.state.on_page(1).query

    @property
    def narrowing(self) -> str:
        """The address part that says which cases the list has, one for all its spellings, for who follows it."""
        return self.state.narrowing_alone().query

    @property
    def selected(self) -> list[tuple[str, str]]:
        """What narrows the list, the words first: the label of each, with the address of the list without it."""
        words = [(f"søgning: {self.state.q}", self.state.without("q").url)] if self.state.q else []
        return words + [
            (FACETS[name].options()[value].label, self.state.toggle(name, value).url)
            for name, values in self.state.selected.items()
            for value in FACETS[name].options()
            if value in values
        ]

    @property
    def sortings(self) -> list[tuple[str, str, bool]]:
        """Value, name and whether it is in use. The default has no value, so that it gives way when words come."""
        state = self.state
        left_out = {*(() if state.q else (RELEVANCE,)), *(() if state.own_systems else (BY_OWN_SYSTEMS,))}
        left_out.discard(state.sorting)
        default, in_use = state.default_sorting, state.effective_sorting
        offered = [key for key in SORTINGS if key not in left_out]
        return [("" if key == default else key, SORTINGS[key].label, key == in_use) for key in offered]

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The name of each view, its address, and whether it is in use."""
        in_use = TABLE if self.state.is_table else CARDS
        return [(label, self.state.seen_as(view).url, view == in_use) for view, label in VIEWS.items()]

    @property
    def own_system_options(self) -> list[tuple[str, str, bool]]:
        """Every system by slug and name, and whether the reader has it."""
        options = CaseFilterSet.base_filters["vi_har"].options()
        return [(slug, name.label, slug in self.state.own_systems) for slug, name in options.items()]

    @property
    def own_system_names(self) -> list[str]:
        return [label for _, label, is_own in self.own_system_options if is_own]

    @cached_property
    def removals(self) -> list[tuple[str, str, str]]:
        """For an empty list: each filter whose removal alone gives cases, by name, how many, and the address."""
        labels = {name: f"filteret {FACETS[name].label}" for name in self.state.selected}
        if self.state.q:
            labels["q"] = "søgeordene"
        numbers = {name: self.filters.without(name).count() for name in labels}
        return [
            (labels[name], number_of_cases(number), self.state.without(name).url)
            for name, number in numbers.items()
            if number
        ]

    @property
    def popular_tasks(self) -> list[Option]:
        """The tasks with most cases, for a reader whose words found nothing."""
        tasks = next(facet for facet in build_facets(ListState(), count_all_cases()) if facet.name == "opgave")
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
