"""Pieces of the list that are alike from page to page, rendered once: templates take most of a list's time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from casekatalog.kept import Kept

if TYPE_CHECKING:
    from cases.catalogue import Card

MOST_CARDS = 2_000


@lru_cache(maxsize=4_096)
def option_markup(facet: str, value: str, label: str, count: int, selected: bool) -> SafeString:
    """A facet's value with its box. It depends on nothing but what is given."""
    return render_to_string(
        "cases/_option.html", {"facet": facet, "value": value, "label": label, "count": count, "selected": selected}
    )


# By the case's key, for as long as the data has the same version.
cards: Kept[dict[int, SafeString]] = Kept(dict)


def card_markup(card: Card) -> SafeString:
    """A case as the list shows it. With snippets it belongs to one search, and is not kept."""
    if card.snippets:
        return _card(card)
    kept = cards.current()
    if card.case.pk not in kept:
        if len(kept) >= MOST_CARDS:
            kept.clear()
        kept[card.case.pk] = _card(card)
    return kept.get(card.case.pk) or _card(card)


def _card(card: Card) -> SafeString:
    return render_to_string("cases/_card.html", {"card": card, "case": card.case})
