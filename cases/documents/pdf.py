"""PDF and PNG by Typst. Texts reach it as data, never as its markup, and it reads no file and no network."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from cases.documents.blocks import Document
from cases.documents.file_text import FONTS, in_font

_AS_WRITTEN = ("kind", "role", "svg", "code", "url")
_DRAWING = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg))"
PIXELS_PER_INCH = 144


@lru_cache(maxsize=1)
def _fonts() -> dict[str, Any]:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return {"font_paths": fonts, "ignore_system_fonts": True}


def write(document: Document) -> bytes:
    """The document as a tagged PDF, checked by Typst against PDF/UA-1. The same document gives the same bytes."""
    data = {**asdict(document), "footer": document.footer, "url_in_words": document.url_in_words}
    return typst.compile(
        (Path(__file__).parent / document.template).read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(_typeset(data))},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(document.made_on, time(), UTC),
        **_fonts(),
    )


def as_png(svg: str) -> bytes:
    """A drawing in points of the screen, for formats that know no SVG."""
    return typst.compile(_DRAWING, format="png", ppi=PIXELS_PER_INCH, sys_inputs={"svg": svg}, **_fonts())


def _typeset(value: Any, name: str = "") -> Any:
    """Plain data with every text in the font's characters."""
    if isinstance(value, str):
        return value if name in _AS_WRITTEN else in_font(value)
    if isinstance(value, Mapping):
        return {key: _typeset(entry, key) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_typeset(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
