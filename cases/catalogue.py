"""The case list for one address: parsed, filtered, counted and paged. Its queries do not grow with the cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Value
from django.http import Http404, QueryDict

from casekatalog.phrases import number_of_cases
from cases.facets import FACETS, Facet, Option, Options, build_facets, count_values, load_options
from cases.filters import SORTINGS, CaseFilter
from cases.models import Case
from cases.search.found import Found
from cases.state import CATALOGUE_ORDER, RELEVANCE, ListState
from cases.wording import describe, explain_dropped

CASES_A_PAGE = 30
POPULAR_SHOWN = 5


@dataclass(frozen=True)
class Way:
    """A way out of an empty list: a filter to remove, and how many cases that gives."""

    label: str
    count: str
    url: str


class Catalogue:
    """What the list page shows for the parameters in ``query``.

    Raises:
        Http404: when ``side`` cannot be a page number (zero, negative, not a number).
    """

    def __init__(self, query: QueryDict) -> None:
        self.options: Options = load_options()
        self.filter = CaseFilter(query, Case.objects.published(), self.options)
        cleaned: dict[str, Any] = self.filter.cleaned
        self.state = ListState(
            q=cleaned["q"],
            selected={facet.name: tuple(cleaned[facet.name]) for facet in FACETS if cleaned[facet.name]},
            sorting=cleaned["sortering"],
        )
        self.messages = explain_dropped(self.filter.dropped)
        self.found = Found(self.filter.search, self.filter.cases(), self.state) if self.filter.search else None
        self.page = self._page(query.get("side", ""))
        self.state = self.state.on_page(self.page.number)

    def _page(self, wanted: str) -> Page[Any]:
        if wanted and not (wanted.isascii() and wanted.isdecimal() and wanted.strip("0")):
            raise Http404("Sidetallet skal være et helt tal fra 1.")
        by_relevance = self.found and self.state.effective_sorting == RELEVANCE
        paginator: Paginator = Paginator(
            self.found.ranked if self.found and by_relevance else self.filter.cases().for_cards(), CASES_A_PAGE
        )
        past_end = len(wanted) > 9 or int(wanted or 1) > paginator.num_pages
        if past_end:
            self.messages.append(f"Listen har ikke så mange sider. Du ser den sidste, side {paginator.num_pages}.")
        page = paginator.page(paginator.num_pages if past_end else int(wanted or 1))
        if by_relevance:
            cases = Case.objects.for_cards().in_bulk(list(page.object_list))
            page.object_list = [cases[pk] for pk in page.object_list if pk in cases]
        return page

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @cached_property
    def cards(self) -> list[tuple[Case, Any]]:
        """The cases of the page, each with the snippets that show where the words were found."""
        cases = list(self.page.object_list)
        shown = self.found.snippets(cases) if self.found else {}
        return [(case, shown.get(case.pk, [])) for case in cases]

    @cached_property
    def facets(self) -> list[Facet]:
        counts = count_values({facet.name: self.filter.cases(without=facet.name) for facet in FACETS})
        return build_facets(self.state, self.options, counts)

    @property
    def sentence(self) -> str:
        return describe(self.state, self.options, self.total, self.found.read_as if self.found else "")

    @property
    def without_words_url(self) -> str:
        return self.state.without("q").url

    @property
    def cleared_url(self) -> str:
        return self.state.cleared().url

    @property
    def sortings(self) -> list[tuple[str, str, bool]]:
        """Value, name and whether it is in use. The default has no value, so that it gives way when words come."""
        default = RELEVANCE if self.state.q else CATALOGUE_ORDER
        offered = [key for key in SORTINGS if key != RELEVANCE or self.state.q]
        in_use = self.state.effective_sorting
        return [("" if key == default else key, SORTINGS[key][0], key == in_use) for key in offered]

    @cached_property
    def ways_out(self) -> list[Way]:
        """Of an empty list: each filter whose removal alone gives cases. One query."""
        labels = {"q": "søgeordene"} | {facet.name: f"filteret {facet.label}" for facet in FACETS}
        in_use = [*self.state.selected, *(["q"] if self.state.q else [])]
        if not in_use:
            return []
        queries = [
            self.filter.cases(without=name).order_by().annotate(name=Value(name)).values("name").annotate(n=Count("pk"))
            for name in in_use
        ]
        rows = [query.values_list("name", "n") for query in queries]
        found = dict(rows[0].union(*rows[1:], all=True))
        return [Way(labels[n], number_of_cases(found[n]), self.state.without(n).url) for n in in_use if found.get(n)]

    @property
    def popular_tasks(self) -> list[Option]:
        """The tasks with most cases, for a reader whose words found nothing. One query."""
        everything = ListState()
        counts = count_values({facet.name: Case.objects.published() for facet in FACETS})
        tasks = next(facet for facet in build_facets(everything, self.options, counts) if facet.name == "opgave")
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
