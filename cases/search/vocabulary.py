"""The words of one version of the index, and how to find among them.

Each process keeps one version and compares with the database's at every search.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from casekatalog.data_version import current_version
from cases.models import SynonymGroup
from cases.search.models import IndexTerm
from cases.search.postings import READ_AT_ONCE, Postings
from cases.search.text import fold, stem, words

SHORTEST_COMPARED = 5
LONGEST_TYPED = 40


class Term(NamedTuple):
    """A word of the index: its key, its folded form, its stems, and one way it is written."""

    pk: int
    folded: str
    stem: str
    plain_stem: str
    light_stem: str
    written: str


class Vocabulary:
    """The terms of one version of the index, with the documents that have them."""

    def __init__(self, postings: Postings, known: dict[int, Term]) -> None:
        self.postings = postings
        used = postings.terms()
        missing = [pk for pk in used if pk not in known]
        self.terms: dict[int, Term] = known | _read(missing) if missing else known
        # The shortest form of a stem comes first: it is the one that readers are shown.
        terms = sorted((self.terms[pk] for pk in used if pk in self.terms), key=lambda t: (len(t.folded), t.folded))
        self.by_folded: dict[str, int] = {term.folded: term.pk for term in terms}
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for term in terms:
            self.by_stem[term.stem].append(term.pk)
        self.by_stem.default_factory = None
        self._stem_of_plain = {
            term.plain_stem: term.stem
            for term in reversed(terms)
            if term.plain_stem != term.stem and term.plain_stem not in self.by_stem
        }
        # Which documents have the words of a synonym side by side, as searches find out (ranking.py).
        self.sequences: dict[tuple[str, ...], set[int]] = {}
        # Running texts that have been read, by column and document number.
        self.texts: dict[tuple[str, int], str] = {}

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
        spelled = {self.terms[pk].light_stem: pk for pk in self.by_folded.values()} | self.by_folded
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


def _read(pks: Iterable[int]) -> dict[int, Term]:
    """The terms with these keys."""
    found = {}
    wanted = iter(pks)
    while batch := list(islice(wanted, READ_AT_ONCE)):
        rows = IndexTerm.objects.filter(pk__in=batch)
        for row in rows.values_list("pk", "folded", "stem", "plain_stem", "light_stem", "written"):
            found[row[0]] = Term(*row)
    return found


def _starting(ordered: list[str], beginning: str) -> Iterator[str]:
    for at in range(bisect_left(ordered, beginning), len(ordered)):
        if not ordered[at].startswith(beginning):
            return
        yield ordered[at]


_NOTHING = Vocabulary(Postings(), {})
_kept: dict[str, tuple[str, Vocabulary]] = {}
_reading = threading.Lock()


def current_vocabulary() -> Vocabulary:
    """The vocabulary of the index as it is now. One query, and four more where the index has changed."""
    database = str(connection.settings_dict["NAME"])
    version = current_version()
    kept_version, kept = _kept.get(database, ("", _NOTHING))
    if kept is not _NOTHING and kept_version == version:
        return kept
    with _reading:
        # Another thread may have read it meanwhile.
        kept_version, kept = _kept.get(database, ("", _NOTHING))
        if kept is _NOTHING or kept_version != version:
            kept = Vocabulary(kept.postings.refreshed(), kept.terms)
            _kept[database] = (version, kept)
        return kept
