"""Pieces of pages that are alike from page to page, rendered once: templates take most of a page's time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Together they bound what endless different addresses can fill the memory with: some 10 MB.
MOST = 4_096
LONGEST_TEXT = 250


def piece(template: str, **context: Hashable) -> SafeString:
    """A small piece that depends on nothing but what is given. While templates are being changed nothing is kept."""
    is_long = any(isinstance(value, str) and len(value) > LONGEST_TEXT for value in context.values())
    return (_piece.__wrapped__ if settings.DEBUG or is_long else _piece)(template, **context)


@lru_cache(MOST)
def _piece(template: str, **context: Hashable) -> SafeString:
    return render_to_string(template, context)


def forget() -> None:
    _piece.cache_clear()


def kept() -> int:
    """How many pieces are kept."""
    return _piece.cache_info().currsize


def put_together(page: str, pieces: Mapping[str, Sequence[bytes]]) -> bytes:
    """The page with large pieces in the place of their marks.

    ``pieces`` come in the page's order, and a mark that is not there has none. In templates they would be copied once
    for each template around them. A mark is a comment, which no text that is escaped can be.
    """
    parts: list[bytes] = []
    for mark, those in pieces.items():
        before, found, after = page.partition(mark)
        if found:
            parts += [before.encode(), *those]
            page = after
    return b"".join([*parts, page.encode()])
