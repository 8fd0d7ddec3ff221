"""Building the index. Every change happens in the transaction of the change that caused it."""

from __future__ import annotations

import math
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from django.db import transaction
from django.db.models import Model

from casekatalog.data_version import set_new_version
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.search.documents import Part, describe
from cases.search.models import Document, IndexTerm
from cases.search.packing import pack, term_id
from cases.search.text import STOP_WORDS, Forms, forms, light_stem, stem
from frameworks.crossreading import FAMILIES
from frameworks.models import Grip, HistoricalExample, Passage, SurveyFigure, Tool

AT_ONCE = 500
LONGEST_TERM = 100
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
        Document.objects.all().delete()
        IndexTerm.objects.all().delete()
        _store_cases(_cases().order_by("number").values_list("pk", flat=True))
        _store(_framework())
        return Document.objects.count()


def index_cases(pks: Collection[int]) -> None:
    """Index the cases with these keys again. A word that no case has any more is gone at the next search; its row
    stays until the whole index is built again."""
    if waiting := _waiting.get():
        waiting.cases.update(pks)
        return
    with transaction.atomic():
        set_new_version()
        _store_cases(pks)


def index_framework() -> None:
    """Index what is found beside the cases again."""
    if waiting := _waiting.get():
        waiting.framework = True
        return
    with transaction.atomic():
        set_new_version()
        Document.objects.filter(case__isnull=True).delete()
        _store(_framework())


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


def _store_cases(pks: Iterable[int]) -> None:
    remaining = iter(pks)
    while batch := list(islice(remaining, AT_ONCE)):
        Document.objects.filter(case__in=batch).delete()
        _store(_cases().filter(pk__in=batch).with_details().order_by("number"))


def _store(sources: Iterable[Model]) -> None:
    stamp = secrets.randbits(62)
    seen: dict[int, Forms] = {}
    Document.objects.bulk_create([_document(source, stamp, seen) for source in sources], batch_size=AT_ONCE)
    known: set[int] = set()
    pks = iter(seen)
    while batch := list(islice(pks, AT_ONCE)):
        known.update(IndexTerm.objects.filter(pk__in=batch).values_list("pk", flat=True))
    new = [_term(pk, found) for pk, found in seen.items() if pk not in known]
    IndexTerm.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)


def _document(source: Model, stamp: int, seen: dict[int, Forms]) -> Document:
    """The document of a case or of something beside the cases. Adds its words to ``seen``."""
    document, parts = describe(source)
    texts = [forms(part.text) for part in parts]
    folded = [[form.folded for form in text] for text in texts]
    document.stamp = stamp
    weights = {term_id(word): weight for word, weight in _weigh(parts, folded).items()}
    document.terms = pack(weights)
    document.parts = [[part.anchor, part.section, part.text] for part in parts]
    document.running_text = "|".join([f" {' '.join(text)} " for text in folded])
    document.running_stems = "|".join([f" {' '.join([form.stem for form in text])} " for text in texts])
    if new := weights.keys() - seen.keys():
        by_id = {term_id(form.folded): form for text in texts for form in text}
        seen.update((pk, by_id[pk]) for pk in new)
    return document


def _weigh(parts: list[Part], texts: list[list[str]]) -> dict[str, int]:
    """What each word weighs in a document: its places, each weighed once and a little more when it is repeated."""
    weights: Counter[str] = Counter()
    for part, text in zip(parts, texts, strict=True):
        for word, number in Counter(text).items():
            weights[word] += _weight(part.weight, number)
    return {word: w for word, w in weights.items() if word not in STOP_WORDS and len(word) <= LONGEST_TERM}


@lru_cache(maxsize=1_000)
def _weight(weight: int, number: int) -> int:
    return round(10 * weight * (1 + math.log(number)))


def _term(pk: int, form: Forms) -> IndexTerm:
    return IndexTerm(
        id=pk,
        folded=form.folded,
        stem=form.stem,
        plain_stem=stem(form.folded),
        light_stem=light_stem(form.written),
        written=form.written,
    )
