"""The index's own vocabulary, and which of its terms a typed word means.

Each process keeps the vocabulary of one version of the index and compares versions at every search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.models import SynonymGroup
from cases.search.models import Document, IndexState, IndexTerm, Posting
from cases.search.text import fold, light_stem, stem, words

EXACT, STEM, SYNONYM, COMPOUND, SPLIT, INSIDE, FUZZY, OUTSIDE = 1.0, 0.95, 0.75, 0.6, 0.5, 0.4, 0.35, 0.2
SHORTEST_PREFIX, SHORTEST_SUFFIX, SHORTEST_INSIDE, SHORTEST_SPLIT = 3, 4, 5, 9
SHORTEST_REST = 3
LONGEST_TYPED = 40
LONG_WORD = 8
# Postings a process keeps between searches; a posting takes about a hundred bytes.
MOST_KEPT = 300_000
# Danish links the parts of a compound with one of these, or with nothing.
_LINKS = ("", "s", "e", "es", "er")
_ENDINGS = {"", "s", "en", "ens", "et", "ets", "er", "erne", "ernes"}
_ENDINGS_AFTER_DOUBLING = {"en", "ens", "erne", "ernes"}


# Term ids, each with how well it fits what was typed.
Reading = dict[int, float]
# For a term, the documents that have it, each with its weight there.
Places = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Expansion:
    """What a typed word means: term ids with how well each fits, sets of terms of which a document must have one from
    each (``together``), stems that must stand side by side (``phrases``), and any correction."""

    terms: Reading = field(default_factory=dict)
    together: list[tuple[Reading, ...]] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    corrected: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.together and not self.phrases


class Vocabulary:
    """The terms of one version of the index, its documents' cases, and the postings that searches have asked for."""

    def __init__(self) -> None:
        rows = Document.objects.values_list("pk", "case", "case__number", "kind", "key")
        self.case_of: dict[int, int | None] = {}
        # Documents that score alike stand in the catalogue's order, whenever they were last saved.
        self.place_of: dict[int, tuple[int, str, str]] = {}
        for pk, case, number, kind, key in rows:
            self.case_of[pk] = case
            self.place_of[pk] = (number or 0, kind, key)
        self._places: Places = {}
        self._kept = 0
        self.by_folded: dict[str, int] = {}
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        self.written: dict[int, str] = {}
        self.stem_of: dict[int, str] = {}
        self.folded_of: dict[int, str] = {}
        for pk, folded, stemmed, written in IndexTerm.objects.values_list("pk", "folded", "stem", "written"):
            self.by_folded[folded] = pk
            self.by_stem[stemmed].append(pk)
            self.written[pk] = written
            self.stem_of[pk] = stemmed
            self.folded_of[pk] = folded

    def places(self, ids: set[int]) -> Places:
        """For each of these terms, the documents that have it, with its weight there. One query, or none."""
        asked = ids - self._places.keys()
        if asked:
            if self._kept > MOST_KEPT:
                self._places, self._kept, asked = {}, 0, ids
            found: Places = {pk: [] for pk in asked}
            for term, document, weight in Posting.objects.filter(term__in=asked).values_list(
                "term", "document", "weight"
            ):
                # A document stored since the vocabulary was read belongs to the next version.
                if document in self.place_of:
                    found[term].append((document, weight))
            self._kept += sum(map(len, found.values()))
            self._places = {**self._places, **found}
        return self._places

    @cached_property
    def _sorted_stems(self) -> list[str]:
        return sorted(self.by_stem)

    @cached_property
    def _sorted_backwards(self) -> list[str]:
        return sorted(stemmed[::-1] for stemmed in self.by_stem)

    @cached_property
    def _spellings(self) -> dict[str, int]:
        """Words and their light stems, long enough to be compared by spelling, each with a term."""
        spelled = {light_stem(self.written[pk]): pk for pk in self.by_folded.values()} | self.by_folded
        return {s: spelled[s] for s in sorted(spelled) if len(s) >= SHORTEST_INSIDE and s.isalpha()}

    @cached_property
    def _fuzzy_words(self) -> list[str]:
        return list(self._spellings)

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

    def readings(self, typed: str) -> Iterator[Expansion]:
        """What one typed word may mean, the plainest reading first. The next is tried only where one finds nothing.

        Looser readings need five letters: one slip, the parts of a compound, two slips, anywhere in a word, and last
        a word that the typed one begins or ends with.
        """
        folded, stemmed = fold(typed)[:LONGEST_TYPED], stem(typed)[:LONGEST_TYPED]
        yield self._plain(folded, stemmed)
        if len(folded) < SHORTEST_INSIDE:
            return
        yield self._fuzzy(folded, slips=1)
        yield self._in_parts(folded)
        if len(folded) >= LONG_WORD:
            yield self._fuzzy(folded, slips=2)
        yield self._named(self._inside(stemmed))
        yield self._named(self._outside(folded))

    def _plain(self, folded: str, stemmed: str) -> Expansion:
        """The word itself, its inflections, compounds with it, its parts if it is a compound, and its synonyms."""
        terms: Reading = {}
        _add(terms, {pk: STEM for pk in self.by_stem.get(stemmed, []) if self._inflects(folded, pk)})
        known = bool(terms)
        if (pk := self.by_folded.get(folded)) is not None:
            _add(terms, {pk: EXACT})
        _add(terms, dict.fromkeys(self._compounds(stemmed), COMPOUND))
        phrases = []
        for synonym in self.synonyms((stemmed,)):
            if len(synonym) == 1:
                _add(terms, dict.fromkeys(self.by_stem.get(synonym[0], []), SYNONYM))
            else:
                phrases.append(list(synonym))
        together = self._split(folded) if known and len(folded) >= SHORTEST_SPLIT else []
        return Expansion(terms, together, phrases)

    def _inflects(self, folded: str, pk: int) -> bool:
        """Whether a term with the same stem is likely the same word. Of three letters a stem says too little: “ret”
        is not “retter”, “bil” not “billede”."""
        if len(folded) > SHORTEST_PREFIX:
            return True
        ending = self.folded_of[pk].removeprefix(folded)
        return ending in _ENDINGS or (ending[:1] == folded[-1] and ending[1:] in _ENDINGS_AFTER_DOUBLING)

    def _compounds(self, stemmed: str) -> Iterator[int]:
        """Terms that are compounds with ``stemmed`` as their first or last part."""
        if len(stemmed) >= SHORTEST_PREFIX:
            for found in _starting(self._sorted_stems, stemmed):
                rest = found[len(stemmed) :]
                if len(stemmed) == SHORTEST_PREFIX and len(rest) < SHORTEST_INSIDE:
                    continue  # “bil” is not the beginning of “billede”
                if rest and (stemmed[-1].isdigit() or self._is_rest(rest, _LINKS)):
                    yield from self.by_stem[found]
        if len(stemmed) >= SHORTEST_SUFFIX:
            for backwards in _starting(self._sorted_backwards, stemmed[::-1]):
                found = backwards[::-1]
                if found != stemmed and self._is_head(found[: -len(stemmed)]):
                    yield from self.by_stem[found]

    def _is_rest(self, rest: str, links: tuple[str, ...]) -> bool:
        """Whether ``rest``, less a link, is a word or begins with one: what may follow the first part of a compound."""
        return any(
            self._is_word(rest[len(link) :]) or self._begins_with_word(rest[len(link) :])
            for link in links
            if rest.startswith(link)
        )

    def _is_head(self, head: str) -> bool:
        return any(self._is_word(head[: len(head) - len(link)]) for link in _LINKS if head.endswith(link))

    def _is_word(self, folded: str) -> bool:
        if len(folded) < SHORTEST_REST:
            return False
        return folded in self.by_stem or folded in self.by_folded or stem(folded) in self.by_stem

    def _begins_with_word(self, rest: str) -> bool:
        return any(rest[:length] in self.by_stem for length in range(5, len(rest)))

    def _split(self, folded: str) -> list[tuple[Reading, ...]]:
        """The likeliest way to part a typed compound into two known words, both of which a document must have."""
        best: tuple[int, str, str] | None = None
        for at in range(SHORTEST_PREFIX, len(folded) - SHORTEST_PREFIX + 1):
            right = stem(folded[at:])
            if right not in self.by_stem:
                continue
            for link in _LINKS:
                left = folded[: at - len(link)]
                if folded[:at].endswith(link) and len(left) >= SHORTEST_PREFIX and stem(left) in self.by_stem:
                    candidate = (min(len(left), len(folded) - at), stem(left), right)
                    best = max(best, candidate) if best else candidate
        if best is None or best[0] < SHORTEST_SUFFIX:
            return []
        return [(self._part(best[1]), self._part(best[2]))]

    def _in_parts(self, folded: str) -> Expansion:
        """An unknown compound as its two parts, said so."""
        split = self._split(folded)
        named = " ".join(self.written[next(iter(part))] for part in split[0]) if split else ""
        return Expansion(together=split, corrected=named)

    def _named(self, terms: Reading) -> Expansion:
        """A reading that stands for another word than the typed one, said so."""
        return Expansion(terms, corrected=self.written[min(terms)] if terms else "")

    def _part(self, stemmed: str) -> Reading:
        """The terms that one part of a typed compound stands for: the word, and compounds with it."""
        return dict.fromkeys([*self.by_stem[stemmed], *self._compounds(stemmed)], SPLIT)

    def _inside(self, stemmed: str) -> Reading:
        if len(stemmed) < SHORTEST_INSIDE:
            return {}
        found = (pks for known, pks in self.by_stem.items() if stemmed in known)
        return {pk: INSIDE for pks in found for pk in pks}

    def _outside(self, folded: str) -> Reading:
        """The longest known word that the typed one ends or begins with: “ticketsystem” is at least a system."""
        for length in range(len(folded) - 2, SHORTEST_INSIDE - 1, -1):
            for part in (folded[-length:], folded[:length]):
                if pks := self.by_stem.get(stem(part)):
                    return dict.fromkeys(pks, OUTSIDE)
        return {}

    def _fuzzy(self, folded: str, slips: int) -> Expansion:
        """The nearest terms by edit distance, at most ``slips`` away."""
        near = process.extract(folded, self._fuzzy_words, scorer=OSA.distance, score_cutoff=slips, limit=8)
        if not near:
            return Expansion()
        nearest = min(distance for _, distance, _ in near)
        best = [self._spellings[word] for word, distance, _ in near if distance == nearest]
        stems = {self.stem_of[pk] for pk in best}
        terms = {pk: FUZZY for stemmed in stems for pk in self.by_stem[stemmed]}
        return Expansion(terms, corrected=self.written[best[0]])

    def near_words(self, typed: str, limit: int = 3) -> list[str]:
        """Words of the index that look like ``typed``, for a reader whose search found nothing."""
        folded = fold(typed)[:LONGEST_TYPED]
        if len(folded) < SHORTEST_INSIDE:
            return []
        allowed = max(2, len(folded) // 4)
        near = process.extract(folded, self._fuzzy_words, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        shown = dict.fromkeys(self.stem_of[self._spellings[word]] for word, _, _ in near)
        return [self.written[self.by_stem[stemmed][0]] for stemmed in shown][:limit]


def _add(terms: Reading, more: Reading) -> None:
    for pk, quality in more.items():
        terms[pk] = max(quality, terms.get(pk, 0))


def _starting(ordered: list[str], prefix: str) -> Iterator[str]:
    for found in ordered[bisect_left(ordered, prefix) :]:
        if not found.startswith(prefix):
            return
        yield found


_kept: dict[str, tuple[str, Vocabulary]] = {}


def current_vocabulary() -> Vocabulary:
    """The vocabulary of the index as it is now. One query, and three more where the index has changed."""
    version = IndexState.objects.filter(pk=1).values_list("version", flat=True).first() or ""
    database = str(connection.settings_dict["NAME"])
    if database not in _kept or _kept[database][0] != version:
        _kept[database] = (version, Vocabulary())
    return _kept[database][1]
