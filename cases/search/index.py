"""Building the index. Every change happens in the transaction of the change that caused it."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection, transaction
from django.db.models import Model

from casekatalog.core.data_version import set_new_version
from cases.models import Case
from cases.models.querysets import CaseQuerySet
from cases.search.changes import log, remove, seal_changes
from cases.search.counting import Counted, Counter
from cases.search.models import Change, Document, IndexTerm, Posting, Segment
from cases.search.segments import Writer, insert, place_of, read_terms
from frameworks.crossreading import FAMILIES
from frameworks.models import Grip, HistoricalExample, Passage, SurveyFigure, Tool

AT_ONCE = 500
# A batch of at least this share of the documents may take the time it takes to build the whole index again.
_LARGE_SHARE = 10
_SEARCHED_PAGES = (Passage.Page.TOOLS, Passage.Page.FRAMEWORK)


@dataclass
class _Waiting:
    """What is to be indexed when the batch ends."""

    cases: set[int] = field(default_factory=set)
    framework: bool = False
    everything: bool = False
    other: bool = False


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def batched() -> Iterator[None]:
    """Index once, at the end, what changes within: for who saves many parts of a case in one transaction.

    The changes and their indexing are one transaction; a search within finds what the index held before.
    """
    if _waiting.get():
        yield
        return
    with transaction.atomic():
        waiting = _Waiting()
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        if waiting.everything:
            index_all()
            return
        if waiting.cases:
            index_cases(waiting.cases)
        if waiting.framework:
            index_framework()
        if waiting.other:
            set_new_version()


def index_all() -> int:
    """Build the whole index again. Returns the number of documents; 0 when it waits for the end of a batch."""
    if waiting := _waiting.get():
        waiting.everything = True
        return 0
    with transaction.atomic():
        set_new_version()
        empty()
        writer, counter = Writer(), Counter()
        for pks in _in_batches(_cases().order_by("number").values_list("pk", flat=True)):
            _write(_texts_of(pks), counter, writer)
            gc.collect(1)
        _write(_framework(), counter, writer)
        writer.store()
        return Document.objects.count()


def empty() -> None:
    """Delete the index. Not through the models, which would read every row first."""
    with connection.cursor() as cursor:
        for model in (Posting, Segment, Change, Document, IndexTerm):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - its own name


def index_cases(pks: Collection[int]) -> None:
    """Index the cases with these keys again. A word that no case has any more is gone at the next search; its row
    stays until the whole index is built again."""
    if waiting := _waiting.get():
        waiting.cases.update(pks)
        return
    with transaction.atomic():
        set_new_version()
        counter = Counter()
        for batch in _in_batches(pks):
            remove(Document.objects.filter(case__in=batch))
            log(_store(_texts_of(batch), counter))
        if seal_changes() and len(pks) * _LARGE_SHARE > Document.objects.count():
            index_all()


def forget_case(pk: int) -> None:
    """A case is about to be deleted: so is its document."""
    with transaction.atomic():
        set_new_version()
        remove(Document.objects.filter(case=pk))


def index_framework() -> None:
    """Index what is found beside the cases again."""
    if waiting := _waiting.get():
        waiting.framework = True
        return
    with transaction.atomic():
        set_new_version()
        remove(Document.objects.filter(case__isnull=True))
        log(_store(_framework(), Counter()))
        seal_changes()


def touch() -> None:
    """Something that readers see has changed, but no text that is searched."""
    if waiting := _waiting.get():
        waiting.other = True
        return
    set_new_version()


def _cases() -> CaseQuerySet:
    """The cases that are searched: those that readers may see."""
    return Case.objects.published()


def _framework() -> Iterator[Model]:
    yield from Grip.objects.prefetch_related("aspects")
    yield from Tool.objects.all()
    yield from Passage.objects.filter(page__in=_SEARCHED_PAGES)
    yield from SurveyFigure.objects.all()
    yield from HistoricalExample.objects.all()
    for family in FAMILIES.values():
        for model in family.models:
            yield from model._default_manager.all()


def _in_batches(pks: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(pks)
    while batch := list(islice(remaining, AT_ONCE)):
        yield batch


def _texts_of(pks: Collection[int]) -> Iterable[Case]:
    return _cases().filter(pk__in=pks).with_texts().order_by("number")


def _store(sources: Iterable[Model], counter: Counter) -> list[tuple[Document, Counted]]:
    """Store the documents of these, and the words that are new to the index. Their terms are for the caller to put
    in a segment or among the changes."""
    counted = [counter.count(source) for source in sources]
    documents = Document.objects.bulk_create([each.document for each in counted], batch_size=AT_ONCE)
    new = counter.take_new()
    known = {term.pk for term in read_terms(term.pk for term in new)}
    insert(IndexTerm, (term for term in new if term.pk not in known))
    return list(zip(documents, counted, strict=True))


def _write(sources: Iterable[Model], counter: Counter, writer: Writer) -> None:
    """Store the documents of these in a segment."""
    for document, counted in _store(sources, counter):
        writer.add(place_of(document), counted.terms, counted.weights)
