"""Suggestions while a reader types: cases by title, and values of the facets by name."""

from __future__ import annotations

import heapq
from dataclasses import asdict, dataclass

from django.http import QueryDict

from cases.catalogue.filters import FACETS, CaseFilterSet
from cases.catalogue.list_state import ListState
from cases.search.documents import TITLE
from cases.search.index import current_index
from cases.search.text import words

SHORTEST, SHORTEST_INSIDE = 2, 3
LONGEST = 60
MOST_WORDS = 40
MOST_CASES, MOST_VALUES = 4, 5
_SUGGESTED = ("system", "kommune", "greb", "opgave", "teknologi")


@dataclass(frozen=True)
class Suggestion:
    """Something a reader may mean: its name, what kind of thing it is, and its address."""

    label: str
    kind: str
    url: str


def suggest(query: QueryDict) -> list[dict[str, str]]:
    """Suggestions for what is typed so far, in ``q``; none until two letters. No query beside the index's.

    The rest of ``query`` is the list that the reader stands in: a suggested value narrows it further.
    """
    folded = [word.folded for word in words(query.get("q", "")[:LONGEST])]
    if not folded or len(folded[-1]) < SHORTEST:
        return []
    listed = query.copy()
    listed.pop("q")
    state = CaseFilterSet(listed).state
    return [asdict(suggestion) for suggestion in (*_values(folded, state), *_cases(folded))]


def _values(folded: list[str], state: ListState) -> list[Suggestion]:
    """Values whose names match every typed word, each with the list in ``state`` narrowed to it."""
    found = [
        Suggestion(label, FACETS[facet].label, state.narrowed_to(facet, value).url)
        for facet in _SUGGESTED
        for value, (label, _) in FACETS[facet].options().items()
        if _fits(folded, label)
    ]
    return found[:MOST_VALUES]


def _matches(typed: str, name: str) -> bool:
    """Whether what is typed begins the word or, from three letters, stands inside it (“robot” in “softwarerobot”)."""
    return name.startswith(typed) or (len(typed) >= SHORTEST_INSIDE and typed in name)


def _fits(folded: list[str], label: str) -> bool:
    """Whether each typed word matches a word of the label."""
    names = [word.folded for word in words(label)]
    return all(any(_matches(typed, name) for name in names) for typed in folded)


def _cases(folded: list[str]) -> list[Suggestion]:
    """Cases whose titles match every typed word."""
    index = current_index()
    matching = ((len(word), word) for word in index.lexicon.forms if _matches(folded[-1], word))
    titled = {
        (-weight, document.order, document.title, document.url)
        for _, word in heapq.nsmallest(MOST_WORDS, matching)
        for pk, weight in index.postings[word].items()
        if weight >= 10 * TITLE and (document := index.documents[pk]).case
    }
    best = heapq.nsmallest(5 * MOST_CASES, titled)
    found = dict.fromkeys((title, url) for _, _, title, url in best if _fits(folded, title))
    return [Suggestion(title, "Case", url) for title, url in list(found)[:MOST_CASES]]
