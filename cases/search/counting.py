"""Counting: which words a document has and what each weighs there."""

from __future__ import annotations

import collections
import math
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Model

from cases.search.documents import Part, describe
from cases.search.known import Term
from cases.search.models import Document
from cases.search.packing import HEAVIEST, term_id
from cases.search.text import STOP_WORDS, Running, light_stem, stem

LONGEST_TERM = 100


class Counted(NamedTuple):
    """A document, not yet stored, with its terms and what each weighs."""

    document: Document
    terms: list[int]
    weights: list[int]


class Counter:
    """Counts documents, and keeps the words that it has not met before."""

    def __init__(self) -> None:
        self._running = Running()
        self._met: set[int] = set()
        self._new: list[Term] = []

    def take_new(self) -> list[Term]:
        """The terms met since last time."""
        new, self._new = self._new, []
        return new

    def count(self, source: Model) -> Counted:
        """The document of a case or of something beside the cases."""
        document, parts = describe(source)
        known = self._running.known
        texts = [self._running.read(part.text) for part in parts]
        document.parts = [[part.anchor, part.section, part.text] for part in parts]
        document.running_text = "|".join([folded for _, folded, _ in texts])
        document.running_stems = "|".join([stems for _, _, stems in texts])
        weights = _weigh(parts, [folded for _, folded, _ in texts])
        terms = [term_id(word) for word in weights]
        if self._running.known > known:
            self._meet([written for written, _, _ in texts], dict(zip(weights, terms, strict=True)))
        return Counted(document, terms, [min(weight, HEAVIEST) for weight in weights.values()])

    def _meet(self, texts: list[list[str]], terms: dict[str, int]) -> None:
        """Keep those of these terms that are new, each as it was written last."""
        new = {word: pk for word, pk in terms.items() if pk not in self._met}
        forms = {form.folded: form for text in texts for form in self._running.forms(text) if form.folded in new}
        for word, pk in new.items():
            form = forms[word]
            self._new.append(Term(pk, word, form.stem, stem(word), light_stem(form.written), form.written))
        self._met.update(new.values())


def terms_in(running_text: str) -> list[int]:
    """The terms of a document's running text."""
    return [term_id(word) for word in set(running_text.split()) - STOP_WORDS - {"|"} if len(word) <= LONGEST_TERM]


def _weigh(parts: list[Part], texts: list[str]) -> dict[str, int]:
    """What each word weighs in a document: its places, each weighed once and a little more when it is repeated."""
    weights: dict[str, int] = {}
    before = weights.get
    for part, text in zip(parts, texts, strict=True):
        for word, number in collections.Counter(text.split()).items():
            weights[word] = before(word, 0) + _weight(part.weight, number)
    return {word: w for word, w in weights.items() if word not in STOP_WORDS and len(word) <= LONGEST_TERM}


@lru_cache(maxsize=1_000)
def _weight(weight: int, number: int) -> int:
    return round(10 * weight * (1 + math.log(number)))
