"""Pieces of pages that are alike from page to page, rendered once: templates take most of a page's time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casekatalog.kept import Kept

if TYPE_CHECKING:
    from cases.facets import Facet

MOST_FACETS = 500

# By what a facet shows; its values and their names are those of the data's version.
kept_facets: Kept[dict[Hashable, SafeString]] = Kept(dict)


def facet_list(facets: Sequence[Facet]) -> SafeString:
    kept = kept_facets.current()
    return joined([_facet(facet, kept) for facet in facets])


def _facet(facet: Facet, kept: dict[Hashable, SafeString]) -> SafeString:
    key = (facet.name, facet.chosen, tuple(facet.counts.values()))
    if found := kept.get(key):
        return found
    if len(kept) >= MOST_FACETS:
        kept.clear()
    kept[key] = rendered = render_to_string("cases/_facet.html", {"facet": facet})
    return rendered


@lru_cache(maxsize=4_096)
def piece(template: str, **context: Hashable) -> SafeString:
    """A piece that depends on nothing but what is given."""
    return render_to_string(template, context)


def joined(pieces: Sequence[SafeString]) -> SafeString:
    return format_html("{}" * len(pieces), *pieces)
