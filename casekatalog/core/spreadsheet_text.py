"""Text in a workbook's cells: what XML cannot hold is written as _xHHHH_, as Excel itself does."""

import re

# The most that a cell in a workbook holds.
MAX_TEXT = 32_767
# A carriage return would come back as a line feed, and the other control characters make the file unreadable.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")


def escaped(text: str) -> str:
    """Return ``text`` as it is stored in a cell."""
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text that a cell with ``text`` means."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
