"""A typed query taken apart: phrases in quotes, and words with what the index makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from cases.search.lexicon import Lexicon, Stems
from cases.search.light_words import LIGHT_WORDS, MEANS
from cases.search.query_expansion import EXACT, KIN, SYNONYM, Expansion, expansions
from cases.search.text import Word, without_wholes, words

MOST_WORDS = 12
# How many words are looked at to find those that mean something.
MOST_READ = 100
_PHRASE = re.compile(r'["“”„»«]([^"“”„»«]+)["“”„»«]')
# -word, NOT word and AND NOT word; but “tid og -kvalitet” is Danish for two things that are wanted.
_UNWANTED = re.compile(r"(?<!\bog\s)(?<!\beller\s)(?:^|(?<=[\s(]))(?:-|(?:AND\s+)?NOT\s+[-(]*)([^\W_][\w-]*)")
_OPERATOR = re.compile(r"(?:^|(?<=[\s(]))(?:AND|OR|NOT)(?=[\s)]|$)")


@dataclass(frozen=True)
class Wanted:
    """One thing a document should have: a word with what it may mean, or a phrase of folded words.

    A light one says little. One that names a means (“app”) says nothing of what it is for."""

    typed: str
    expansion: Expansion
    phrase: tuple[str, ...] = ()
    is_light: bool = False
    is_means: bool = False
    # The looser expansions, made when they are asked for.
    looser: Iterator[Expansion] = field(default_factory=lambda: iter(()), compare=False)

    def read_looser(self) -> Wanted | None:
        """The same wish in its next meaning that the index knows; None when there is none left."""
        following = next((expansion for expansion in self.looser if not expansion.is_empty), None)
        return replace(self, expansion=following) if following else None


def parse(query: str, lexicon: Lexicon) -> tuple[list[Wanted], list[Wanted]]:
    """What ``query`` asks for: its phrases, then its words, each once; and beside them the words that say little.
    Those, and small words, count only where there are no others."""
    wanted = [_phrase(match.group(1)) for match in islice(_PHRASE.finditer(query), MOST_WORDS)]
    rest = _OPERATOR.sub(" ", _UNWANTED.sub(" ", _PHRASE.sub(" ", query)))
    typed = without_wholes(list(islice(words(rest), MOST_READ)))
    found = [w for w in wanted if w.phrase] + _words(_chosen(typed, lexicon, alone=not wanted), lexicon)
    telling = [w for w in found if not w.is_light]
    return (telling, [w for w in found if w.is_light]) if telling else (found, [])


def _chosen(typed: list[Word], lexicon: Lexicon, *, alone: bool) -> list[Word]:
    """The typed words that are looked for, each once."""
    joined = list(_joined(typed, lexicon))
    chosen = [word for word in joined if not word.is_small] or (joined if alone else [])
    return list({word.folded: word for word in reversed(chosen)}.values())[::-1][:MOST_WORDS]


def _joined(typed: list[Word], lexicon: Lexicon) -> Iterator[Word]:
    """The words, two of them as one where only that is known: “ticket system” for “ticketsystem”."""
    at = 0
    while at < len(typed):
        length, pair = len(lexicon.meaning_together(typed[at:])) or 1, typed[at : at + 2]
        if length == 1 and len(pair) == 2 and lexicon.is_joined(*(word.folded for word in pair)):
            yield Word(pair[0].start, pair[1].end, "".join(word.written for word in pair))
            at += 2
        else:
            yield from typed[at : at + length]
            at += length


def unwanted(query: str) -> list[str]:
    """The words that ``query`` asks to be spared, each once."""
    return list(dict.fromkeys(_UNWANTED.findall(_PHRASE.sub(" ", query))))[:MOST_WORDS]


def _phrase(text: str) -> Wanted:
    return Wanted(text.strip(), Expansion(), tuple(word.folded for word in words(text)))


def _words(typed: list[Word], lexicon: Lexicon) -> list[Wanted]:
    """Each word with its expansions; several words that make up a synonym are one."""
    wanted = []
    at = 0
    while at < len(typed):
        stems = lexicon.meaning_together(typed[at:])
        taken = typed[at : at + (len(stems) or 1)]
        wanted.append(_synonym(taken, stems, lexicon) if stems else _word(taken[0], lexicon))
        at += len(taken)
    return wanted


def _synonym(taken: list[Word], stems: Stems, lexicon: Lexicon) -> Wanted:
    """Several words with a synonym: side by side, or all near each other, or what stands for the same."""
    firsts = [next(expansions(word.written, lexicon)).words for word in taken if not word.is_small]
    each = [{word: quality for word, quality in words.items() if quality >= KIN} for words in firsts]
    expansion = Expansion(together=[tuple(each)] if all(each) else [], phrases=[stems])
    for other in lexicon.synonyms(stems):
        if len(other) == 1:
            expansion.words.update(dict.fromkeys(lexicon.by_stem.get(other[0], []), SYNONYM))
        else:
            expansion.phrases.append(other)
    return Wanted(" ".join(word.written for word in taken), expansion)


def _word(word: Word, lexicon: Lexicon) -> Wanted:
    if word.written[0].isdigit():
        return Wanted(word.written, Expansion({word.folded: EXACT} if word.folded in lexicon.forms else {}))
    each = expansions(word.written, lexicon)
    typed, stemmed = word.written.lower(), word.stem
    return Wanted(word.written, next(each), (), typed in LIGHT_WORDS, stemmed in MEANS, each)
