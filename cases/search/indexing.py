"""Writing the documents that are searched, in the transaction of the change that caused it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import transaction
from django.db.models import Model

from casekatalog.core.batch import deferred
from casekatalog.core.clean_text import clean
from casekatalog.core.data_version import set_new_version
from casekatalog.core.models import new_version
from cases.models import Case
from cases.search.documents import Part, describe
from cases.search.models import Document
from cases.search.text import PASSAGE_END, SENTENCE_END, STOP_WORDS, Form, forms, running, sentences
from frameworks.crossreading import FAMILIES
from frameworks.models import GlossaryTerm, Grip, HistoricalExample, Passage, SurveyFigure, Tool

# Bounds the memory that indexing the whole catalogue takes.
AT_ONCE = 500
LONGEST_WORD = 100
_SEARCHED_PAGES = (Passage.Page.TOOLS, Passage.Page.FRAMEWORK)


def index_all() -> int:
    """Index everything again. Returns the number of documents; 0 when it waits for the end of a batch."""
    if deferred(index_all):
        return 0
    with transaction.atomic():
        set_new_version()
        Document.objects.all().delete()
        _store_cases(list(Case.objects.published().values_list("pk", flat=True)))
        _store(_framework())
        return Document.objects.count()


def index_cases(pks: Iterable[int]) -> None:
    """Index the cases with these keys again. A case that readers may not see loses its document."""
    cases = list(pks)
    if deferred(index_cases, cases):
        return
    with transaction.atomic():
        set_new_version()
        Document.objects.filter(case__in=cases).delete()
        _store_cases(cases)


def forget_case(pk: int) -> None:
    """Delete the document of a case that is about to be deleted."""
    with transaction.atomic():
        set_new_version()
        Document.objects.filter(case=pk).delete()


def index_framework() -> None:
    """Index what is found beside the cases again."""
    if deferred(index_framework):
        return
    with transaction.atomic():
        set_new_version()
        Document.objects.filter(case=None).delete()
        _store(_framework())


def touch() -> None:
    """Give the data a new version: something that readers see has changed, but no text that is searched."""
    if not deferred(set_new_version):
        set_new_version()


def _framework() -> Iterator[Model]:
    yield from Grip.objects.prefetch_related("aspects")
    yield from Tool.objects.all()
    yield from Passage.objects.filter(page__in=_SEARCHED_PAGES)
    yield from SurveyFigure.objects.all()
    yield from HistoricalExample.objects.all()
    yield from GlossaryTerm.objects.all()
    for family in FAMILIES.values():
        for model in family.models:
            yield from model._default_manager.all()


def _store_cases(pks: list[int]) -> None:
    for first in range(0, len(pks), AT_ONCE):
        _store(Case.objects.published().filter(pk__in=pks[first : first + AT_ONCE]).with_texts())


def _store(sources: Iterable[Model]) -> None:
    version = new_version()
    Document.objects.bulk_create([_document(source, version) for source in sources])


def _document(source: Model, version: str) -> Document:
    """The document, not yet stored, of a case or of something beside the cases."""
    document, parts = describe(source)
    found = [[list(forms(sentence)) for sentence in sentences(part.text)] for part in parts]
    document.parts = [[part.anchor, part.section, clean(part.text)] for part in parts]
    document.running_text = _running([[[form.folded for form in those] for those in part] for part in found])
    document.running_stems = _running([[[form.stem for form in those] for those in part] for part in found])
    document.words = _weigh(parts, [list(chain.from_iterable(part)) for part in found])
    document.version = version
    return document


def _running(parts: list[list[list[str]]]) -> str:
    """The words of each part as running text, with its sentences apart."""
    return PASSAGE_END.join(SENTENCE_END.join(running(words) for words in sentences) for sentences in parts)


def _weigh(parts: list[Part], found: list[list[Form]]) -> dict[str, int]:
    """What each word weighs in a document: its places, each weighed once and a little more when it is repeated.

    Of a word that is written in several ways, the last counts as how it is written.
    """
    weights: Counter[str] = Counter()
    written: dict[str, str] = {}
    for part, those in zip(parts, found, strict=True):
        for folded, number in Counter(form.folded for form in those).items():
            weights[folded] += round(10 * part.weight * (1 + math.log(number)))
        written |= {form.folded: form.written for form in those}
    return {
        written[folded]: weight
        for folded, weight in weights.items()
        if folded not in STOP_WORDS and len(folded) <= LONGEST_WORD
    }
