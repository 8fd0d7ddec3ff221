"""Small pieces of the sentences above the charts."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 4


def both(names: Sequence[str]) -> str:
    """“a”, “a og b”, “a, b og c”."""
    return " og ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def named(names: Sequence[str], what: str) -> str:
    """The names, or how many they are where they are too many to read: “7 kommuner”."""
    return both(names) if len(names) <= MOST_NAMED else f"{len(names)} {what}"
