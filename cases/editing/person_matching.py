"""Finding one person in texts: the name in full, the mail and the phone number, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

REMOVED = "[slettet]"
REMOVED_SHORT = "[…]"
NATIONAL_DIGITS = 8
# Between the words of a name stands any white space; between the digits of a phone number, at most one of these.
_SPACE = r"\s+"
_DIGIT_GAP = r"[\s.\-–]?"


@dataclass(frozen=True)
class Person:
    """What a person is known by. Names have two words at least, phone numbers eight digits at least."""

    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str] = (), emails: Iterable[str] = (), phones: Iterable[str] = ()) -> Person:
        """Leave out what is too short to be told from ordinary words and figures."""
        return cls(
            frozenset(folded(name) for name in names if len(name.split()) > 1),
            frozenset(folded(email) for email in emails if "@" in email.strip().strip("@")),
            frozenset(national(phone) for phone in phones if len(national(phone)) >= NATIONAL_DIGITS),
        )

    def __or__(self, other: Person) -> Person:
        return Person(self.names | other.names, self.emails | other.emails, self.phones | other.phones)

    def has(self, name: str = "", email: str = "", phone: str = "") -> bool:
        """Return whether one of these is the person's."""
        return folded(name) in self.names or folded(email) in self.emails or national(phone) in self.phones

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        patterns = [*map(_name, self.names), *map(_email, self.emails), *map(_phone, self.phones)]
        # The longest first. Without any: a pattern that matches nothing.
        return re.compile("|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)

    def removed_from(self, text: str) -> str:
        """Return ``text`` without the person, and never longer than it was."""
        composed = unicodedata.normalize("NFC", text)
        without = self._pattern.sub(lambda m: REMOVED if len(m[0]) >= len(REMOVED) else REMOVED_SHORT, composed)
        return text if without == composed else without

    def excerpt(self, text: str) -> str:
        """Return the words around the first place where the person stands."""
        composed = unicodedata.normalize("NFC", text)
        found = re.search(rf".{{,40}}(?:{self._pattern.pattern}).{{,40}}", composed, re.IGNORECASE | re.DOTALL)
        return found[0] if found else ""


def folded(text: str) -> str:
    """Return a name or mail as it is compared: one space between words, no capitals, letters composed."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def national(phone: str) -> str:
    """Return the digits of a phone number, without the Danish country code."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    return re.sub(rf"^(?:00)?45(?=\d{{{NATIONAL_DIGITS}}}$)", "", digits)


def _name(name: str) -> str:
    """Match the name, its genitive, or its beginning at the end: log and history keep a text's first 60 characters."""
    whole = _SPACE.join(map(re.escape, name.split()))
    cut = _beginnings(name, len(name.split()[0]) + 2)
    return rf"(?<!\w)(?<!\w-)(?:{whole}(?:['’]?s)?(?!\w|-\w)|(?:{cut})…?\Z)"


def _email(email: str) -> str:
    """Match the mail address, or its beginning with the @ where a text is cut off."""
    return rf"(?<![\w.+\-])(?:{re.escape(email)}(?![\w\-]|\.\w)|(?:{_beginnings(email, email.index('@') + 1)})…?\Z)"


def _phone(digits: str) -> str:
    """Match the number in one, in pairs or in fours, with or without the country code. “12.345.678” is an amount."""
    if len(digits) != NATIONAL_DIGITS:
        return rf"(?<!\d)(?:\+|00)?{_DIGIT_GAP.join(digits)}(?!\d)"
    pairs = _DIGIT_GAP.join(digits[at : at + 2] for at in range(0, NATIONAL_DIGITS, 2))
    return rf"(?<!\d)(?:(?:\+|00)?45{_DIGIT_GAP})?{pairs}(?!\d)"


def _beginnings(text: str, shortest: int) -> str:
    cut = (text[:length].split() for length in range(len(text), shortest - 1, -1))
    return "|".join(_SPACE.join(map(re.escape, words)) for words in cut)
