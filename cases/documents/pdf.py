"""A document as PDF."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import unquote

from cases.documents.blocks import Document
from cases.documents.typesetting import as_pdf, date_in_words


def document_pdf(document: Document) -> bytes:
    footer = f"{document.source} Hentet {date_in_words(document.made_on)}."
    data = {**asdict(document), "footer": footer, "url_in_words": unquote(document.url)}
    return as_pdf("document.typ", data, document.made_on)
