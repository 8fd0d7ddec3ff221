"""The words of one version of the index, and how to find among them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.models import SynonymGroup
from cases.search.text import Word, fold, light_stem, stem, words

SHORTEST_COMPARED = 5
LONGEST_TYPED = 40
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzæøå0123456789")

Stems = tuple[str, ...]


class Entry(NamedTuple):
    """A word of the index: one way it is written, folded, and its stems."""

    written: str
    folded: str
    stem: str
    # The stem of the folded word, for readers who type without æ, ø and å.
    plain_stem: str
    # The word less its inflection, for comparing spellings.
    light_stem: str


@lru_cache(maxsize=50_000)
def entry_of(written: str) -> Entry:
    word = Word(0, len(written), written)
    return Entry(written, word.folded, word.stem, stem(word.folded), light_stem(written))


class Lexicon:
    """The words that stand in some document, and the editors' synonyms.

    ``written`` says in how many documents each word is written so.
    """

    def __init__(self, written: Mapping[str, int], groups: Iterable[SynonymGroup]) -> None:
        # Of several ways to write a word, one without accents counts (“definer”, “definér”), which Snowball does not
        # know, and of those the one that most documents have: it comes last.
        ordered = sorted(written, key=lambda word: (_LETTERS.issuperset(word), written[word], word))
        by_folded = {entry.folded: entry for entry in map(entry_of, ordered)}
        # The shortest form of a stem comes first: it is the one that readers are shown.
        entries = [by_folded[folded] for folded in sorted(by_folded, key=lambda folded: (len(folded), folded))]
        self.entries: dict[str, Entry] = {entry.folded: entry for entry in entries}
        self.by_stem: dict[str, list[str]] = {}
        for entry in entries:
            self.by_stem.setdefault(entry.stem, []).append(entry.folded)
        self._stem_of_plain = {e.plain_stem: e.stem for e in reversed(entries) if e.plain_stem not in self.by_stem}
        self._synonyms = _synonyms(groups)
        self.longest_synonym = max(map(len, self._synonyms), default=1)

    def stem(self, word: str) -> str:
        """The stem of a word, also of one typed without æ, ø and å."""
        stemmed = stem(word)
        return stemmed if stemmed in self.by_stem else self._stem_of_plain.get(stem(fold(word)), stemmed)

    def known_stem(self, part: str) -> str:
        """The stem of a part of a folded word, if the index has it; else empty."""
        if part[:2] not in self._openings:
            return ""
        stemmed = stem(part)
        return stemmed if stemmed in self.by_stem else self._stem_of_plain.get(stemmed, "")

    def stems_starting(self, beginning: str) -> Iterator[str]:
        return _starting(self._sorted_stems, beginning)

    def stems_ending(self, ending: str) -> Iterator[str]:
        return _ending(self._stems_by_ending, ending)

    def stems_with(self, inside: str) -> Iterator[str]:
        return (stemmed for stemmed in self.by_stem if inside in stemmed)

    def words_ending(self, ending: str) -> Iterator[str]:
        return _ending(self._words_by_ending, ending)

    def synonyms(self, stems: Stems) -> list[Stems]:
        """What stands for the same as these stems, in stems."""
        return self._synonyms.get(stems, [])

    def spelled_like(self, folded: str, slips: int) -> list[tuple[str, int]]:
        """The words at most ``slips`` edits from a word, nearest first, each with how many."""
        near = []
        for length in range(len(folded) - slips, len(folded) + slips + 1):
            spellings = self._spellings.get(length, {})
            for spelling, distance, _ in process.extract(
                folded, spellings.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                near.append((int(distance), spelling, spellings[spelling]))
        return [(word, distance) for distance, _, word in sorted(near)]

    def near_words(self, typed: str, limit: int = 3) -> list[str]:
        """Words of the index that look like ``typed``, for a reader whose search found nothing."""
        folded = fold(typed)[:LONGEST_TYPED]
        if len(folded) < SHORTEST_COMPARED:
            return []
        near = self.spelled_like(folded, max(2, len(folded) // 4))
        stems = dict.fromkeys(self.entries[word].stem for word, _ in near)
        return [self.entries[self.by_stem[stemmed][0]].written for stemmed in islice(stems, limit)]

    @cached_property
    def _openings(self) -> set[str]:
        """How stems begin: a stem begins as its word does, so that few parts of a word need to be stemmed."""
        return {stemmed[:2] for stemmed in (*self.by_stem, *self._stem_of_plain)}

    @cached_property
    def _sorted_stems(self) -> list[str]:
        return sorted(self.by_stem)

    @cached_property
    def _stems_by_ending(self) -> list[str]:
        return sorted(self.by_stem, key=_backwards)

    @cached_property
    def _words_by_ending(self) -> list[str]:
        return sorted((folded for folded in self.entries if folded.isalpha()), key=_backwards)

    @cached_property
    def _spellings(self) -> dict[int, dict[str, str]]:
        """Folded words and light stems by length, long enough to be compared by spelling, each with its word."""
        entries = [entry for entry in self.entries.values() if not entry.folded.isdigit()]
        words_of = {e.light_stem: e.folded for e in entries} | {e.folded: e.folded for e in entries}
        by_length: dict[int, dict[str, str]] = defaultdict(dict)
        for spelling in sorted(words_of):
            if len(spelling) >= SHORTEST_COMPARED and spelling.isalpha():
                by_length[len(spelling)][spelling] = words_of[spelling]
        return by_length


def _synonyms(groups: Iterable[SynonymGroup]) -> dict[Stems, list[Stems]]:
    """Each member of a synonym group, as folded stems, with the other members."""
    found: dict[Stems, list[Stems]] = defaultdict(list)
    for group in groups:
        members = [tuple(word.stem for word in words(member)) for member in group.members]
        for member in filter(None, members):
            found[member] += [other for other in members if other and other != member]
    return dict(found)


def _backwards(word: str) -> str:
    return word[::-1]


def _starting(ordered: list[str], beginning: str) -> Iterator[str]:
    for at in range(bisect_left(ordered, beginning), len(ordered)):
        if not ordered[at].startswith(beginning):
            return
        yield ordered[at]


def _ending(by_ending: list[str], ending: str) -> Iterator[str]:
    """Those of the words, in the order of their letters from the last, that end so."""
    for at in range(bisect_left(by_ending, ending[::-1], key=_backwards), len(by_ending)):
        if not by_ending[at].endswith(ending):
            return
        yield by_ending[at]
