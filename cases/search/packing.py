"""Numbers as bytes: how terms, documents and what a term weighs are kept in the database."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

HEAVIEST = 2**16 - 1

# How many bytes a number takes: a key, the number of a document, a weight.
KEY, NUMBER, WEIGHT = "q", "i", "H"
_BYTES = {code: array(code).itemsize for code in (KEY, NUMBER, WEIGHT)}


@lru_cache(maxsize=50_000)
def term_id(folded: str) -> int:
    """The key of a word: 63 bits that are the same in every process and on every database."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "little") >> 1


def pack(codes: str, *columns: Iterable[int]) -> bytes:
    """Columns of equally many numbers as bytes, one after the other. ``codes`` has a letter for each."""
    arrays = [
        column if isinstance(column, array) and column.typecode == code else array(code, column)
        for code, column in zip(codes, columns, strict=True)
    ]
    return b"".join(_little_endian(column).tobytes() for column in arrays)


def unpack(codes: str, packed: bytes | memoryview) -> list[array]:
    """The columns that ``pack`` made into bytes."""
    rows = len(packed) // sum(_BYTES[code] for code in codes)
    columns, at = [], 0
    for code in codes:
        column = array(code)
        end = at + rows * _BYTES[code]
        column.frombytes(packed[at:end])
        columns.append(_little_endian(column))
        at = end
    return columns


def _little_endian(numbers: array) -> array:
    """Numbers with their bytes as the database keeps them, or back again."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
