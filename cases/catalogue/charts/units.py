"""Units of figures, brought to the same size where only the size differs: 2,4 mio. kr. is 2.400.000 kr.

Nothing else is converted: a price per month is not made a price per year.
"""

from __future__ import annotations

from decimal import Decimal

_AMOUNTS = {
    "kr.": Decimal(1),
    "kr": Decimal(1),
    "1.000 kr.": Decimal(1_000),
    "t.kr.": Decimal(1_000),
    "mio. kr.": Decimal(1_000_000),
    "mia. kr.": Decimal(1_000_000_000),
}
_SAME = {"pr. år": "om året", "årligt": "om året", "pr. måned": "om måneden", "månedligt": "om måneden"}


def plain(unit: str) -> tuple[str, Decimal]:
    """The unit without its size, and how many of it there are in one: (“kr. om året”, 1.000.000)."""
    written = " ".join(unit.casefold().split())
    for amount, times in _AMOUNTS.items():
        if written == amount or written.startswith(amount + " "):
            rest = written[len(amount) :].strip()
            return f"kr. {_SAME.get(rest, rest)}".strip(), times
    return written, Decimal(1)
