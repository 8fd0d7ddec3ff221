"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare."""

from __future__ import annotations

import heapq
import math
from functools import cached_property
from operator import itemgetter

from cases.search.models import Document
from cases.search.packing import HEAVIEST
from cases.search.query import Wanted, parse
from cases.search.readings import SYNONYM, Reading
from cases.search.sequences import places_of_phrases, places_of_stems
from cases.search.vocabulary import Vocabulary, current_vocabulary

MOST_CASES = 2_000
MOST_OTHERS = 6
PHRASE_SCORE = math.log1p(60)
# A document's sum counts the wanted things it has in these, above any score.
_HAS = 1e6
_LOGARITHM = [math.log1p(weight) for weight in range(HEAVIEST + 1)]

# For documents, by their numbers in the postings, what each scores.
Scores = dict[int, float]


class Search:
    """The answer to one query."""

    def __init__(self, query: str) -> None:
        self.vocabulary: Vocabulary = current_vocabulary()
        self.wanted: list[Wanted] = parse(query, self.vocabulary)

    @cached_property
    def _sums(self) -> Scores:
        """Every document that has at least one of the wanted things: how many it has, and its score."""
        places_of_stems({tuple(stems) for w in self.wanted for stems in w.expansion.phrases}, self.vocabulary)
        phrases = places_of_phrases({w.phrase for w in self.wanted if w.phrase}, self.vocabulary)
        sums: Scores = {}
        for at, wanted in enumerate(self.wanted):
            found = dict.fromkeys(phrases[wanted.phrase], PHRASE_SCORE) if wanted.phrase else self._scores(wanted)
            while not found and (looser := wanted.read_looser()):
                self.wanted[at] = wanted = looser
                found = self._scores(wanted)
            rarity = math.log(1 + self.vocabulary.postings.size / (1 + len(found)))
            if not sums:
                sums = {document: _HAS + score * rarity for document, score in found.items()}
                continue
            for document, score in found.items():
                sums[document] = sums.get(document, 0.0) + _HAS + score * rarity
        return sums

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self._sums

    def _scores(self, wanted: Wanted) -> Scores:
        scores = self._best(wanted.expansion.terms)
        for readings in wanted.expansion.together:
            _keep_best(scores, _all_of([self._best(reading) for reading in readings]))
        for stems in wanted.expansion.phrases:
            _keep_best(scores, self._together(stems))
        for gone in self.vocabulary.postings.dead:
            scores.pop(gone, None)
        return scores

    def _best(self, terms: Reading) -> Scores:
        """Each document's best term: how well it fits the typed word, times how much it weighs there."""
        scores: Scores = {}
        of_term = self.vocabulary.postings.of_term
        # The term that most documents have comes first: its scores are not compared with any.
        for term in sorted(terms, key=lambda term: len(of_term[term][0]), reverse=True):
            (numbers, weights), quality = of_term[term], terms[term]
            if not scores:
                scores = dict(zip(numbers, [quality * _LOGARITHM[weight] for weight in weights], strict=True))
                continue
            for number, weight in zip(numbers, weights, strict=True):
                score = quality * _LOGARITHM[weight]
                if score > scores.get(number, 0):
                    scores[number] = score
        return scores

    def _together(self, stems: list[str]) -> Scores:
        """Documents where the stems of a synonym of several words stand together."""
        places = self.vocabulary.sequences.get(tuple(stems))
        if not places:
            return {}
        known = [self.vocabulary.by_stem[stemmed] for stemmed in stems if stemmed in self.vocabulary.by_stem]
        scores = _all_of([self._best(dict.fromkeys(pks, SYNONYM)) for pks in known])
        return {document: score for document, score in scores.items() if document in places}

    @cached_property
    def cases(self) -> dict[int, int]:
        """The cases that answer, best first, each with how many of the wanted things it has."""
        postings, ranks = self.vocabulary.postings, dict(self._sums)
        for number in postings.beside:
            ranks.pop(number, None)
        if len(self.wanted) > 1:
            # A case with a rare word, where the others have two common ones, is the better answer.
            whole = len(self.wanted) * _HAS
            ranks = {number: rank if rank >= whole else rank % _HAS for number, rank in ranks.items()}
        if len(ranks) > MOST_CASES:
            ranks = dict(heapq.nlargest(MOST_CASES, ranks.items(), key=itemgetter(1)))
        ordered = sorted((-round(rank, 6), postings.orders[number], number) for number, rank in ranks.items())
        found = ((postings.cases[number], self._sums[number]) for _, _, number in ordered)
        return {case: int(has // _HAS) for case, has in found if case is not None}

    @cached_property
    def others(self) -> list[Document]:
        """What stands beside the cases and has everything that is wanted, best first."""
        postings, sums = self.vocabulary.postings, self._sums
        whole = [n for n in postings.beside if n in sums and sums[n] // _HAS == len(self.wanted)]
        whole.sort(key=lambda number: (-round(sums[number], 6), postings.beside[number]))
        found = [postings.pks[number] for number in whole[:MOST_OTHERS]]
        documents = Document.objects.in_bulk(found)
        return [documents[pk] for pk in found if pk in documents]


def _all_of(parts: list[Scores]) -> Scores:
    """The documents that all of ``parts`` have, each with its lowest score."""
    shared = set.intersection(*map(set, parts)) if parts else set()
    return {document: min(part[document] for part in parts) for document in shared}


def _keep_best(scores: Scores, more: Scores) -> None:
    for document, score in more.items():
        if score > scores.get(document, 0):
            scores[document] = score
