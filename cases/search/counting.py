"""Counting: which words a document has and what each weighs there."""

from __future__ import annotations

import collections
import math
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Model

from cases.search.documents import Part, describe
from cases.search.models import Document
from cases.search.packing import HEAVIEST, term_id
from cases.search.segments import Term
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
        self._new: dict[int, Term] = {}

    def take_new(self) -> dict[int, Term]:
        """The terms met since last time."""
        new, self._new = self._new, {}
        return new

    def count(self, source: Model) -> Counted:
        """The document of a case or of something beside the cases."""
        document, parts = describe(source)
        running = self._running
        texts = [running.read(part.text) for part in parts]
        folded = [running.folded(text) for text in texts]
        document.parts = [[part.anchor, part.section, part.text] for part in parts]
        document.running_text = "|".join(folded)
        document.running_stems = "|".join([running.stems(text) for text in texts])
        by_word = _weigh(parts, folded)
        terms = [term_id(word) for word in by_word]
        if new := set(terms) - self._met:
            self._met |= new
            forms = {form.folded: form for text in texts for form in running.forms(text)}
            for pk, word in zip(terms, by_word, strict=True):
                if pk in new:
                    form = forms[word]
                    self._new[pk] = Term(pk, word, form.stem, stem(word), light_stem(form.written), form.written)
        return Counted(document, terms, [min(weight, HEAVIEST) for weight in by_word.values()])


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
