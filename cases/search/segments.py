"""Writing the postings of many documents at once, turned around: a row for each term, not for each document."""

from __future__ import annotations

import secrets
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db import connection

from cases.search.known import Term, line_of
from cases.search.models import Document, IndexTerm, Posting, Segment
from cases.search.packing import KEY, NUMBER, WEIGHT, pack

ROWS_AT_ONCE = 2_000
# How many documents are held while a segment is made.
MOST_IN_SEGMENT = 25_000

DOCUMENTS = KEY + KEY + NUMBER
FREQUENCIES = KEY + NUMBER
POSTINGS = NUMBER + WEIGHT


class Place(NamedTuple):
    """A document as a search knows it: its key, its case (0 beside the cases) and that case's number, kind and key."""

    pk: int
    case: int
    order: int
    kind: str
    key: str


def place_of(document: Document) -> Place:
    case = document.case
    return Place(document.pk, case.pk if case else 0, (case.number or 0) if case else 0, document.kind, document.key)


class Writer:
    """A segment being made; what does not fit goes on in the next one."""

    def __init__(self, first: int = 0) -> None:
        self._begin(first)

    def _begin(self, first: int) -> None:
        self._first = first
        self._pks, self._cases, self._orders = array(KEY), array(KEY), array(NUMBER)
        self._beside: list[tuple[int, str, str]] = []
        self._gone = array(NUMBER)
        self._went: Counter[int] = Counter()
        self._postings = _Postings()

    def add(self, place: Place, terms: Iterable[int], weights: Iterable[int]) -> None:
        """A document with its terms and what each weighs. The documents come in the order of their keys."""
        if len(self._pks) == MOST_IN_SEGMENT:
            self.store()
        number = self._first + len(self._pks)
        self._pks.append(place.pk)
        self._cases.append(place.case)
        self._orders.append(place.order)
        if not place.case:
            self._beside.append((number, place.kind, place.key))
        postings = self._postings
        for term, weight in zip(terms, weights, strict=True):
            add_number, add_weight = postings[term]
            add_number(number)
            add_weight(weight)

    def remove(self, number: int, terms: Iterable[int]) -> None:
        """A document of an earlier segment is gone."""
        self._gone.append(number)
        self._went.update(terms)

    def store(self) -> None:
        """Write the segment, if there is anything in it, and begin the next."""
        if not self._pks and not self._gone:
            return
        lists = self._postings.lists
        terms = sorted(lists.keys() | self._went.keys())
        frequencies = [len(lists[term][0]) - self._went[term] if term in lists else -self._went[term] for term in terms]
        segment = Segment.objects.create(
            stamp=secrets.randbits(62),
            first=self._first,
            documents=pack(DOCUMENTS, self._pks, self._cases, self._orders),
            beside=self._beside,
            gone=pack(NUMBER, self._gone),
            frequencies=pack(FREQUENCIES, terms, frequencies),
            words=_written(terms),
        )
        insert(Posting, ((segment.pk, term, pack(POSTINGS, *lists[term])) for term in sorted(lists)))
        self._begin(self._first + len(self._pks))


class _Postings(dict):
    """For each term the functions that add a number and a weight to its lists."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[int, tuple[array, array]] = {}

    def __missing__(self, term: int) -> tuple:
        numbers, weights = self.lists[term] = array(NUMBER), array(WEIGHT)
        adding = self[term] = numbers.append, weights.append
        return adding


def insert(model: type[IndexTerm | Posting], rows: Iterable[tuple]) -> None:
    """Insert many small rows, but for those whose key is there. Several times as fast as to make objects of them."""
    fields = [field for field in model._meta.concrete_fields if field.name != "id" or model is IndexTerm]
    quote = connection.ops.quote_name
    columns, places = ", ".join(quote(str(f.column)) for f in fields), ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 - own names
    with connection.cursor() as cursor:
        wanted = iter(rows)
        while batch := list(islice(wanted, ROWS_AT_ONCE)):
            cursor.executemany(sql, batch)


def read_terms(pks: Iterable[int]) -> Iterator[Term]:
    """The terms with these keys, in any order."""
    wanted = iter(pks)
    while batch := list(islice(wanted, ROWS_AT_ONCE)):
        rows = IndexTerm.objects.filter(pk__in=batch)
        yield from map(Term._make, rows.values_list("pk", "folded", "stem", "plain_stem", "light_stem", "written"))


def _written(pks: Collection[int]) -> str:
    """The terms with these keys as lines in the same order."""
    known = {term.pk: line_of(term) for term in read_terms(pks)}
    return "\n".join(known.get(pk, "") for pk in pks)
