"""A document as PDF."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import unquote

from cases.documents.blocks import Document
from cases.documents.typesetting import as_pdf


def write(document: Document) -> bytes:
    """The document as a tagged PDF."""
    data = {**asdict(document), "footer": document.footer, "url_in_words": unquote(document.url)}
    return as_pdf("document.typ", data, document.made_on)
