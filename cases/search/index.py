"""The index in memory: for each word the documents that have it. Each web process builds its own from the documents.

It is compared with the version of the data at every search. After a change only the documents that were indexed since
are read.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from casekatalog.core.data_version import current_version
from cases.models import SynonymGroup
from cases.search.lexicon import Lexicon, Stems
from cases.search.models import Document
from cases.search.text import PASSAGE_END, SENTENCE_END, STOP_STEMS, STOP_WORDS, form_of, forms, running

_COLUMNS = ("pk", "version", "kind", "key", "case", "case__number", "title", "url", "running_text", "running_stems")
# How many words may stand between the two parts of a compound, and how many letters at most.
NEAR = 10
_LONGEST_NEAR = 20 * NEAR
# Bounds the memory that is used while the whole index is read.
_ROWS_AT_ONCE = 200


class Indexed(NamedTuple):
    """A document as the index has it. ``order`` is its case's number in the catalogue, ``words`` are as written."""

    pk: int
    version: str
    kind: str
    key: str
    case: int | None
    order: int | None
    title: str
    url: str
    running_text: str
    running_stems: str
    words: tuple[str, ...]


@dataclass
class Index:
    """One version of the index. It is left as it is when the next is made, for searches that still use it."""

    version: str | None = None
    documents: dict[int, Indexed] = field(default_factory=dict)
    # For each folded word the keys of the documents that have it, with what it weighs there.
    postings: dict[str, dict[int, int]] = field(default_factory=dict)
    # In how many documents each word is written so.
    written: Counter[str] = field(default_factory=Counter)
    lexicon: Lexicon = field(default_factory=lambda: Lexicon({}, []))

    def refreshed(self, version: str) -> Index:
        """The index as the database has it now, called ``version``. Three queries, whose cost is the new documents."""
        known = {(document.pk, document.version) for document in self.documents.values()}
        stored = set(Document.objects.order_by().values_list("pk", "version"))
        change = _Change(self)
        for pk, _ in known - stored:
            change.remove(pk)
        new = Document.objects.order_by().filter(version__in={each for _, each in stored - known})
        for *columns, weights in new.values_list(*_COLUMNS, "words").iterator(_ROWS_AT_ONCE):
            if columns[0] not in change.documents:
                change.add(columns, weights)
        lexicon = Lexicon(change.written, SynonymGroup.objects.all())
        return Index(version, change.documents, change.postings, change.written, lexicon)

    @cached_property
    def number_of_cases(self) -> int:
        return sum(document.case is not None for document in self.documents.values())

    @cached_property
    def titled(self) -> dict[str, set[int]]:
        """For each folded word the cases that have it in their title."""
        found: dict[str, set[int]] = defaultdict(set)
        for document in self.documents.values():
            if document.case is not None:
                for form in forms(document.title):
                    found[form.folded].add(document.pk)
        return found

    def with_phrase(self, phrase: Sequence[str]) -> set[int]:
        """The documents where these folded words stand side by side."""
        known = [[word] if word in self.postings else [] for word in phrase]
        candidates = self._with_all(phrase, known, STOP_WORDS)
        return {pk for pk in candidates if running(phrase) in self.documents[pk].running_text}

    def with_stems(self, stems: Stems) -> set[int]:
        """The documents where these stems stand side by side."""
        known = [self.lexicon.by_stem.get(stemmed, []) for stemmed in stems]
        candidates = self._with_all(stems, known, STOP_STEMS)
        return {pk for pk in candidates if running(stems) in self.documents[pk].running_stems}

    def has_near_each_other(self, pk: int, parts: Iterable[Iterable[str]]) -> bool:
        """Whether a document has words from each of these in a sentence, a few words from the one before at most."""
        text = self.documents[pk].running_text
        places = [
            [at for word in words if pk in self.postings[word] for at in _places(text, f" {word} ")] for words in parts
        ]
        return all(
            any(_is_near(text, min(at, other), max(at, other)) for at in ones for other in others)
            for ones, others in pairwise(places)
        )

    def number_in_one_passage(self, pk: int, each: Iterable[Iterable[str]]) -> int:
        """Of how many of these a document has a word in the passage that has most of them."""
        text = self.documents[pk].running_text
        passages: Counter[int] = Counter()
        for words in each:
            places = [at for word in words if pk in self.postings.get(word, ()) for at in _places(text, f" {word} ")]
            passages.update({text.count(PASSAGE_END, 0, at) for at in places})
        return max(passages.values(), default=0)

    def _with_all(
        self, sequence: Sequence[str], known: Collection[Collection[str]], small: Collection[str]
    ) -> set[int]:
        """The documents that have a word for each of the sequence but its smallest: only these are looked into."""
        if not all(words or each in small for each, words in zip(sequence, known, strict=True)):
            return set()
        # A small word may share its stem with another: “ind” with “inde”. It stands nearly everywhere.
        telling = [words for each, words in zip(sequence, known, strict=True) if each not in small] or known
        having = [set().union(*(self.postings[word] for word in words)) for words in telling]
        return set.intersection(*having) if having else set()


def _is_near(text: str, begin: int, end: int) -> bool:
    if end - begin > _LONGEST_NEAR:
        return False
    between = text[begin:end]
    return SENTENCE_END not in between and PASSAGE_END not in between and between.count(" ") <= NEAR


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


class _Change:
    """The next version of an index in the making. What the former has is copied before it is changed."""

    def __init__(self, before: Index) -> None:
        self.documents = dict(before.documents)
        self.postings = dict(before.postings)
        self.written = before.written.copy()
        self._copied: set[str] = set()

    def remove(self, pk: int) -> None:
        words = self.documents.pop(pk).words
        self.written -= Counter(words)
        for word in words:
            folded = form_of(word).folded
            del self._documents_with(folded)[pk]
            if not self.postings[folded]:
                del self.postings[folded]

    def add(self, columns: Sequence, weights: dict[str, int]) -> None:
        # Interned, for a word stands in very many documents.
        words = tuple(map(sys.intern, weights))
        document = Indexed._make((*columns, words))
        self.documents[document.pk] = document
        self.written.update(words)
        for word, weight in weights.items():
            self._documents_with(form_of(word).folded)[document.pk] = weight

    def _documents_with(self, folded: str) -> dict[int, int]:
        if folded not in self._copied:
            self._copied.add(folded)
            self.postings[folded] = dict(self.postings.get(folded, ()))
        return self.postings.setdefault(folded, {})


_index = Index()
_refreshing = threading.Lock()


def current_index() -> Index:
    """The index of the data as they are now. One query, and three more where the data have a new version."""
    global _index
    version = current_version()
    index = _index
    if index.version != version:
        with _refreshing:
            # Another thread may have done it meanwhile.
            if _index.version != version:
                _index = _index.refreshed(version)
            index = _index
    return index
