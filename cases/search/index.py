"""Building the index. Every change happens in the transaction of the change that caused it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model, QuerySet

from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.search.documents import Part, describe
from cases.search.models import Document, IndexState, IndexTerm, Posting, new_version
from cases.search.text import STOP_WORDS, running_stems, running_text, words
from frameworks.models import Grip, HistoricalExample, Passage, SurveyFigure, Tool

BATCH = 2_000
CASES_AT_ONCE = 500
LONGEST_TERM = 100


def index_all() -> int:
    """Build the whole index again. Returns the number of documents."""
    with transaction.atomic():
        Posting.objects.all().delete()
        Document.objects.all().delete()
        IndexTerm.objects.all().delete()
        cases = Case.objects.published().order_by("pk")
        for first in range(0, cases.count(), CASES_AT_ONCE):
            _store(cases[first : first + CASES_AT_ONCE].with_details())
        _store(_framework())
        touch()
        return Document.objects.count()


def index_cases(cases: CaseQuerySet) -> None:
    """Index these cases again: those that are published; the others leave the index."""
    with transaction.atomic():
        _remove(Document.objects.filter(case__in=cases))
        _store(cases.published().with_details())
        # A word that stands nowhere any more must not be offered as a correction.
        IndexTerm.objects.filter(postings__isnull=True).delete()
        touch()


def index_framework() -> None:
    """Index the greb, tools and historical examples again."""
    with transaction.atomic():
        _remove(Document.objects.filter(case__isnull=True))
        _store(_framework())
        touch()


def _framework() -> list[Model]:
    grips = Grip.objects.prefetch_related("aspects")
    pamphlet = Passage.objects.filter(page=Passage.Page.TOOLS)
    return [*grips, *Tool.objects.all(), *pamphlet, *SurveyFigure.objects.all(), *HistoricalExample.objects.all()]


def touch() -> None:
    """Give the index a new version, which web processes see at their next request."""
    IndexState.objects.update_or_create(pk=1, defaults={"version": new_version()})


def _store(sources: Iterable[Model]) -> None:
    written: dict[str, tuple[str, str]] = {}
    documents: list[Document] = []
    weights: list[Counter[str]] = []
    for source in sources:
        document, parts = describe(source)
        document.parts = [[part.anchor, part.section, part.text] for part in parts]
        document.running_text = "|".join(running_text(part.text) for part in parts)
        document.running_stems = "|".join(running_stems(part.text) for part in parts)
        documents.append(document)
        weights.append(_weigh(parts, written))
    terms = _terms(written)
    stored = Document.objects.bulk_create(documents, batch_size=BATCH)
    Posting.objects.bulk_create(
        (
            Posting(document=document, term_id=terms[folded], weight=weight)
            for document, counted in zip(stored, weights, strict=True)
            for folded, weight in counted.items()
        ),
        batch_size=BATCH,
    )


def _remove(documents: QuerySet[Document]) -> None:
    # Postings first and by themselves, so that the database deletes them without their being read.
    Posting.objects.filter(document__in=documents).delete()
    documents.delete()


def _weigh(parts: list[Part], written: dict[str, tuple[str, str]]) -> Counter[str]:
    """What each word weighs in a document: its places, each weighed once and a little more when it is repeated."""
    weights: Counter[str] = Counter()
    for part in parts:
        counted: dict[str, int] = defaultdict(int)
        for word in words(part.text):
            folded = word.folded
            if folded in STOP_WORDS or len(folded) > LONGEST_TERM:
                continue
            counted[folded] += 1
            if folded not in written:
                written[folded] = (word.stem, word.written.lower())
        for folded, number in counted.items():
            weights[folded] += round(10 * part.weight * (1 + math.log(number)))
    return weights


def _terms(written: dict[str, tuple[str, str]]) -> dict[str, int]:
    """The ids of these terms. Those that are new are stored first; two writers may store the same one."""
    known = _known_terms(list(written))
    missing = [folded for folded in written if folded not in known]
    if missing:
        new = [IndexTerm(folded=f, stem=written[f][0], written=written[f][1]) for f in missing]
        IndexTerm.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
        known |= _known_terms(missing)
    return known


def _known_terms(names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        found |= dict(IndexTerm.objects.filter(folded__in=batch).values_list("folded", "pk"))
    return found


@contextmanager
def batched() -> Iterator[None]:
    yield
