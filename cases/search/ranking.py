"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare."""

from __future__ import annotations

import math
from functools import cached_property, reduce

from cases.search.index import current_index
from cases.search.lexicon import Lexicon, Stems
from cases.search.models import Document
from cases.search.query import Wanted, parse, unwanted
from cases.search.query_expansion import STEM, SYNONYM, Matches, expansions

MOST_CASES = 2_000
MOST_OTHERS = 6
PHRASE_SCORE = math.log1p(60)
# A document's sum counts the wanted things it has, after the first, in these: more than any score.
_HAS = 1e6

# For documents, by their keys, what each scores.
Scores = dict[int, float]


class Search:
    """The answer to one query."""

    def __init__(self, query: str) -> None:
        self._index = current_index()
        self.wanted: list[Wanted] = parse(query, self.lexicon)
        self.unwanted = unwanted(query)

    @property
    def lexicon(self) -> Lexicon:
        return self._index.lexicon

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not self._sums

    @cached_property
    def cases(self) -> dict[int, int]:
        """The cases that answer, best first, each with how many of the wanted things it has."""
        documents = self._index.documents
        ranks = {pk: total for pk, total in self._sums.items() if documents[pk].case and pk not in self._spared}
        if len(self.wanted) > 1:
            # A case with a rare word, where the others have two common ones, is the better answer.
            whole = (len(self.wanted) - 1) * _HAS
            ranks = {pk: rank if rank >= whole else rank % _HAS for pk, rank in ranks.items()}
        ordered = sorted(ranks, key=lambda pk: (-round(ranks[pk], 6), documents[pk].order or 0, pk))
        return {case: self._has(pk) for pk in ordered[:MOST_CASES] if (case := documents[pk].case)}

    @cached_property
    def others(self) -> list[Document]:
        """What stands beside the cases and has everything that is wanted, best first."""
        documents, sums = self._index.documents, self._sums
        whole = [pk for pk in sums if not documents[pk].case and self._has(pk) == len(self.wanted)]
        whole = [pk for pk in whole if pk not in self._spared]
        whole.sort(key=lambda pk: (-round(sums[pk], 6), documents[pk].kind, documents[pk].key))
        found = Document.objects.defer("words", "running_text", "running_stems").in_bulk(whole[:MOST_OTHERS])
        return [found[pk] for pk in whole if pk in found]

    @cached_property
    def _spared(self) -> set[int]:
        """The documents with an unwanted word or an inflection of it. A compound with it is another word."""
        firsts = [next(expansions(word, self.lexicon)).words for word in self.unwanted]
        inflected = [word for words in firsts for word, quality in words.items() if quality >= STEM]
        return {document for word in inflected for document in self._index.postings[word]}

    @cached_property
    def _sums(self) -> Scores:
        """Every document that has at least one of the wanted things: its score, and what it has beside the first."""
        each = [self._scores(at) for at in range(len(self.wanted))]
        if len(each) == 1:
            return each[0]
        sums: Scores = {}
        for scores in each:
            rarity = math.log(1 + len(self._index.documents) / (1 + len(scores)))
            for document, score in scores.items():
                sums[document] = sums[document] + score * rarity + _HAS if document in sums else score * rarity
        return sums

    def _has(self, document: int) -> int:
        """How many of the wanted things a document has."""
        return 1 + int(self._sums[document] // _HAS) if len(self.wanted) > 1 else 1

    def _scores(self, at: int) -> Scores:
        """The documents that have one of the wanted things. A word that finds nothing is read in a looser way, and
        again, until it finds something or there is no looser way."""
        if phrase := self.wanted[at].phrase:
            return dict.fromkeys(self._index.with_phrase(phrase), PHRASE_SCORE)
        while not (scores := self._found_by(self.wanted[at])) and (looser := self.wanted[at].read_looser()):
            self.wanted[at] = looser
        return scores

    def _found_by(self, wanted: Wanted) -> Scores:
        scores = self._best(wanted.expansion.words)
        for parts in wanted.expansion.together:
            _keep_best(scores, _all_of([self._best(matches) for matches in parts]))
        for stems in wanted.expansion.phrases:
            _keep_best(scores, self._side_by_side(stems))
        return scores

    def _best(self, matches: Matches) -> Scores:
        """Each document's best word: how well it fits the typed one, times how much it weighs there."""
        scores: Scores = {}
        for word, quality in matches.items():
            for document, weight in self._index.postings[word].items():
                score = quality * math.log1p(weight)
                if score > scores.get(document, 0.0):
                    scores[document] = score
        return scores

    def _side_by_side(self, stems: Stems) -> Scores:
        """The documents where the stems of a synonym of several words stand side by side."""
        known = [self.lexicon.by_stem.get(stemmed, []) for stemmed in stems]
        scores = _all_of([self._best(dict.fromkeys(words, SYNONYM)) for words in known if words])
        return {document: scores[document] for document in self._index.with_stems(stems)}


def _all_of(parts: list[Scores]) -> Scores:
    """The documents that all of ``parts`` have, each with its lowest score."""
    return reduce(_both, sorted(parts, key=len)) if parts else {}


def _both(few: Scores, many: Scores) -> Scores:
    return {number: min(score, many[number]) for number, score in few.items() if number in many}


def _keep_best(scores: Scores, more: Scores) -> None:
    for document, score in more.items():
        if score > scores.get(document, 0):
            scores[document] = score
