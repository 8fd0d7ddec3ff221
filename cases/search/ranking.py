"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from itertools import islice

from cases.search.base import Replaced
from cases.search.models import Document
from cases.search.packing import HEAVIEST
from cases.search.query import Wanted, parse
from cases.search.readings import SYNONYM, Reading
from cases.search.sequences import Lists, places_of_phrases, places_of_stems, terms_of_phrase, terms_of_stems
from cases.search.vocabulary import Vocabulary, current_vocabulary

MOST_CASES = 2_000
MOST_OTHERS = 6
SAMPLE = 1_000
PHRASE_SCORE = math.log1p(60)
# A document's sum counts the wanted things it has, after the first, in these: more than any score.
_HAS = 1e6
_LOGARITHM = [math.log1p(weight) for weight in range(HEAVIEST + 1)]

# For documents, by their numbers in the postings, what each scores.
Scores = dict[int, float]


class Search:
    """The answer to one query."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._begin()

    def _begin(self) -> None:
        self.vocabulary: Vocabulary = current_vocabulary()
        self.wanted: list[Wanted] = parse(self._query, self.vocabulary)
        self._lists: Lists = {}

    @cached_property
    def _sums(self) -> Scores:
        """Every document that has at least one of the wanted things: its score, and what it has beside the first."""
        try:
            return self._sum_up()
        except Replaced:
            # The whole index was built again since the vocabulary was read.
            self._begin()
            return self._sum_up()

    def _sum_up(self) -> Scores:
        self._fetch(self.wanted)
        synonyms = {tuple(stems) for w in self.wanted for stems in w.expansion.phrases}
        places_of_stems(synonyms, self.vocabulary, self._lists)
        phrases = places_of_phrases({w.phrase for w in self.wanted if w.phrase}, self.vocabulary, self._lists)
        self._read_looser()
        sums: Scores = {}
        for wanted in self.wanted:
            found = dict.fromkeys(phrases[wanted.phrase], PHRASE_SCORE) if wanted.phrase else self._scores(wanted)
            if len(self.wanted) == 1:
                return found
            rarity = math.log(1 + self.vocabulary.postings.size / (1 + len(found)))
            if not sums:
                sums = {document: score * rarity for document, score in found.items()}
                continue
            for document, score in found.items():
                before = sums.get(document)
                sums[document] = score * rarity if before is None else before + score * rarity + _HAS
        return sums

    def _fetch(self, wanted: Iterable[Wanted]) -> None:
        """Fetch what is known of the terms of these, all at once."""
        terms: set[int] = set()
        for each in wanted:
            terms |= each.expansion.hits
            for stems in each.expansion.phrases:
                if self.vocabulary.sequences.get(tuple(stems), True):
                    terms.update(*terms_of_stems(tuple(stems), self.vocabulary))
            terms.update(*terms_of_phrase(each.phrase, self.vocabulary))
        self._lists |= self.vocabulary.postings.lists(terms.difference(self._lists))

    def _read_looser(self) -> None:
        """Read the words that find nothing in a looser way, and again, until they find something or there is no looser
        way. All words at once, so that what they need can be fetched at once. What has a term finds something."""
        unsettled = [at for at, wanted in enumerate(self.wanted) if not wanted.phrase and not wanted.expansion.terms]
        while unsettled := [at for at in unsettled if not self._scores(self.wanted[at])]:
            looser = {at: read for at in unsettled if (read := self.wanted[at].read_looser())}
            self._fetch(looser.values())
            for at, read in looser.items():
                self.wanted[at] = read
            unsettled = list(looser)

    def _has(self, document: int) -> int:
        """How many of the wanted things a document has."""
        return 1 + int(self._sums[document] // _HAS)

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
        for gone in scores.keys() & self.vocabulary.postings.dead:
            del scores[gone]
        return scores

    def _best(self, terms: Reading) -> Scores:
        """Each document's best term: how well it fits the typed word, times how much it weighs there."""
        scores: Scores = {}
        of_term, logarithm = self._lists, _LOGARITHM
        # The term that most documents have comes first: its scores are not compared with any.
        for term in sorted(terms, key=lambda term: len(of_term[term][0]), reverse=True):
            (numbers, weights), quality = of_term[term], terms[term]
            if not scores:
                scores = dict(zip(numbers, [quality * logarithm[weight] for weight in weights], strict=True))
                continue
            before = scores.get
            for number, weight in zip(numbers, weights, strict=True):
                score = quality * logarithm[weight]
                if score > before(number, 0.0):
                    scores[number] = score
        return scores

    def _together(self, stems: list[str]) -> Scores:
        """Documents where the stems of a synonym of several words stand together."""
        places = self.vocabulary.sequences.get(tuple(stems))
        if not places:
            return {}
        known = terms_of_stems(tuple(stems), self.vocabulary)
        scores = _all_of([self._best(dict.fromkeys(pks, SYNONYM)) for pks in known if pks])
        return {document: score for document, score in scores.items() if document in places}

    @cached_property
    def cases(self) -> dict[int, int]:
        """The cases that answer, best first, each with how many of the wanted things it has."""
        postings, ranks = self.vocabulary.postings, dict(self._sums)
        for number in postings.beside:
            ranks.pop(number, None)
        if len(self.wanted) > 1:
            # A case with a rare word, where the others have two common ones, is the better answer.
            whole = (len(self.wanted) - 1) * _HAS
            ranks = {number: rank if rank >= whole else rank % _HAS for number, rank in ranks.items()}
        orders = postings.orders
        ordered = sorted((-round(rank, 6), orders[n], n) for n, rank in _highest(ranks, orders).items())
        found = ((postings.cases[number], number) for _, _, number in ordered)
        has = self._has if len(self.wanted) > 1 else (lambda number: 1)
        return {case: has(number) for case, number in found if case}

    @cached_property
    def others(self) -> list[Document]:
        """What stands beside the cases and has everything that is wanted, best first."""
        postings, sums = self.vocabulary.postings, self._sums
        whole = [n for n in postings.beside if n in sums and self._has(n) == len(self.wanted)]
        whole.sort(key=lambda number: (-round(sums[number], 6), postings.beside[number]))
        found = [postings.pks[number] for number in whole[:MOST_OTHERS]]
        documents = Document.objects.in_bulk(found)
        return [documents[pk] for pk in found if pk in documents]


