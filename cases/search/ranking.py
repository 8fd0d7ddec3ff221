"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from cases.search.models import Document
from cases.search.query import Wanted, parse
from cases.search.vocabulary import SYNONYM, Places, Vocabulary, current_vocabulary

MOST_CASES = 2_000
MOST_OTHERS = 6
PHRASE_WEIGHT = 60


@dataclass(frozen=True)
class Hit:
    """A document that answers: how many of the wanted things it has, and its score."""

    document: int
    case: int | None
    has: int
    score: float


class Search:
    """The answer to one query."""

    def __init__(self, query: str) -> None:
        self.vocabulary: Vocabulary = current_vocabulary()
        self.wanted: list[Wanted] = parse(query, self.vocabulary)

    @cached_property
    def hits(self) -> list[Hit]:
        """Every document that has at least one of the wanted things, best first."""
        places = self.vocabulary.places({pk for wanted in self.wanted for pk in term_ids(wanted, self.vocabulary)})
        scores: dict[int, list[float]] = defaultdict(list)
        for at, wanted in enumerate(self.wanted):
            found = self._scores(wanted, places)
            while not found and (looser := wanted.read_looser()):
                self.wanted[at] = wanted = looser
                found = self._scores(wanted, self.vocabulary.places(term_ids(wanted, self.vocabulary)))
            rarity = math.log(1 + len(self.vocabulary.case_of) / (1 + len(found)))
            for document, score in found.items():
                scores[document].append(score * rarity)
        hits = [Hit(d, self.vocabulary.case_of[d], len(s), round(sum(s), 6)) for d, s in scores.items()]
        return sorted(hits, key=lambda hit: (-hit.has, -hit.score, self.vocabulary.place_of[hit.document]))

    def _scores(self, wanted: Wanted, places: Places) -> dict[int, float]:
        if wanted.phrase:
            return self._phrase_scores(wanted)
        scores = _best(wanted.expansion.terms, places)
        for readings in wanted.expansion.together:
            _keep_best(scores, _all_of([_best(reading, places) for reading in readings]))
        for stems in wanted.expansion.phrases:
            _keep_best(scores, self._together(stems, places))
        return scores

    def _together(self, stems: list[str], places: Places) -> dict[int, float]:
        """Documents where the stems of a synonym of several words stand together."""
        known = [self.vocabulary.by_stem[stemmed] for stemmed in stems if stemmed in self.vocabulary.by_stem]
        candidates = _all_of([_best(dict.fromkeys(pks, SYNONYM), places) for pks in known])
        return {d: score for d, score in candidates.items() if d in self._side_by_side(tuple(stems))}

    def _phrase_scores(self, wanted: Wanted) -> dict[int, float]:
        """Documents where the words of a phrase in quotes stand together."""
        return dict.fromkeys(self._side_by_side(wanted.phrase), math.log1p(PHRASE_WEIGHT))

    def _side_by_side(self, sequence: tuple[str, ...]) -> set[int]:
        return self._sequences.get(sequence, set())

    @cached_property
    def _sequences(self) -> dict[tuple[str, ...], set[int]]:
        """For every phrase and every synonym of several words: the documents that have it. One query for them all."""
        phrases = {wanted.phrase for wanted in self.wanted if wanted.phrase}
        synonyms = {tuple(stems) for wanted in self.wanted for stems in wanted.expansion.phrases}
        found: dict[tuple[str, ...], set[int]] = defaultdict(set)
        condition = Q(pk__in=[])
        for phrase in phrases:
            ids = [[self.vocabulary.by_folded[f]] for f in phrase if f in self.vocabulary.by_folded]
            condition |= Q(pk__in=self._having(ids), running_text__contains=running(phrase))
        for stems in synonyms:
            known = [self.vocabulary.by_stem[s] for s in stems if s in self.vocabulary.by_stem]
            condition |= Q(pk__in=self._having(known), running_stems__contains=running(stems))
        if not phrases and not synonyms:
            return found
        for pk, text, stemmed in Document.objects.filter(condition).values_list("pk", "running_text", "running_stems"):
            for phrase in phrases:
                if running(phrase) in text:
                    found[phrase].add(pk)
            for stems in synonyms:
                if running(stems) in stemmed:
                    found[stems].add(pk)
        return found

    def _having(self, terms: list[list[int]]) -> list[int]:
        """Documents that have one term of each of these lists: the only ones whose running text is worth reading."""
        places = self.vocabulary.places({pk for alternatives in terms for pk in alternatives})
        return list(_all_of([_best(dict.fromkeys(alternatives, 1.0), places) for alternatives in terms]))[:MOST_CASES]

    @cached_property
    def cases(self) -> dict[int, int]:
        """The cases that answer, best first, each with how many of the wanted things it has."""
        found = [hit for hit in self.hits if hit.case is not None]
        return {hit.case: hit.has for hit in found[:MOST_CASES] if hit.case is not None}

    @cached_property
    def others(self) -> list[Document]:
        """The greb, tools and historical examples that have everything that is wanted, best first."""
        found = [hit.document for hit in self.hits if hit.case is None and hit.has == len(self.wanted)][:MOST_OTHERS]
        documents = Document.objects.in_bulk(found)
        return [documents[pk] for pk in found if pk in documents]


def single_term_ids(wanted: Wanted) -> set[int]:
    """The terms that count as a hit for ``wanted`` wherever they stand."""
    return set(wanted.expansion.terms).union(
        *(reading for readings in wanted.expansion.together for reading in readings)
    )


def term_ids(wanted: Wanted, vocabulary: Vocabulary) -> set[int]:
    """Every term whose postings ``wanted`` needs: also those that count only beside others."""
    side_by_side = (pk for stems in wanted.expansion.phrases for s in stems for pk in vocabulary.by_stem.get(s, []))
    return single_term_ids(wanted).union(side_by_side)


def running(sequence: tuple[str, ...]) -> str:
    """A sequence of words as it stands in a document's running text."""
    return f" {' '.join(sequence)} "


def _best(terms: dict[int, float], places: Places) -> dict[int, float]:
    """Each document's best term: how well it fits the typed word, times how much it weighs there."""
    scores: dict[int, float] = {}
    for pk, quality in terms.items():
        _keep_best(scores, {document: quality * math.log1p(weight) for document, weight in places.get(pk, [])})
    return scores


def _all_of(parts: list[dict[int, float]]) -> dict[int, float]:
    """The documents that all of ``parts`` have, each with its lowest score."""
    shared = set.intersection(*(set(part) for part in parts)) if parts else set()
    return {document: min(part[document] for part in parts) for document in shared}


def _keep_best(scores: dict[int, float], more: dict[int, float]) -> None:
    for document, score in more.items():
        if score > scores.get(document, 0):
            scores[document] = score
