"""Counting the words that found nothing, so that editors see what is missing."""

from __future__ import annotations

from django.db import DatabaseError, transaction
from django.db.models import F

from cases.search.models import Miss
from cases.search.text import words

MOST_KEPT = 1_000
LONGEST = 80
# Longer numbers may be a person's.
MOST_DIGITS = 3


def record_miss(query: str) -> None:
    """Count a search that found nothing. Keeps words only, drops long numbers, and never fails the reader's page."""
    kept = [w.folded for w in words(query) if sum(c.isdigit() for c in w.written) <= MOST_DIGITS]
    text = " ".join(dict.fromkeys(kept))[:LONGEST].strip()
    if not text:
        return
    try:
        with transaction.atomic():
            if not Miss.objects.filter(words=text).update(number=F("number") + 1) and Miss.objects.count() < MOST_KEPT:
                Miss.objects.create(words=text)
    except DatabaseError:
        # A read-only or locked database loses a count, not a page.
        return