def _highest(ranks: Scores, orders: Sequence[int]) -> Scores:
    """The best ``MOST_CASES``, and of those that rank as the last of them, the first in the catalogue's order."""
    if len(ranks) <= MOST_CASES:
        return ranks
    # A sample tells about where they end, so that not all need to be put in order.
    sample = sorted(islice(ranks.values(), 0, None, 1 + len(ranks) // SAMPLE), reverse=True)
    about = sample[min(len(sample) - 1, 3 * MOST_CASES * len(sample) // (2 * len(ranks)))]
    ordered = sorted((rank for rank in ranks.values() if rank >= about), reverse=True)
    if len(ordered) < MOST_CASES:
        ordered = sorted(ranks.values(), reverse=True)
    limit = ordered[MOST_CASES - 1]
    highest = {number: rank for number, rank in ranks.items() if rank > limit}
    last = [number for number, rank in ranks.items() if rank == limit]
    last.sort(key=orders.__getitem__)
    return highest | dict.fromkeys(last[: MOST_CASES - len(highest)], limit)


def _all_of(parts: list[Scores]) -> Scores:
    """The documents that all of ``parts`` have, each with its lowest score."""
    return reduce(_both, sorted(parts, key=len)) if parts else {}


def _both(few: Scores, many: Scores) -> Scores:
    return {number: min(score, many[number]) for number, score in few.items() if number in many}


def _keep_best(scores: Scores, more: Scores) -> None:
    for document, score in more.items():
        if score > scores.get(document, 0):
            scores[document] = score
