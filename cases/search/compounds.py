"""Danish compounds among the words of the index: words with another in them, and a typed word in two parts."""

from __future__ import annotations

from collections.abc import Iterator

from cases.search.lexicon import SHORTEST_COMPARED, Lexicon
from cases.search.light_words import EVERYWHERE, GENERAL_HEADS
from cases.search.text import stem

SHORTEST_PREFIX, SHORTEST_SUFFIX, SHORTEST_INSIDE, SHORTEST_SPLIT = 3, 4, SHORTEST_COMPARED, 9
SHORTEST_REST = 3
# Danish links the parts of a compound with one of these, or with nothing.
LINKS = ("", "s", "e", "es", "er")
# What may stand before the last part of a compound and is no word of its own: “genbevilling”, “udbetaling”.
PREFIXES = {"gen", "ud", "ind", "op", "for", "under", "over", "til", "af"}


def compounds_of(stemmed: str, lexicon: Lexicon) -> Iterator[str]:
    """Words that are compounds with ``stemmed`` as their first or last part."""
    if len(stemmed) >= SHORTEST_PREFIX:
        for found in lexicon.stems_starting(stemmed):
            rest = found[len(stemmed) :]
            if len(stemmed) == SHORTEST_PREFIX and len(rest) < SHORTEST_INSIDE:
                continue  # “bil” is not the beginning of “billede”
            if rest and (stemmed[-1].isdigit() or is_rest(rest, lexicon)):
                yield from lexicon.by_stem[found]
    if len(stemmed) >= SHORTEST_SUFFIX:
        for found in lexicon.stems_ending(stemmed):
            if found != stemmed and is_head(found[: -len(stemmed)], lexicon):
                yield from lexicon.by_stem[found]


def compounds_as_written(typed: str, lexicon: Lexicon) -> Iterator[str]:
    """Words that begin or end with the word itself, where its stem does not show it: “vidensdeling” for “deling”,
    “aflastningsfamilie” for “aflastning”."""
    if len(typed) >= SHORTEST_SUFFIX:
        for found in lexicon.words_ending(typed):
            if found != typed and is_head(found[: -len(typed)], lexicon):
                yield found
    if len(typed) >= SHORTEST_INSIDE:
        for found in lexicon.words_starting(typed):
            if found != typed and is_rest(found[len(typed) :], lexicon):
                yield found


def is_rest(rest: str, lexicon: Lexicon) -> bool:
    """Whether ``rest``, less a link, is a word or begins with one: what may follow the first part of a compound.
    A stem has lost one of two last consonants (“udlægsapp”)."""
    whole = rest + rest[-1]
    return any(
        _is_word(rest[len(link) :], lexicon)
        or _begins_with_word(rest[len(link) :], lexicon)
        or whole[len(link) :] in lexicon.forms
        for link in LINKS
        if rest.startswith(link)
    )


def is_head(head: str, lexicon: Lexicon) -> bool:
    """Whether ``head``, less a link, is a word: what may stand before the last part of a compound."""
    return any(_is_word(head[: len(head) - len(link)], lexicon) for link in LINKS if head.endswith(link))


def _is_word(folded: str, lexicon: Lexicon) -> bool:
    if len(folded) < SHORTEST_REST:
        return False
    return folded in lexicon.by_stem or folded in lexicon.forms or bool(lexicon.known_stem(folded))


def _begins_with_word(rest: str, lexicon: Lexicon) -> bool:
    return any(rest[:length] in lexicon.by_stem for length in range(5, len(rest)))


def two_parts(folded: str, stemmed: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The ways to part a typed compound into two words that the index or its synonyms know, the likeliest first: those
    whose shorter part is longest. Neither part is a word that all cases have: “kommune”."""
    found: list[tuple[int, str, str]] = []
    for at in range(SHORTEST_SUFFIX, len(folded) - SHORTEST_SUFFIX + 1):
        right = folded[at:]
        if lexicon.known_stem(right) and stem(right) not in EVERYWHERE:
            lefts = [folded[: at - len(link)] for link in LINKS if folded[:at].endswith(link)]
            # What is left of “bogføring” before “ring” is the word itself.
            known = [left for left in lefts if lexicon.known_stem(left) not in ("", stemmed, *EVERYWHERE)]
            found += [(min(len(left), len(right)), left, right) for left in known[:1] if len(left) >= SHORTEST_SUFFIX]
    return [(left, right) for _, left, right in sorted(found, reverse=True)]


def before_general_head(folded: str, lexicon: Lexicon) -> str:
    """The stem of what stands before a part that may end any compound: “fleksløn” of “flekslønsmodtager”; empty where
    there is none."""
    for at in range(SHORTEST_INSIDE, len(folded) - SHORTEST_REST + 1):
        if stem(folded[at:]) in GENERAL_HEADS:
            for link in LINKS:
                known = lexicon.known_stem(folded[: at - len(link)]) if folded[:at].endswith(link) else ""
                if known and known not in EVERYWHERE:
                    return known
    return ""
