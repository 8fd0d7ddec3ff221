"""Counting the words that found nothing, so that editors see what is missing."""

from __future__ import annotations

from django.db import DatabaseError, transaction
from django.db.models import F

from cases.search.models import Miss
from cases.search.text import words

MOST_KEPT = 1_000
LONGEST = 80
# More digits may be a person's number, and an @ a person's address: such a search is not counted.
MOST_DIGITS = 4


def record_miss(query: str) -> None:
    """Count a search that found nothing. Keeps words only, and never fails the reader's page.

    This is the one thing a reader's GET writes: editors are to see what is missing, and nothing depends on the count.
    """
    text = " ".join(dict.fromkeys(word.folded for word in words(query)))[:LONGEST].strip()
    if not text or "@" in query or sum(c.isdigit() for c in query) > MOST_DIGITS:
        return
    try:
        with transaction.atomic():
            if not Miss.objects.filter(words=text).update(number=F("number") + 1) and Miss.objects.count() < MOST_KEPT:
                Miss.objects.create(words=text)
    except DatabaseError:
        # A read-only or locked database loses a count, not a page.
        return
