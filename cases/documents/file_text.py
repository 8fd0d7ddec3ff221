"""Text made fit for a file: without what XML, PDF and readers' programs cannot hold."""

import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "build" / "paper"
UNKNOWN = "?"
_KEPT = frozenset("\n\u00ad")
# Control characters, invisible ones that turn the text around or hide it, lone surrogates, and what is no character.
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Cn"})


def printable(text: str) -> str:
    """``text`` without characters that are not written; a tab becomes a space. Accents are put on their letters."""
    spaced = text.replace("\r\n", "\n").replace("\t", " ").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = (c for c in spaced if c in _KEPT or unicodedata.category(c) not in _LEFT_OUT)
    return unicodedata.normalize("NFC", "".join(kept))


def in_font(text: str) -> str:
    """``printable`` text as far as the font can show it. What it cannot becomes its plain form, or “?”."""
    shown = printable(text)
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
