"""The cases of a list as cards, each rendered once for as long as the data has the same version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from casekatalog.core.kept import Kept
from cases.catalogue.snapshot import Snapshot
from cases.models import Case
from cases.search.snippets import Snippet

MOST_CARDS = 2_000


@dataclass(frozen=True)
class Card:
    """A case of the list, with the names of its technologies and the snippets that show where the words were found."""

    case: Case
    technologies: Sequence[str]
    snippets: Sequence[Snippet] = ()

    @property
    def markup(self) -> bytes:
        return render_to_string("cases/_card.html", {"card": self, "case": self.case}).encode()


# By the case's key. A card with snippets belongs to one search, and is not kept.
kept_cards: Kept[dict[int, bytes]] = Kept(dict)


def card_pieces(keys: Sequence[int], snapshot: Snapshot, snippets: Mapping[int, Sequence[Snippet]]) -> list[bytes]:
    """The cards of these cases, in this order. Two queries if any of them must be rendered."""
    kept = kept_cards.current()
    found = {key: markup for key in keys if not snippets.get(key) and (markup := kept.get(key))}
    for card in _cards([key for key in keys if key not in found], snapshot, snippets):
        found[card.case.pk] = card.markup
        if not card.snippets:
            if len(kept) >= MOST_CARDS:
                kept.clear()
            kept[card.case.pk] = found[card.case.pk]
    return [found[key] for key in keys if key in found]


def _cards(keys: Sequence[int], snapshot: Snapshot, snippets: Mapping[int, Sequence[Snippet]]) -> list[Card]:
    if not keys:
        return []
    technologies = snapshot.values("teknologi", keys)
    cases = Case.objects.for_cards().in_bulk(keys).values()
    return [Card(case, technologies[case.pk], snippets.get(case.pk, ())) for case in cases]
