"""Terms and weights as bytes: how a document's words are kept in its row."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

HEAVIEST = 2**16 - 1
_BYTES_A_TERM = 8 + 2


@lru_cache(maxsize=50_000)
def term_id(folded: str) -> int:
    """The key of a word: 63 bits that are the same in every process and on every database."""
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "little") >> 1


def pack(weights: Mapping[int, int]) -> bytes:
    """What each term weighs, as bytes."""
    number = len(weights)
    return struct.pack(f"<{number}q{number}H", *weights, *(min(w, HEAVIEST) for w in weights.values()))


def unpack(packed: bytes | memoryview) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The terms, and what each weighs."""
    number = len(packed) // _BYTES_A_TERM
    numbers = struct.unpack(f"<{number}q{number}H", packed)
    return numbers[:number], numbers[number:]
