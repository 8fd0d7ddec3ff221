"""The words of one version of the index, and how to find among them.

Each process keeps one version and compares with the database's at every search.
"""

from __future__ import annotations

import copy
import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from operator import attrgetter

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from casekatalog.data_version import current_version
from cases.models import SynonymGroup
from cases.search.postings import Postings
from cases.search.segments import Term, read_terms
from cases.search.text import fold, stem, words

SHORTEST_COMPARED = 5
LONGEST_TYPED = 40
_folded = attrgetter("folded")


# Where more words than this come or go at once, it is quicker to begin again.
MOST_CHANGED = 2_000


class Vocabulary:
    """The terms of one version of the index, with the documents that have them."""

    def __init__(self, postings: Postings) -> None:
        used = postings.terms()
        self._read_new(postings, used)
        known = self.terms = postings.base.terms
        # The shortest form of a stem comes first: it is the one that readers are shown.
        terms = sorted([known[pk] for pk in used if pk in known], key=_folded)
        terms.sort(key=_length)
        self.by_folded: dict[str, int] = {term.folded: term.pk for term in terms}
        self.by_stem: dict[str, list[int]] = {}
        for term in terms:
            if (same := self.by_stem.get(term.stem)) is None:
                self.by_stem[term.stem] = [term.pk]
            else:
                same.append(term.pk)
        self._otherwise_plain = [term for term in terms if term.plain_stem != term.stem]
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
        known.update((term.pk, term) for term in read_terms(pk for pk in pks if pk not in known))

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
            pks = ({*self.by_stem.get(stemmed, [])} | {t.pk for t in came if t.stem == stemmed}) - gone
            if pks:
                self.by_stem[stemmed] = sorted(pks, key=self._in_order)
            else:
                self.by_stem.pop(stemmed, None)
        plain = [t.pk for t in self._otherwise_plain if t.pk not in gone | here]
        plain += [t.pk for t in came if t.plain_stem != t.stem]
        self._otherwise_plain = [self.terms[pk] for pk in sorted(plain, key=self._in_order)]
        new, old = stems & self.by_stem.keys() - known, known - self.by_stem.keys()
        words = [{t.folded for t in terms if t.folded.isalpha()} for terms in (came, went)]
        self._change_sorted("_sorted_stems", new, old)
        self._change_sorted("_sorted_backwards", _backwards(new), _backwards(old))
        self._change_sorted("_sorted_words_backwards", _backwards(words[0]), _backwards(words[1]))
        for derived in ("_openings", "_spellings"):
            self.__dict__.pop(derived, None)

    def _in_order(self, pk: int) -> tuple[int, str]:
        folded = self.terms[pk].folded
        return len(folded), folded

    def _change_sorted(self, name: str, came: Iterable[str], went: Iterable[str]) -> None:
        """Change a sorted list, if it has been asked for."""
        if name not in self.__dict__:
            return
        ordered = list(self.__dict__[name])
        for word in went:
            del ordered[bisect_left(ordered, word)]
        for word in came:
            insort(ordered, word)
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
        return (backwards[::-1] for backwards in _starting(self._sorted_backwards, ending[::-1]))

    def stems_with(self, inside: str) -> Iterator[str]:
        return (stemmed for stemmed in self.by_stem if inside in stemmed)

    def words_ending(self, ending: str) -> Iterator[str]:
        return (backwards[::-1] for backwards in _starting(self._sorted_words_backwards, ending[::-1]))

    @cached_property
    def _openings(self) -> set[str]:
        """How stems begin: a stem begins as its word does, so that few parts of a word need to be stemmed."""
        return {stemmed[:2] for stemmed in (*self.by_stem, *self._stem_of_plain)}

    @cached_property
    def _sorted_stems(self) -> list[str]:
        return sorted(self.by_stem)

    @cached_property
    def _sorted_backwards(self) -> list[str]:
        return sorted(stemmed[::-1] for stemmed in self.by_stem)

    @cached_property
    def _sorted_words_backwards(self) -> list[str]:
        return sorted(folded[::-1] for folded in self.by_folded if folded.isalpha())

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


def _length(term: Term) -> int:
    return len(term.folded)


def _backwards(words: Iterable[str]) -> list[str]:
    return [word[::-1] for word in words]


def _starting(ordered: list[str], beginning: str) -> Iterator[str]:
    for at in range(bisect_left(ordered, beginning), len(ordered)):
        if not ordered[at].startswith(beginning):
            return
        yield ordered[at]


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
