"""What a search means for the list: the order, where the words were found, and what to say about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.list_state import ListState
from cases.search.index import Indexed
from cases.search.models import Document
from cases.search.query import Wanted
from cases.search.ranking import Search
from cases.search.snippets import Snippet, snippets


class SearchResults:
    """What a search found in a list in ``state``. ``keys`` are those of the cases that the filters allow too."""

    def __init__(self, search: Search, keys: Sequence[int], state: ListState) -> None:
        self.search = search
        self.state = state
        self.keys = keys

    def snippets(self, cases: Sequence[int]) -> dict[int, list[Snippet]]:
        return snippets(self.search, cases)

    @property
    def others(self) -> list[Document]:
        """Greb, tools, terms and historical examples that answer too. On the first page only."""
        return self.search.others if self.state.page == 1 else []

    @cached_property
    def answering(self) -> list[int]:
        """The keys of the cases that answer; the others have only some of the words."""
        return [key for key in self.keys if key in self.search.answering]

    @property
    def nearest(self) -> list[Indexed]:
        """Where no case answers the words: those that come nearest."""
        return [] if self.state.number_selected else self.search.nearest

    @property
    def all_or_some(self) -> str:
        """For several words: how many cases have all of them, and how many only some. Empty when all have all."""
        answering, some = len(self.answering), len(self.keys) - len(self.answering)
        if not self.keys or (self.search.is_whole and not some):
            return ""
        if self.search.is_whole:
            told = f"{number_of_cases(answering)} passer på alle ordene."
        else:
            told = f"Ingen case passer på alle ordene. {number_of_cases(answering)} passer på de vigtigste."
        return f"{told} Derefter følger {number_of_cases(some)}, der kun passer på nogle af dem." if some else told

    @property
    def read_as(self) -> str:
        """The query with each word that was read as another replaced; empty when none was."""
        if not any(wanted.expansion.corrected for wanted in self.search.wanted):
            return ""
        return self._with_words(lambda wanted: wanted.expansion.corrected or wanted.typed)

    @property
    def as_typed_url(self) -> str:
        """The address of the same search with the words that were read as others in quotes, so that they are not."""
        words = self._with_words(lambda wanted: f'"{wanted.typed}"' if wanted.expansion.corrected else wanted.typed)
        return replace(self.state, q=words, page=1).url

    def _with_words(self, written: Callable[[Wanted], str]) -> str:
        wanted = [f'"{w.typed}"' if w.phrase else written(w) for w in self.search.wanted]
        return " ".join([*wanted, *(f"-{word}" for word in self.search.unwanted)])

    @cached_property
    def near_words(self) -> list[tuple[str, str]]:
        """Words of the catalogue that look like those that found nothing, with the address of a search for each."""
        without = [w for w in self.search.wanted if w.expansion.is_empty]
        near = [word for wanted in without for word in self.search.lexicon.near_words(wanted.typed)]
        return [(word, replace(self.state, q=word, page=1).url) for word in dict.fromkeys(near)]

    @property
    def is_nothing(self) -> bool:
        """Whether the words themselves found nothing anywhere, filters aside."""
        return self.search.is_empty
