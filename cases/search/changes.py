"""What has changed since the segments were made: documents that came, and documents of the segments that are gone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db.models import QuerySet

from cases.search.counting import Counted, terms_in
from cases.search.models import Change, Document, Segment
from cases.search.packing import KEY, NUMBER, WEIGHT, pack, unpack
from cases.search.segments import DOCUMENTS, ROWS_AT_ONCE, Place, Writer, place_of

AT_ONCE = 500
# A process reads each change when it starts. Beyond this they become a segment.
MOST_CHANGES = 1_000
# A change's terms and what each weighs.
TERMS = KEY + WEIGHT


def log(stored: Iterable[tuple[Document, Counted]]) -> None:
    """Note that these documents came."""
    changes = []
    for document, counted in stored:
        place = place_of(document)
        changes.append(
            Change(
                stamp=secrets.randbits(62),
                document=place.pk,
                is_gone=False,
                case=place.case or None,
                order=place.order,
                kind=place.kind,
                key=place.key,
                terms=pack(TERMS, counted.terms, counted.weights),
            )
        )
    Change.objects.bulk_create(changes, batch_size=AT_ONCE)


def remove(documents: QuerySet[Document]) -> None:
    """Delete documents. Of those that are in a segment it is noted that they are gone, and which terms they had."""
    texts = dict(documents.order_by().values_list("pk", "running_text"))
    if not texts:
        return
    loose = Change.objects.filter(document__in=texts)
    for pk in loose.values_list("document", flat=True):
        del texts[pk]
    loose.delete()
    Change.objects.bulk_create([_gone(pk, terms_in(text)) for pk, text in texts.items()], batch_size=AT_ONCE)
    documents.delete()


def _gone(pk: int, terms: list[int]) -> Change:
    return Change(stamp=secrets.randbits(62), document=pk, is_gone=True, terms=pack(TERMS, terms, [0] * len(terms)))


def seal_changes() -> bool:
    """Make the changes a segment, when they are many. Returns whether more of the segments is gone than is left."""
    if Change.objects.count() <= MOST_CHANGES:
        return False
    numbers: dict[int, int] = {}
    end = gone = 0
    for first, documents, dead in Segment.objects.order_by("pk").values_list("first", "documents", "gone"):
        pks = unpack(DOCUMENTS, documents)[0]
        numbers.update(zip(pks, range(first, first + len(pks)), strict=True))
        end = first + len(pks)
        gone += len(unpack(NUMBER, dead)[0])
    writer, sealed = Writer(end), []
    for change in Change.objects.order_by("document").iterator(ROWS_AT_ONCE):
        sealed.append(change.pk)
        terms, weights = unpack(TERMS, change.terms)
        if not change.is_gone:
            end += 1
            writer.add(Place(change.document, change.case or 0, change.order, change.kind, change.key), terms, weights)
        elif change.document in numbers:
            gone += 1
            writer.remove(numbers[change.document], terms)
    writer.store()
    for at in range(0, len(sealed), ROWS_AT_ONCE):
        Change.objects.filter(pk__in=sealed[at : at + ROWS_AT_ONCE]).delete()
    return 2 * gone > end
