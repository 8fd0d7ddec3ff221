"""Which documents have which terms, as one web process knows them: the segments (base.py), and what has changed since.

After a change, only the documents that are new are read. They get the next numbers, and the numbers of those that are
gone are dead.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.db.models import IntegerField, Value

from cases.search.base import Base, Having, Stamps
from cases.search.changes import TERMS
from cases.search.models import Change, Segment
from cases.search.packing import NUMBER, WEIGHT, unpack
from cases.search.segments import ROWS_AT_ONCE

# How many numbers may be dead in one process alone before it numbers again what has changed.
MOST_DEAD, MOST_DEAD_SHARE = 20, 50
_IS_SEGMENT, _IS_CHANGE = 0, 1

# A change's key and its stamp.
Stamp = tuple[int, int]


class _Known(NamedTuple):
    """A change that the process has read: the number it is about, whether that is gone, and its terms."""

    number: int
    is_gone: bool
    terms: array


@dataclass
class Postings:
    """Documents by number: those of the segments, and after them those that came since."""

    base: Base = field(default_factory=Base)
    pks: array = field(init=False)
    # Each document's case, 0 for none, and the case's number in the catalogue: cases that score alike stand in that
    # order.
    cases: array = field(init=False)
    orders: array = field(init=False)
    # What stands beside the cases, with its kind and key.
    beside: dict[int, tuple[str, str]] = field(init=False)
    dead: set[int] = field(init=False)

    def __post_init__(self) -> None:
        base = self.base
        self.pks, self.cases, self.orders = base.pks[:], base.cases[:], base.orders[:]
        self.beside, self.dead = dict(base.beside), set(base.dead)
        # Running texts that have been read, by column and document number.
        self.texts: dict[tuple[str, int], str] = {}
        self._known: dict[Stamp, _Known] = {}
        self._recent: dict[int, Having] = {}
        # By how much each term stands in more or fewer documents than in the segments.
        self._shifts: dict[int, int] = {}
        self._wasted = 0

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.pks) - len(self.dead)

    def has(self, term: int) -> bool:
        """Whether a term stands somewhere."""
        return self.base.frequencies.get(term, 0) + self._shifts.get(term, 0) > 0

    def terms(self) -> list[int]:
        """The terms that stand somewhere."""
        return [term for term in (self.base.frequencies | self._shifts) if self.has(term)]

    def difference(self, before: Postings) -> tuple[set[int], set[int]]:
        """The terms that stand somewhere and did not before, and the other way round. Both have the same segments."""
        shifted = self._shifts.keys() | before._shifts.keys()
        came = {term for term in shifted if self.has(term) and not before.has(term)}
        return came, {term for term in shifted if before.has(term) and not self.has(term)}

    def lists(self, terms: Iterable[int]) -> dict[int, Having]:
        """For each term the documents that have it, some of them perhaps dead. One query, or none.

        Raises:
            Replaced: when the whole index was built again meanwhile.
        """
        found = self.base.lists(terms)
        for term in found.keys() & self._recent.keys():
            (numbers, weights), (more, more_weights) = found[term], self._recent[term]
            found[term] = numbers + more, weights + more_weights
        return found

    def refreshed(self) -> Postings:
        """The postings as the index has them now. One query where nothing changed, and one more where little did."""
        segments, present = _state()
        if segments != self.base.stamps:
            return Postings(Base.read())._with(sorted(present))
        gone = self._known.keys() - present
        wasted = self._wasted + sum(not self._known[stamp].is_gone for stamp in gone)
        if wasted >= MOST_DEAD + self.size // MOST_DEAD_SHARE:
            return Postings(self.base)._with(sorted(present))
        new = present - self._known.keys()
        return self._copy()._without(gone)._with(sorted(new)) if new or gone else self

    def _copy(self) -> Postings:
        """What searches at work hold on to is left as it is."""
        copy = Postings(self.base)
        copy.pks, copy.cases, copy.orders = self.pks[:], self.cases[:], self.orders[:]
        copy.beside, copy.dead, copy.texts = dict(self.beside), set(self.dead), self.texts
        copy._known, copy._recent = dict(self._known), self._recent
        copy._shifts, copy._wasted = dict(self._shifts), self._wasted
        return copy

    def _without(self, stamps: Iterable[Stamp]) -> Self:
        """Less these changes: the documents have changed again, or the transaction was rolled back."""
        for stamp in stamps:
            known = self._known.pop(stamp)
            if known.is_gone:
                self.dead.discard(known.number)
                if known.number in self.base.beside:
                    self.beside[known.number] = self.base.beside[known.number]
            else:
                self._bury(known.number)
                self._wasted += 1
            self._shift(known.terms, 1 if known.is_gone else -1)
        return self

    def _with(self, stamps: list[Stamp]) -> Self:
        """With these changes too."""
        adding = _Adding(self._recent)
        for first in range(0, len(stamps), ROWS_AT_ONCE):
            batch = [pk for pk, _ in stamps[first : first + ROWS_AT_ONCE]]
            for change in Change.objects.filter(pk__in=batch).order_by("document"):
                self._apply(change, adding)
        self._recent = adding.of_term
        return self

    def _apply(self, change: Change, adding: _Adding) -> None:
        terms, weights = unpack(TERMS, change.terms)
        number: int | None
        if change.is_gone:
            number = self.base.number_of(change.document)
            if number is None:
                return
            self._bury(number)
        else:
            number = len(self.pks)
            self.pks.append(change.document)
            self.cases.append(change.case or 0)
            self.orders.append(change.order)
            if change.case is None:
                self.beside[number] = (change.kind, change.key)
            adding.add(number, terms, weights)
        self._known[change.pk, change.stamp] = _Known(number, change.is_gone, terms)
        self._shift(terms, -1 if change.is_gone else 1)

    def _bury(self, number: int) -> None:
        self.dead.add(number)
        self.beside.pop(number, None)

    def _shift(self, terms: Iterable[int], by: int) -> None:
        shifts = self._shifts
        for term in terms:
            shifts[term] = shifts.get(term, 0) + by


def _state() -> tuple[Stamps, set[Stamp]]:
    """The segments and the changes that there are. One query."""
    rows = [
        model._default_manager.order_by()
        .annotate(what=Value(what, output_field=IntegerField()))
        .values_list("what", "pk", "stamp")
        for model, what in ((Segment, _IS_SEGMENT), (Change, _IS_CHANGE))
    ]
    segments, changes = [], set()
    for what, pk, stamp in rows[0].union(rows[1], all=True):
        if what == _IS_SEGMENT:
            segments.append((pk, stamp))
        else:
            changes.add((pk, stamp))
    return tuple(sorted(segments)), changes


class _Adding:
    """The postings while documents are added. Those of a term are copied the first time it is met."""

    def __init__(self, of_term: dict[int, Having]) -> None:
        self.of_term = dict(of_term)
        self._add_to: dict[int, tuple[Callable[[int], None], Callable[[int], None]]] = {}

    def add(self, number: int, terms: Iterable[int], of_terms: Iterable[int]) -> None:
        known = self._add_to
        for term, weight in zip(terms, of_terms, strict=True):
            if term not in known:
                numbers, weights = self.of_term.get(term, (array(NUMBER), array(WEIGHT)))
                numbers, weights = self.of_term[term] = numbers[:], weights[:]
                known[term] = numbers.append, weights.append
            add_number, add_weight = known[term]
            add_number(number)
            add_weight(weight)
