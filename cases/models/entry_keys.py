"""A short key for each entry that a shared link names: given once, and carried through every later change."""

from __future__ import annotations

from collections.abc import Container
from hashlib import sha256
from itertools import count
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

# No look-alikes (0 and o, 1 and l, v and w), and no vowels, so that no key is a word, a number or a date.
LETTERS, ALL = "bcdfghjkmnpqrstvxz", "23456789bcdfghjkmnpqrstvxz"
LENGTH = 3
# The lists of a case whose entries have a key. A key stands once in all of them together.
KEYED_LISTS = ("preconditions", "steps", "evidence")


def new_key(words: str, taken: Container[str]) -> str:
    """A key made of the entry's words, so that the same new entry gets the same key wherever it is first stored."""
    for attempt in count():
        digest = sha256(f"{attempt} {words}".encode()).digest()
        key = LETTERS[digest[0] % len(LETTERS)] + "".join(ALL[byte % len(ALL)] for byte in digest[1:LENGTH])
        if key not in taken:
            return key
    raise AssertionError("count() has no end")


def words_of(label: str, fields: Any) -> str:
    """What an entry of the model ``label`` says, which its key is made of. ``fields`` are its values by name."""
    return "\n".join((label, fields.get("heading", ""), fields["text"]))


class EntryKey(models.CharField):
    """The key of an entry. One without a key gets it when it is stored, whatever stores it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        validator = RegexValidator(f"^[{LETTERS}][{ALL}]+$", "En nøgle er tre tegn, som kataloget selv giver.")
        kwargs = {"max_length": LENGTH, "blank": True, "editable": False, "validators": [validator], **kwargs}
        super().__init__(*args, **kwargs)

    def pre_save(self, entry: Any, add: bool) -> str:
        if not entry.key:
            taken = {key for name in KEYED_LISTS for key in getattr(entry.case, name).values_list("key", flat=True)}
            entry.key = new_key(words_of(entry._meta.label_lower, vars(entry)), taken)
        return super().pre_save(entry, add)


class Keyed(models.Model):
    """An entry with a key."""

    key = EntryKey("nøgle")

    class Meta:
        abstract = True


def key_once() -> models.UniqueConstraint:
    """The database's own check that no two entries of a list have the same key."""
    return models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="%(class)s_key_once")
