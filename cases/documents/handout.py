"""A case on one page, as PDF."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import unquote

from cases.documents.blocks import Handout
from cases.documents.typesetting import as_pdf


def write(handout: Handout) -> bytes:
    """The page as a tagged PDF: as much of the case as there is room for."""
    document = handout.document
    data = {**asdict(handout), "footer": document.footer, "url_in_words": unquote(document.url)}
    return as_pdf("handout.typ", data, document.made_on)
