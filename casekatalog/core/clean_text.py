"""The one idea of clean text, for all that comes in and all that goes out: forms, files, queries, index and exports.

Plain functions without Django, since the writers of files run without it.
"""

import re
import unicodedata

# Windows' line end, and what Word and PowerPoint put in a paragraph that is broken by hand.
_BREAK = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# All but what Danish text is made of, to be looked at one by one.
_UNUSUAL = re.compile(r"[^\t\n -~\xa0-¬®-ʯ‒-‧‰-⁞]")
# Letters and signs that show nothing: Hangul's fillers and the empty braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_HYPHENS = frozenset("\u2010\u2011")
# What a picture or an object leaves in copied text.
_OBJECT = "\ufffc"
# How Word, PowerPoint and mail programs write the items of a list. Symbol and Wingdings have their bullets in the area
# for private use; “o” and “§” are bullets only ahead of a tab.
_ITEM = re.compile(r"^[ \t\xa0]*(?:[–—•‣▪◦·●○■□➢*\uf0a7\uf0b7\uf0d8][ \t\xa0]+|[-o§]\t[ \t\xa0]*)(?=\S)", re.MULTILINE)


def clean(text: str) -> str:
    """Text with composed letters, plain line breaks, and no character that is not seen.

    What only formats (a soft hyphen, a zero-width space) is dropped, so that it parts no word. What controls becomes a
    space, so that it glues no words.
    """
    # Most names, keys and queries.
    return text if text.isascii() and text.isprintable() else _composed(text).replace("\t", " ")


def clean_prose(text: str) -> str:
    """``clean`` text of any number of lines, whose lists are written with “- ”. Empty when there is nothing to see."""
    return _seen(_ITEM.sub("- ", _composed(text)).replace("\t", " ").strip())


def clean_line(text: str) -> str:
    """``clean`` text on one line, as names and keys are: every white space is one space. Empty if nothing is seen."""
    return _seen(" ".join(clean(text).split()))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", _UNUSUAL.sub(_plain, _BREAK.sub("\n", text)))


def _plain(found: re.Match[str]) -> str:
    character = found[0]
    if character in _HYPHENS:
        return "-"
    category = unicodedata.category(character)
    if category == "Cc" or character in _BLANK:
        return " "
    return "" if category in {"Cf", "Cs"} or character == _OBJECT or _is_none(ord(character)) else character


def _is_none(code: int) -> bool:
    """Whether Unicode says that no character has this number. Those it has not given away yet may be new emoji."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _seen(text: str) -> str:
    """``text``, or nothing where it has only marks without a letter to stand on."""
    return text if any(unicodedata.category(character)[0] in "LNPSC" for character in text) else ""
