"""Suggestions while a reader types: cases by title, and values of the facets by name."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from django.http import QueryDict

from cases.catalogue.filters import FACETS, CaseFilterSet
from cases.catalogue.lessons import lessons_for
from cases.catalogue.list_state import ListState
from cases.search.documents import TITLE
from cases.search.index import current_index
from cases.search.ranking import Search
from cases.search.text import words

SHORTEST, SHORTEST_INSIDE, SHORTEST_SEARCHED = 2, 3, 4
LONGEST = 60
MOST_WORDS = 40
MOST_CASES, MOST_VALUES = 10, 4
# What readers mean most often comes first. Values of facets, by parameter, before the cases and after them.
_BEFORE_CASES, _AFTER_CASES = ("opgave", "teknologi"), ("system", "kommune", "greb")

# What is typed so far, or what else it may mean: folded words.
Typed = Sequence[str]


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
    text = query.get("q", "")[:LONGEST]
    folded = [word.folded for word in words(text)]
    if not folded or len(folded[-1]) < SHORTEST:
        return []
    listed = query.copy()
    listed.pop("q")
    state = CaseFilterSet(listed).state
    searches = _searches(text)
    meant = [folded, *_corrected(searches)]
    found = [
        *_values(_BEFORE_CASES, meant, state),
        *(Suggestion(str(topic.term), "Lærdomme", topic.url) for topic in lessons_for({}, text)),
        *_cases(folded, searches),
        *_values(_AFTER_CASES, meant, state),
    ]
    return [asdict(suggestion) for suggestion in found]


def _searches(text: str) -> list[Search]:
    """The search for what is typed so far, and for the synonyms that begin so: “kilo” for “kilometerpenge”."""
    begun = current_index().lexicon.synonyms_starting(text)
    return [Search(each) for each in ([text] if len(text.strip()) >= SHORTEST_SEARCHED else []) + begun]


def _corrected(searches: list[Search]) -> list[Typed]:
    """What the search reads the typed words as, where that is not what was typed."""
    first = searches[0].wanted if searches else []
    if not any(wanted.expansion.corrected for wanted in first):
        return []
    return [[word.folded for wanted in first for word in words(wanted.expansion.corrected or wanted.typed)]]


def _values(facets: Iterable[str], meant: Sequence[Typed], state: ListState) -> Iterator[Suggestion]:
    """Values whose names match every word in one of its meanings, each with the list in ``state`` narrowed to it."""
    for facet in facets:
        options = FACETS[facet].options().items()
        fitting = ((value, label) for value, (label, _) in options if any(_fits(typed, label) for typed in meant))
        for value, label in islice(fitting, MOST_VALUES):
            yield Suggestion(label, FACETS[facet].label, state.narrowed_to(facet, value).url)


def _matches(typed: str, name: str) -> bool:
    """Whether what is typed begins the word or, from three letters, stands inside it (“robot” in “softwarerobot”)."""
    return name.startswith(typed) or (len(typed) >= SHORTEST_INSIDE and typed in name)


def _fits(folded: Typed, label: str) -> bool:
    """Whether each typed word matches a word of the label."""
    names = [word.folded for word in words(label)]
    return all(any(_matches(typed, name) for name in names) for typed in folded)


def _cases(folded: Typed, searches: list[Search]) -> list[Suggestion]:
    """The cases that fit: those whose titles match every typed word, then those that the searches find."""
    answering = [(case.title, case.url) for search in searches for case in search.answers]
    found = list(dict.fromkeys([*_titled(folded), *answering]))
    return [Suggestion(title, "Case", url) for title, url in found[:MOST_CASES]]


def _titled(folded: Typed) -> list[tuple[str, str]]:
    """The title and address of each case whose title matches every typed word."""
    index = current_index()
    matching = ((len(word), word) for word in index.lexicon.forms if _matches(folded[-1], word))
    titled = {
        (-weight, document.order, document.title, document.url)
        for _, word in heapq.nsmallest(MOST_WORDS, matching)
        for pk, weight in index.postings[word].items()
        if weight >= 10 * TITLE and (document := index.documents[pk]).case
    }
    best = heapq.nsmallest(5 * MOST_CASES, titled)
    return [(title, url) for _, _, title, url in best if _fits(folded, title)]
