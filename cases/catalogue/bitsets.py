"""Sets of small numbers as the bits of whole numbers: what is common to two sets of 100,000 takes microseconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

_NOT_EMPTY = re.compile(rb"[^\0]")
_BITS_OF_BYTE = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


def bitset(members: Iterable[int], size: int) -> int:
    """The set of ``members``, all below ``size``."""
    packed = bytearray(size // 8 + 1)
    for member in members:
        packed[member >> 3] |= 1 << (member & 7)
    return int.from_bytes(packed, "little")


def union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def packed(bits: int) -> bytes:
    """The set as bytes, the smallest numbers first."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def among(members: Iterable[int], bits: int) -> Iterator[int]:
    """Those of ``members`` that are in the set, in their own order."""
    inside = packed(bits)
    end = 8 * len(inside)
    return (member for member in members if member < end and inside[member >> 3] >> (member & 7) & 1)


def members(bits: int, skip: int = 0) -> Iterator[int]:
    """The numbers in the set from the smallest, after the first ``skip`` of them."""
    start = _nth(bits, skip) if skip else 0
    first = start >> 3
    for match in _NOT_EMPTY.finditer(packed(bits), first):
        base = 8 * match.start()
        for bit in _BITS_OF_BYTE[match[0][0]]:
            if base + bit >= start:
                yield base + bit


def _nth(bits: int, skip: int) -> int:
    """The number that ``skip`` smaller ones come before, found by halving. Past the end, a number beyond all."""
    base = 0
    while (length := bits.bit_length()) > 1:
        half = length // 2
        lower = bits & ((1 << half) - 1)
        if (before := lower.bit_count()) > skip:
            bits = lower
        else:
            bits, skip, base = bits >> half, skip - before, base + half
    return base if bits and not skip else base + 1
