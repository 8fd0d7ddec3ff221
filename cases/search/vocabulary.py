"""The words of one version of the index, and how to find among them.

Each process keeps one version and compares with the database's at every search.
"""

from __future__ import annotations

import copy
import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from casekatalog.core.data_version import current_version
from cases.models import SynonymGroup
from cases.search.known import Term
from cases.search.postings import Postings
from cases.search.segments import read_terms
from cases.search.text import fold, stem, words

SHORTEST_COMPARED = 5
LONGEST_TYPED = 40


# Where more words than this come or go at once, it is quicker to begin again.
MOST_CHANGED = 2_000


class Vocabulary:
    """The terms of one version of the index, with the documents that have them."""

    def __init__(self, postings: Postings) -> None:
        used = postings.terms()
        self._read_new(postings, used)
        known = self.terms = postings.base.terms
        # The shortest form of a stem comes first: it is the one that readers are shown.
        folded = {known.folded(pk): pk for pk in used if pk in known}
        self.by_folded: dict[str, int] = {word: folded[word] for word in sorted(sorted(folded), key=len)}
        self.by_stem: dict[str, tuple[int, ...]] = {}
        self._otherwise_plain: list[Term] = []
        for word, pk in self.by_folded.items():
            stemmed = word
            if known.has_forms(pk):
                term = known[pk]
                stemmed = term.stem
                if term.plain_stem != stemmed:
                    self._otherwise_plain.append(term)
            self.by_stem[stemmed] = (*self.by_stem.get(stemmed, ()), pk)
        self._begin(postings)

    def _begin(self, postings: Postings) -> None:
        """What belongs to one version only."""
        self.postings = postings
        self._stem_of_plain = {
            term.plain_stem: term.stem
            for term in reversed(self._otherwise_plain)
            if term.plain_stem not in self.by_stem
        }
        # Which documents have the words of a synonym side by side, as searches find out (ranking.py).
        self.sequences: dict[tuple[str, ...], set[int]] = {}
        for derived in ("_synonyms", "longest_synonym"):
            self.__dict__.pop(derived, None)

    @staticmethod
    def _read_new(postings: Postings, pks: Iterable[int]) -> None:
        known = postings.base.terms
        known.add(read_terms(pk for pk in pks if pk not in known))

    def refreshed(self) -> Vocabulary:
        """The vocabulary of the index as it is now. What is the same is taken over."""
        postings = self.postings.refreshed()
        if postings.base is not self.postings.base:
            return Vocabulary(postings)
        came, went = postings.difference(self.postings)
        if len(came) + len(went) > MOST_CHANGED:
            return Vocabulary(postings)
        self._read_new(postings, came)
        new = copy.copy(self)
        if came or went:
            new._change([self.terms[pk] for pk in came if pk in self.terms], [self.terms[pk] for pk in went])
        new._begin(postings)
        return new

    def _change(self, came: list[Term], went: list[Term]) -> None:
        """Words that are new, and words that are gone. What the version before has is left as it is."""
        self.by_folded, self.by_stem = dict(self.by_folded), dict(self.by_stem)
        for term in went:
            self.by_folded.pop(term.folded, None)
        self.by_folded.update((term.folded, term.pk) for term in came)
        here, gone = {term.pk for term in came}, {term.pk for term in went}
        stems = {term.stem for term in came + went}
        known = stems & self.by_stem.keys()
        for stemmed in stems:
            pks = ({*self.by_stem.get(stemmed, ())} | {t.pk for t in came if t.stem == stemmed}) - gone
            if pks:
                self.by_stem[stemmed] = tuple(sorted(pks, key=self._in_order))
            else:
                self.by_stem.pop(stemmed, None)
        plain = [t.pk for t in self._otherwise_plain if t.pk not in gone | here]
        plain += [t.pk for t in came if t.plain_stem != t.stem]
        self._otherwise_plain = [self.terms[pk] for pk in sorted(plain, key=self._in_order)]
        new, old = stems & self.by_stem.keys() - known, known - self.by_stem.keys()
        new_words, old_words = ({t.folded for t in terms if t.folded.isalpha()} for terms in (came, went))
        self._change_sorted("_sorted_stems", new, old)
        self._change_sorted("_stems_by_ending", new, old, _backwards)
        self._change_sorted("_words_by_ending", new_words, old_words, _backwards)
        for derived in ("_openings", "_spellings"):
            self.__dict__.pop(derived, None)

    def _in_order(self, pk: int) -> tuple[int, str]:
        folded = self.terms.folded(pk)
        return len(folded), folded

    def _change_sorted(
        self, name: str, came: Iterable[str], went: Iterable[str], key: Callable[[str], str] = str
    ) -> None:
        """Change a sorted list, if it has been asked for."""
        if name not in self.__dict__:
            return
        ordered = list(self.__dict__[name])
        for word in went:
            del ordered[bisect_left(ordered, key(word), key=key)]
        for word in came:
            insort(ordered, word, key=key)
        self.__dict__[name] = ordered

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
        return sorted((folded for folded in self.by_folded if folded.isalpha()), key=_backwards)

    @cached_property
    def _spellings(self) -> dict[int, dict[str, int]]:
        """Words and their light stems by length, long enough to be compared by spelling, each with a term."""
        pks = sorted((pk for word, pk in self.by_folded.items() if not word.isdigit()), key=self._in_order)
        spelled = {self.terms[pk].light_stem: pk for pk in pks} | {self.terms[pk].folded: pk for pk in pks}
        by_length: dict[int, dict[str, int]] = defaultdict(dict)
        for spelling in sorted(spelled):
            if len(spelling) >= SHORTEST_COMPARED and spelling.isalpha():
                by_length[len(spelling)][spelling] = spelled[spelling]
        return by_length

    def spelled_like(self, folded: str, slips: int) -> list[tuple[int, int]]:
        """The terms at most ``slips`` edits from a word, nearest first, each with how many."""
        near = []
        for length in range(len(folded) - slips, len(folded) + slips + 1):
            spellings = self._spellings.get(length, {})
            for word, distance, _ in process.extract(
                folded, spellings.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                near.append((int(distance), word, spellings[word]))
        return [(pk, distance) for distance, _, pk in sorted(near)]

    def near_words(self, typed: str, limit: int = 3) -> list[str]:
        """Words of the index that look like ``typed``, for a reader whose search found nothing."""
        folded = fold(typed)[:LONGEST_TYPED]
        if len(folded) < SHORTEST_COMPARED:
            return []
        near = self.spelled_like(folded, max(2, len(folded) // 4))
        stems = dict.fromkeys(self.terms[pk].stem for pk, _ in near)
        return [self.shown(stemmed) for stemmed in islice(stems, limit)]

    def shown(self, stemmed: str) -> str:
        """How a stem of the index is written to a reader."""
        return self.terms[self.by_stem[stemmed][0]].written

    @cached_property
    def _synonyms(self) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
        """Each member of a synonym group, as folded stems, with the other members."""
        found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for group in SynonymGroup.objects.all():
            members = [tuple(word.stem for word in words(member)) for member in group.members]
            for member in filter(None, members):
                found[member] += [other for other in members if other and other != member]
        return found

    @cached_property
    def longest_synonym(self) -> int:
        return max((len(member) for member in self._synonyms), default=1)

    def synonyms(self, stems: tuple[str, ...]) -> list[tuple[str, ...]]:
        """What stands for the same as these stems, in stems."""
        return self._synonyms.get(stems, [])


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


_NOTHING = Vocabulary(Postings())
_kept: dict[str, tuple[str, Vocabulary]] = {}
_reading = threading.Lock()


def current_vocabulary() -> Vocabulary:
    """The vocabulary of the index as it is now. One query, and three more where the index has changed."""
    database = str(connection.settings_dict["NAME"])
    version = current_version()
    kept_version, kept = _kept.get(database, ("", _NOTHING))
    if kept is not _NOTHING and kept_version == version:
        return kept
    with _reading:
        # Another thread may have read it meanwhile.
        kept_version, kept = _kept.get(database, ("", _NOTHING))
        if kept is _NOTHING or kept_version != version:
            kept = kept.refreshed()
            _kept[database] = (version, kept)
        return kept
