"""Suggestions while a reader types: cases by title, and values of the facets by name."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import ListState
from cases.search.documents import TITLE
from cases.search.models import Document
from cases.search.text import words
from cases.search.vocabulary import current_vocabulary

SHORTEST, SHORTEST_INSIDE = 2, 3
LONGEST = 60
MOST_TERMS = 40
MOST_CASES, MOST_VALUES = 4, 5
_SUGGESTED = ("system", "kommune", "greb", "opgave", "teknologi")


@dataclass(frozen=True)
class Suggestion:
    """Something a reader may mean: its name, what kind of thing it is, and its address."""

    label: str
    kind: str
    url: str


def suggest(typed: str) -> list[dict[str, str]]:
    """Suggestions for what is typed so far; none until two letters. Two queries beside the vocabulary's."""
    folded = [word.folded for word in words(typed[:LONGEST])]
    if not folded or len(folded[-1]) < SHORTEST:
        return []
    return [asdict(suggestion) for suggestion in (*_values(folded), *_cases(folded))]


def _values(folded: list[str]) -> list[Suggestion]:
    found = [
        Suggestion(label, FACETS[facet].label, ListState(selected={facet: (value,)}).url)
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
    vocabulary = current_vocabulary()
    postings = vocabulary.postings
    matching = ((len(name), name, pk) for name, pk in vocabulary.by_folded.items() if _matches(folded[-1], name))
    shortest = [pk for _, _, pk in heapq.nsmallest(MOST_TERMS, matching)]
    titled = {
        (-weight, postings.orders[number], postings.pks[number])
        for having in postings.lists(shortest).values()
        for number, weight in zip(*having, strict=True)
        if weight >= 10 * TITLE and postings.cases[number] and number not in postings.dead
    }
    pks = [pk for _, _, pk in heapq.nsmallest(5 * MOST_CASES, titled)]
    rows = {pk: (title, url) for pk, title, url in _rows(pks)}
    found = dict.fromkeys(rows[pk] for pk in pks if pk in rows and _fits(folded, rows[pk][0]))
    return [Suggestion(title, "Case", url) for title, url in list(found)[:MOST_CASES]]


def _rows(pks: list[int]) -> Iterable[tuple[int, str, str]]:
    return Document.objects.filter(pk__in=pks).values_list("pk", "title", "url")
