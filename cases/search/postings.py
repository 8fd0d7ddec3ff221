"""Which documents have which terms, as one web process holds them: the documents' packed terms, turned around.

A posting takes six bytes. After a change, only the documents that are new are read; they get new numbers, and the
numbers of those that are gone are dead until there are enough of them for everything to be read again.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from cases.search.models import Document
from cases.search.packing import unpack

READ_AT_ONCE = 2_000

# For a term, the numbers of the documents that have it, and what it weighs in each.
Having = tuple[array, array]
MOST_DEAD, MOST_DEAD_SHARE = 20, 50


@dataclass
class Postings:
    """Documents by number, and for each term the numbers of those that have it, each with what it weighs there."""

    pks: list[int] = field(default_factory=list)
    # Each document's case, and the case's number in the catalogue: cases that score alike stand in that order.
    cases: list[int | None] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    # What stands beside the cases, with its kind and key.
    beside: dict[int, tuple[str, str]] = field(default_factory=dict)
    of_term: dict[int, Having] = field(default_factory=dict)
    number_of: dict[tuple[int, int], int] = field(default_factory=dict)
    dead: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.number_of_pk = {pk: number for (pk, _), number in self.number_of.items()}

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.number_of)

    def terms(self) -> list[int]:
        """The terms that stand somewhere."""
        few = len(self.dead)
        return [
            term
            for term, (numbers, _) in self.of_term.items()
            if len(numbers) > few or not self.dead.issuperset(numbers)
        ]

    def refreshed(self) -> Postings:
        """The postings as the index has them now. One query where nothing changed, and one more where little did."""
        present = set(Document.objects.order_by().values_list("pk", "stamp"))
        gone = self.number_of.keys() - present
        dead = self.dead | {self.number_of[key] for key in gone}
        if len(dead) > MOST_DEAD + len(present) // MOST_DEAD_SHARE:
            return Postings().with_documents(sorted(present))
        kept = {key: number for key, number in self.number_of.items() if key in present}
        beside = {number: name for number, name in self.beside.items() if number not in dead}
        base = Postings(self.pks, self.cases, self.orders, beside, self.of_term, kept, frozenset(dead))
        new = present - kept.keys()
        return base.with_documents(sorted(new)) if new else base

    def with_documents(self, keys: Iterable[tuple[int, int]]) -> Postings:
        """These postings with more documents; what searches at work hold on to is left as it is."""
        pks, cases, orders, beside = list(self.pks), list(self.cases), list(self.orders), dict(self.beside)
        adding, number_of = _Adding(self.of_term), dict(self.number_of)
        wanted = iter(pk for pk, _ in keys)
        while batch := list(islice(wanted, READ_AT_ONCE)):
            rows = Document.objects.filter(pk__in=batch).order_by("pk")
            for pk, stamp, case, order, kind, key, packed in rows.values_list(
                "pk", "stamp", "case", "case__number", "kind", "key", "terms"
            ):
                number = len(pks)
                pks.append(pk)
                cases.append(case)
                orders.append(order or 0)
                if case is None:
                    beside[number] = (kind, key)
                number_of[pk, stamp] = number
                adding.add(number, packed)
        return Postings(pks, cases, orders, beside, adding.of_term, number_of, self.dead)


class _Adding:
    """The postings while documents are added. Those of a term are copied the first time it is met."""

    def __init__(self, of_term: dict[int, Having]) -> None:
        self.of_term = dict(of_term)
        self._add_to: dict[int, tuple[Callable[[int], None], Callable[[int], None]]] = {}

    def add(self, number: int, packed: bytes | memoryview) -> None:
        known = self._add_to
        for term, weight in zip(*unpack(packed), strict=True):
            if term not in known:
                numbers, weights = self.of_term.get(term, (array("i"), array("H")))
                numbers, weights = self.of_term[term] = numbers[:], weights[:]
                known[term] = numbers.append, weights.append
            add_number, add_weight = known[term]
            add_number(number)
            add_weight(weight)
