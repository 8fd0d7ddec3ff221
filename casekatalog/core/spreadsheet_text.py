"""Text in a workbook's cells. Excel reads _xHHHH_ as a character by its number, and writes some so itself."""

import re

from casekatalog.core.clean_text import clean

# The most that a cell in a workbook holds, in the units of UTF-16: an emoji takes two.
MAX_TEXT = 32_767
_LIKE_A_NUMBER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")


def units(text: str) -> int:
    """Return how long a spreadsheet program finds the text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def first_units(text: str, most: int) -> str:
    """Return the beginning of ``text`` that takes ``most`` units, with no character cut in two."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """Return ``text`` as it is stored in a cell: clean, and nothing in it read as a character's number."""
    return _LIKE_A_NUMBER.sub("_x005F_", clean(text))


def unescaped(text: str) -> str:
    """Return the text that a cell with ``text`` means."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
