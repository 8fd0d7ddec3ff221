"""Clean text in the characters that the paper's font has."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from casekatalog.core.clean_text import clean

FONTS = Path(__file__).resolve().parents[2] / "build" / "paper"
UNKNOWN = "?"


def in_font(text: str) -> str:
    """``clean`` text as far as the font can show it. What it cannot becomes its plain form, or “?”."""
    shown = clean(text)
    if shown.isascii():
        return shown
    font = _characters()
    return "".join(c if c in font else _plain(c) for c in shown)


def _plain(character: str) -> str:
    font = _characters()
    plain = unicodedata.normalize("NFKC", character)
    if plain == "\u2010":
        return "-"
    return plain if all(c in font for c in plain) else UNKNOWN


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """What both weights of the font have, as the front end's build wrote it down."""
    return frozenset((FONTS / "characters.txt").read_text(encoding="utf-8")) | {"\n"}
