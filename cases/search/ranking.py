"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from cases.search.models import Document
from cases.search.query import Wanted, parse
from cases.search.text import STOP_WORDS
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
        self.query = query
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
        hits = [Hit(d, self.vocabulary.case_of.get(d), len(s), round(sum(s), 6)) for d, s in scores.items()]
        return sorted(hits, key=lambda hit: (-hit.has, -hit.score, hit.document))

    def _scores(self, wanted: Wanted, places: Places) -> dict[int, float]:
        if wanted.phrase:
            return self._phrase_scores(wanted, places)
        scores = _best(wanted.expansion.terms, places)
        for readings in wanted.expansion.together:
            _keep_best(scores, _all_of([_best(reading, places) for reading in readings]))
        for stems in wanted.expansion.phrases:
            _keep_best(scores, self._together(stems, places))
        return scores

    def _together(self, stems: list[str], places: Places) -> dict[int, float]:
        """Documents where the stems of a synonym of several words stand together. One query where all are known."""
        known = [self.vocabulary.by_stem[stemmed] for stemmed in stems if stemmed in self.vocabulary.by_stem]
        candidates = _all_of([_best(dict.fromkeys(pks, SYNONYM), places) for pks in known])
        if not candidates:
            return {}
        running = f" {' '.join(stems)} "
        read = Document.objects.filter(pk__in=list(candidates), running_stems__contains=running)
        return {document: candidates[document] for document in read.values_list("pk", flat=True)}

    def _phrase_scores(self, wanted: Wanted, places: Places) -> dict[int, float]:
        """Documents where the words of a phrase stand together. Only those that have all its words are read."""
        known = [self.vocabulary.by_folded.get(folded) for folded in wanted.phrase if folded not in STOP_WORDS]
        candidates = [{d for d, _ in places.get(pk, [])} for pk in known if pk]
        if not candidates:
            return {}
        running = f" {' '.join(wanted.phrase)} "
        read = Document.objects.filter(pk__in=set.intersection(*candidates), running_text__contains=running)
        return dict.fromkeys(read.values_list("pk", flat=True), math.log1p(PHRASE_WEIGHT))

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
        return [documents[pk] for pk in found]

    @property
    def corrections(self) -> dict[str, str]:
        """Each typed word that was read as another one, with that word."""
        return {w.typed: w.expansion.corrected for w in self.wanted if w.expansion.corrected}


def term_ids(wanted: Wanted, vocabulary: Vocabulary) -> set[int]:
    """Every term that counts as a hit for ``wanted``."""
    ids = set(wanted.expansion.terms)
    for readings in wanted.expansion.together:
        ids = ids.union(*readings)
    for stems in wanted.expansion.phrases:
        ids |= {pk for stemmed in stems for pk in vocabulary.by_stem.get(stemmed, [])}
    return ids | {vocabulary.by_folded[f] for f in wanted.phrase if f in vocabulary.by_folded}


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
