"""Facets as markup, each rendered once for what it shows for as long as the data has the same version."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from django.template.loader import render_to_string

from casekatalog.core.kept import Kept
from cases.catalogue.facets import Facet

MOST_FACETS = 300

# By what a facet shows; its values and their names are those of the data's version.
kept_facets: Kept[dict[Hashable, bytes]] = Kept(dict)


def facet_pieces(facets: Sequence[Facet]) -> list[bytes]:
    kept = kept_facets.current()
    return [_facet(facet, kept) for facet in facets]


def _facet(facet: Facet, kept: dict[Hashable, bytes]) -> bytes:
    key = (facet.name, facet.chosen, tuple(facet.counts.values()))
    if found := kept.get(key):
        return found
    if len(kept) >= MOST_FACETS:
        kept.clear()
    kept[key] = rendered = render_to_string("cases/_facet.html", {"facet": facet}).encode()
    return rendered
