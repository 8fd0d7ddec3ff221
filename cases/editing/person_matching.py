"""Finding one person in texts: the name in full, the mail and the phone number, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

REMOVED = "[slettet]"
# Where the longer word does not fit the column. Never longer than what it stands for.
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
        """Leaves out what is too short to be told from ordinary words and figures."""
        return cls(
            frozenset(name for name in map(folded, names) if is_full_name(name)),
            frozenset(email for email in map(folded, emails) if "@" in email.strip("@")),
            frozenset(phone for phone in map(national, phones) if len(phone) >= NATIONAL_DIGITS),
        )

    def __or__(self, other: Person) -> Person:
        return Person(self.names | other.names, self.emails | other.emails, self.phones | other.phones)

    @property
    def is_nobody(self) -> bool:
        return not (self.names or self.emails or self.phones)

    def has_name(self, name: str) -> bool:
        return folded(name) in self.names

    def has_email(self, email: str) -> bool:
        return folded(email) in self.emails

    def has_phone(self, phone: str) -> bool:
        return national(phone) in self.phones

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _compile([*_each(_name, self.names), *_each(_email, self.emails), *_each(_phone, self.phones)])

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        ends = [*_each(_cut_name, self.names), *_each(_cut_email, self.emails)]
        return _compile([self._whole.pattern, *ends])

    def occurrences(self, text: str) -> int:
        """How many times the person stands in ``text``."""
        return sum(1 for _ in self._whole.finditer(text))

    def removed_from(self, text: str, may_be_cut: bool = False, longest: int | None = None) -> str:
        """``text`` without the person. ``may_be_cut``: it may end in the middle of the name, as a log's titles do."""
        pattern = self._cut if may_be_cut else self._whole
        shown = pattern.sub(REMOVED, text)
        return shown if longest is None or len(shown) <= longest else pattern.sub(REMOVED_SHORT, text)


def folded(text: str) -> str:
    """A name or mail as it is compared: one space between words, no capitals, letters composed."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def national(phone: str) -> str:
    """The digits of a phone number, without the Danish country code."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    for code in ("0045", "45"):
        if len(digits) == len(code) + NATIONAL_DIGITS and digits.startswith(code):
            return digits[len(code) :]
    return digits


def is_full_name(name: str) -> bool:
    return len(name.split()) > 1


def _compile(patterns: list[str]) -> re.Pattern[str]:
    # Without patterns: one that matches nothing.
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)


def _each(make: Callable[[str], str], found: frozenset[str]) -> Iterator[str]:
    """The pattern of each, in both ways Unicode writes a letter with its accent. Longest first."""
    for text in sorted(found, key=lambda each: (-len(each), each)):
        for form in dict.fromkeys(unicodedata.normalize(form, text) for form in ("NFC", "NFD")):
            yield make(form)


def _name(name: str) -> str:
    """The whole name, also in the genitive: “Mette Hansens”, “Mette Hansen's”."""
    return rf"(?<!\w)(?<!\w-){_words(name)}(?:['’]?s)?(?!\w|-\w)"


def _email(email: str) -> str:
    return rf"(?<![\w.+\-]){re.escape(email)}(?![\w\-]|\.\w)"


def _phone(digits: str) -> str:
    """In one, in pairs or in fours, with or without the country code. “12.345.678” is an amount."""
    if len(digits) != NATIONAL_DIGITS:
        return rf"(?<!\d)(?:\+|00)?{_DIGIT_GAP.join(digits)}(?!\d)"
    pairs = _DIGIT_GAP.join(digits[at : at + 2] for at in range(0, NATIONAL_DIGITS, 2))
    return rf"(?<!\d)(?:(?:\+|00)?45{_DIGIT_GAP})?{pairs}(?!\d)"


def _words(name: str) -> str:
    return _SPACE.join(map(re.escape, name.split()))


def _cut_name(name: str) -> str:
    """A text's end that is the first word of the name and at least one letter of the next."""
    shortest = len(name.split()[0]) + 2
    return rf"(?<!\w)(?<!\w-)(?:{_beginnings(name, shortest)})…?$"


def _cut_email(email: str) -> str:
    return rf"(?<![\w.+\-])(?:{_beginnings(email, max(4, email.index('@')))})…?$"


def _beginnings(text: str, shortest: int) -> str:
    return "|".join(
        re.escape(text[:length].rstrip()).replace(r"\ ", _SPACE) for length in range(len(text), shortest - 1, -1)
    )
