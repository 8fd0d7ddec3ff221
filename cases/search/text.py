"""Words as the index knows them: folded to ASCII, with Danish stems and without the smallest words."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from casekatalog.core.clean_text import clean

# Both text and query are folded this way and never back: "ae" stays "ae" in "fakturaer".
_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "ß": "ss", "⁄": "/"})
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?![^\W\d_])|[^\W_]+(?:[-’'][^\W_]+)*")
_HYPHENS = re.compile(r"[-’']")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?!\d))")
_CONTRACTED = re.compile(r"(?<=[^\W\d_])([bdfgkmnprstv])\1?el$")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ“])|\s*\n\s*")
_INFINITIVE = re.compile(r"^(?:(?:god|gen|er|aner)?kend|(?:an|om)?vend|(?:ind|ud|til|frem|af)?send)e$")
_NUMBER = re.compile(r"nummer(?:et|ets|s)?$")
_NOUN = re.compile(r"(?:(?<=[^\W\d_]{4})er|(?<=[^\W\d_]{5}))ing$")


# In running text, between the passages of a document and between the sentences of a passage.
PASSAGE_END, SENTENCE_END = "|", "."


class _Stemmers(threading.local):
    """A Snowball stemmer for each thread: it keeps the word it is at work on."""

    def __init__(self) -> None:
        self.danish = Stemmer.Stemmer("danish")


_stemmers = _Stemmers()

_SMALL = (
    "ad af aldrig alle alt anden andet andre at bare begge blev bleve blevet blive bliver bør da de dem den "
    "denne der deres det dette dig din dine disse dit dog du efter ej eller en end ene eneste enhver er et få "
    "får fik for fordi fra gerne gør gøre har have havde haft hende her hos hun hvad hvem hver hvilke hvilken hvilket "
    "hvis hvor hvordan hvorfor hvornår i ikke ind ingen intet ja jeg jer jo kan kom komme kommer kun kunne man "
    "mange med meget men mens mere mig min mine mit må ned nej noget nogen nogle nu når og også om op os over "
    "på samme se ses sig sin sine sit skal skulle som så sådan til ud under var ved vi vil ville vor vores være "
    "været"
)


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """``text`` in small ASCII letters: æ, ø and å as two letters, other accents dropped."""
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower()).translate(_FOLDED)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


STOP_WORDS = frozenset(fold(word) for word in _SMALL.split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The folded Danish stem of a word, as Snowball has it. Numbers and names with digits are their own stem."""
    lowered = unicodedata.normalize("NFKC", word).lower()
    if any(c.isdigit() for c in lowered):
        return fold(lowered)
    # Snowball leaves “seddel” beside “sedler”, “regel” beside “regler”: the e goes, and one of two consonants.
    # It also leaves “registrering” beside “registrere”, “bogføring” beside “bogføre”.
    # It takes “godkende” for a participle and makes it “godk”, beside “godkend” of “godkender”.
    # And it parts “nummer” from “numre”.
    stemmed = _stemmers.danish.stemWord(_NUMBER.sub("numre", _INFINITIVE.sub(r"\g<0>r", lowered)))
    return fold(_CONTRACTED.sub(r"\1l", _NOUN.sub("", stemmed)))


STOP_STEMS = frozenset(stem(word) for word in _SMALL.split())


def light_stem(word: str) -> str:
    """The folded word less its inflection only, for comparing spellings."""
    return fold(_stemmers.danish.stemWord(unicodedata.normalize("NFKC", word).lower()))


@dataclass(frozen=True)
class Word:
    """A word in a text: its place, how it is written, and its folded form."""

    start: int
    end: int
    written: str

    @property
    def folded(self) -> str:
        return fold(_THOUSANDS.sub("", self.written)) if self.written[0].isdigit() else fold(self.written)

    @property
    def stem(self) -> str:
        return self.folded if self.written[0].isdigit() else stem(self.written)

    @property
    def is_small(self) -> bool:
        return self.folded in STOP_WORDS


def words(text: str) -> Iterator[Word]:
    """The words of ``text`` in order. A word with hyphens comes first whole, without them, and then in its parts."""
    for match in _WORD.finditer(clean(text)):
        written = match.group()
        parts = _HYPHENS.split(written)
        if len(parts) > 1:
            yield Word(match.start(), match.end(), "".join(parts))
            start = match.start()
            for part in parts:
                yield Word(start, start + len(part), part)
                start += len(part) + 1
        else:
            yield Word(match.start(), match.end(), written)


def without_wholes(found: list[Word]) -> list[Word]:
    """A hyphenated word is looked for as its parts, so that “RPA-løsning” finds what “RPA løsning” finds. The word as
    a whole comes before its parts and begins where they do."""
    return [word for word, following in pairwise(found) if following.start != word.start] + found[-1:]


class Form(NamedTuple):
    """A word without its place: how it is written, in small letters, and what the index makes of it."""

    written: str
    folded: str
    stem: str
    # The stem of the folded word, for readers who type without æ, ø and å.
    plain_stem: str
    # The word less its inflection, for comparing spellings.
    light_stem: str


@lru_cache(maxsize=50_000)
def form_of(written: str) -> Form:
    word = Word(0, len(written), written)
    return Form(written, word.folded, word.stem, stem(word.folded), light_stem(written))


def forms(text: str) -> Iterator[Form]:
    """The forms of the words of ``text``, in order. Many times as fast as ``words`` where words come again."""
    for match in _WORD.findall(clean(text)):
        yield from _forms(match)


@lru_cache(maxsize=50_000)
def _forms(match: str) -> tuple[Form, ...]:
    return tuple(form_of(word.written.lower()) for word in words(match))


def running(words: Iterable[str]) -> str:
    """Words as running text, with a space on both sides of each."""
    return f" {' '.join(words)} "


def sentences(text: str) -> list[str]:
    """A text in its sentences; the items of a list are sentences of their own."""
    return _SENTENCE_END.split(text)
