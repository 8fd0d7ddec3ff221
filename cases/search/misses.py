"""Counting the words that found nothing, so that editors see what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from cases.search.models import Miss
from cases.search.text import words

MOST_KEPT = 1_000
LONGEST_KEPT = timedelta(days=365)
LONGEST = 80
# More digits may be a person's number, and an @ a person's address: such a search is not counted.
MOST_DIGITS = 4


def record_miss(query: str) -> None:
    """Count a search that found nothing. Keeps words only, and neither fails nor delays the reader's page.

    This is the one thing a reader's GET writes: editors are to see what is missing, and nothing depends on the count.
    """
    text = " ".join(dict.fromkeys(word.folded for word in words(query)))[:LONGEST].strip()
    if not text or "@" in query or sum(c.isdigit() for c in query) > MOST_DIGITS:
        return
    try:
        with _without_waiting():
            _count(text)
    except DatabaseError:
        # A read-only or locked database loses a count, not a page.
        return


def _count(text: str) -> None:
    """Count the words once more. New ones take the place of those that are old, or else of the rarest."""
    today = timezone.localdate()
    if Miss.objects.filter(words=text).update(number=F("number") + 1, last_seen=today):
        return
    Miss.objects.filter(last_seen__lt=today - LONGEST_KEPT).delete()
    rarest = Miss.objects.order_by("-number", "-last_seen", "-pk").values_list("pk", flat=True)
    Miss.objects.filter(pk__in=list(rarest[MOST_KEPT - 1 :])).delete()
    Miss.objects.create(words=text)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """A transaction that fails at once where an editor's save holds the lock it needs.

    Raises:
        DatabaseError: when the lock is not free.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            (longest,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                with transaction.atomic():
                    yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {longest}")
        else:
            with transaction.atomic():
                cursor.execute("SET LOCAL lock_timeout = '1ms'")
                yield
