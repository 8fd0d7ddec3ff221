"""The segments as one web process holds them: which documents there are, and the words. Postings are read when they are
searched for, and those that were searched for last are kept."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from cases.search.known import KnownTerms
from cases.search.models import Posting, Segment
from cases.search.packing import KEY, NUMBER, WEIGHT, unpack
from cases.search.segments import DOCUMENTS, FREQUENCIES, POSTINGS, ROWS_AT_ONCE

# For a term, the numbers of the documents that have it, and what it weighs in each.
Having = tuple[array, array]
# The segments' keys, each with its stamp.
Stamps = tuple[tuple[int, int], ...]

# How many postings a process keeps, of six bytes each.
MOST_POSTINGS_KEPT = 4_000_000
# What else a kept list takes, counted in postings.
_LIST_ITSELF = 70


class Replaced(Exception):  # noqa: N818 - says what happened
    """The segments that a search began with are no longer there: the whole index was built again meanwhile."""


@dataclass
class Base:
    """Documents by number, and for each term in how many of them it stands."""

    stamps: Stamps = ()
    pks: array = field(default_factory=lambda: array(KEY))
    cases: array = field(default_factory=lambda: array(KEY))
    orders: array = field(default_factory=lambda: array(NUMBER))
    beside: dict[int, tuple[str, str]] = field(default_factory=dict)
    dead: frozenset[int] = frozenset()
    frequencies: dict[int, int] = field(default_factory=dict)
    terms: KnownTerms = field(default_factory=KnownTerms)

    def __post_init__(self) -> None:
        self._kept: OrderedDict[int, Having] = OrderedDict()
        self._postings_kept = 0
        self._keeping = threading.Lock()

    @classmethod
    def read(cls) -> Base:
        """The segments as the database has them. One query."""
        base, stamps = cls(), []
        dead: set[int] = set()
        # One at a time: each takes megabytes.
        for segment in Segment.objects.order_by("pk").iterator(1):
            stamps.append((segment.pk, segment.stamp))
            pks, cases, orders = unpack(DOCUMENTS, segment.documents)
            base.pks += pks
            base.cases += cases
            base.orders += orders
            base.beside.update((number, (kind, key)) for number, kind, key in segment.beside)
            dead.update(unpack(NUMBER, segment.gone)[0])
            base._count(segment)
        base.stamps, base.dead = tuple(stamps), frozenset(dead)
        for number in dead:
            base.beside.pop(number, None)
        return base

    def _count(self, segment: Segment) -> None:
        packed_terms, packed_numbers = unpack(FREQUENCIES, segment.frequencies)
        terms, numbers = packed_terms.tolist(), packed_numbers.tolist()
        if not self.frequencies:
            self.frequencies = dict(zip(terms, numbers, strict=True))
        else:
            before = self.frequencies.get
            self.frequencies.update((term, before(term, 0) + n) for term, n in zip(terms, numbers, strict=True))
        self.terms.add_lines(terms, segment.words.split("\n"))

    def number_of(self, pk: int) -> int | None:
        """The number of a document. Documents are numbered in the order of their keys."""
        at = bisect_left(self.pks, pk)
        return at if at < len(self.pks) and self.pks[at] == pk else None

    def lists(self, terms: Iterable[int]) -> dict[int, Having]:
        """The postings of these terms; of those that stand in no segment, empty ones. One query, or none.

        Raises:
            Replaced: when the segments are no longer there.
        """
        found: dict[int, Having] = {}
        unread = []
        with self._keeping:
            for term in terms:
                if (kept := self._kept.get(term)) is not None:
                    self._kept.move_to_end(term)
                    found[term] = kept
                elif term in self.frequencies:
                    unread.append(term)
                else:
                    found[term] = array(NUMBER), array(WEIGHT)
        if unread:
            found.update(read := self._read(unread))
            self._keep(read)
        return found

    def _read(self, terms: Iterable[int]) -> dict[int, Having]:
        segments = [pk for pk, _ in self.stamps]
        found: dict[int, Having] = {}
        wanted = iter(terms)
        while batch := list(islice(wanted, ROWS_AT_ONCE)):
            rows = Posting.objects.filter(term__in=batch, segment__in=segments).order_by("segment")
            for term, packed in rows.values_list("term", "packed"):
                numbers, weights = unpack(POSTINGS, packed)
                if term in found:
                    found[term][0].extend(numbers)
                    found[term][1].extend(weights)
                else:
                    found[term] = numbers, weights
            if not all(term in found for term in batch):
                raise Replaced
        return found

    def _keep(self, read: dict[int, Having]) -> None:
        """Keep these postings, and let go of those that nobody has searched for the longest."""
        with self._keeping:
            for term, having in read.items():
                if term not in self._kept:
                    self._kept[term] = having
                    self._postings_kept += len(having[0]) + _LIST_ITSELF
            while self._postings_kept > MOST_POSTINGS_KEPT:
                _, (numbers, _) = self._kept.popitem(last=False)
                self._postings_kept -= len(numbers) + _LIST_ITSELF
