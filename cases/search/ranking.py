"""Which documents answer a query, and in what order: all words before some, then how much they weigh and how rare.

A case answers if it has all the words or is about a rare one; where none has all, if what it has weighs most. A word
that is read as another counts only if the reading is likely, and if another of the query's words stands beside it in
some case. What is left is near at best.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property, reduce
from heapq import nsmallest
from itertools import compress, islice

from cases.search.aims import take_aim
from cases.search.index import Indexed, current_index
from cases.search.lexicon import Lexicon, Stems
from cases.search.models import Document
from cases.search.query import Wanted, parse, unwanted
from cases.search.query_expansion import COMPOUND, STEM, SYNONYM, Expansion, Matches, expansions
from cases.search.text import STOP_STEMS, without_wholes, words

MOST_CASES = 2_000
MOST_OTHERS = 3
MOST_NEAREST = 3
PHRASE_SCORE = math.log1p(60)
# The share of the words' rarity that a case must have to answer, where no case has all. One word of two is but half.
ENOUGH, ENOUGH_OF_TWO = 0.46, 0.6
# How many words are looked for as they stand.
MOST_SAID = 30
# What a word that says little adds to a case that answers without it.
LIGHT = 0.5
# What a word that names a means counts for in that share.
MEANS = 0.5
# A word is rare if at most so many cases have it.
FEW = 3
# How many documents are looked into for a passage with both parts of a compound.
MOST_READ = 100
# A document's sum counts the wanted things it has, after the first, in these: more than any score.
_HAS = 1e6

_KINDS = Document.Kind.values

# For documents, by their keys, what each scores.
Scores = dict[int, float]


class Search:
    """The answer to one query."""

    def __init__(self, query: str) -> None:
        self._index = current_index()
        asked, self.aim = take_aim(query)
        self.wanted, light = parse(asked, self.lexicon)
        self._light = [self._best(wanted.expansion.words) for wanted in light]
        self.unwanted = unwanted(query)
        said = [word.folded for word in without_wholes(list(islice(words(asked), MOST_SAID)))]
        # One word, or what a reader searches for without, is no quotation.
        self._verbatim = self._index.with_phrase(said) if len(said) > 1 and not self.unwanted else set()
        found = [self._scores(at) for at in range(len(self.wanted))]
        likely = [self._is_likely(at, found) for at in range(len(self.wanted))]
        # What is near at best, for a query that nothing answers: the words as they were read, and what they find.
        self._near = list(zip(self.wanted, found, strict=True))
        self._each = [scores if sure else {} for scores, sure in zip(found, likely, strict=True)]
        read = zip(self.wanted, likely, strict=True)
        self.wanted = [wanted if sure else replace(wanted, expansion=Expansion()) for wanted, sure in read]

    @property
    def lexicon(self) -> Lexicon:
        return self._index.lexicon

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all answers."""
        return not self.cases and not self.others

    @cached_property
    def cases(self) -> dict[int, int]:
        """The cases to show, those that answer first, each with how many of the wanted things it has. None where none
        answers."""
        documents, answering = self._index.documents, self._answering
        ranks = self._ranked(self._sums) if answering else {}
        some = sorted(ranks.keys() - answering, key=lambda pk: (-round(ranks[pk], 6), documents[pk].order or 0, pk))
        order = [*(document.pk for document in self.answers), *some]
        return {case: self._has(pk) for pk in order[:MOST_CASES] if (case := documents[pk].case)}

    @property
    def is_whole(self) -> bool:
        """Whether some case has everything that is wanted."""
        return any(self._has(pk) == len(self.wanted) for pk in self._answering)

    @cached_property
    def answering(self) -> set[int]:
        """The cases that answer, by their keys."""
        return {case for pk in self._answering if (case := self._index.documents[pk].case)}

    @cached_property
    def answers(self) -> list[Indexed]:
        """The documents of the cases that answer, best first: where the query stands word by word, then by rank."""
        documents, ranks, exact = self._index.documents, self._ranked(self._sums), self._verbatim
        for scores in self._light:
            rarity = LIGHT * self._rarity(scores)
            ranks |= {pk: ranks[pk] + rarity * scores[pk] for pk in self._answering & scores.keys()}
        order = sorted(
            self._answering, key=lambda pk: (pk not in exact, -round(ranks[pk], 6), documents[pk].order or 0, pk)
        )
        return [documents[pk] for pk in order]

    @cached_property
    def nearest(self) -> list[Indexed]:
        """Where no case answers: the cases that come nearest, with some of the words or a part of one."""
        if self._answering:
            return []
        documents = self._index.documents
        ranks = self._ranked(self._sum([scores for _, scores in self._near]))
        return [documents[pk] for pk in nsmallest(MOST_NEAREST, ranks, key=lambda pk: (-round(ranks[pk], 6), pk))]

    @property
    def nearest_words(self) -> list[str]:
        """The words of which the nearest cases have some, as they were read."""
        return [wanted.expansion.corrected or wanted.typed for wanted, scores in self._near if scores]

    @cached_property
    def others(self) -> list[Document]:
        """What stands beside the cases and has everything that is wanted, by kind, the best of each first."""
        documents, sums = self._index.documents, self._sums
        whole = [pk for pk in sums if not documents[pk].case and self._has(pk) == len(self.wanted)]
        whole = [pk for pk in whole if pk not in self._spared]
        whole.sort(key=lambda pk: (_KINDS.index(documents[pk].kind), -round(sums[pk], 6), documents[pk].key))
        found = Document.objects.defer("words", "running_text", "running_stems").in_bulk(whole[:MOST_OTHERS])
        return [found[pk] for pk in whole if pk in found]

    @cached_property
    def _answering(self) -> set[int]:
        """The documents of the cases that have everything together, or are about a rare word of it; where none has
        everything, also of those that have most of what weighs. Less is enough of a rare word where the catalogue has
        all of them."""
        cases = self._ranked(self._sums).keys()
        whole = {pk for pk in cases if self._has(pk) == len(self.wanted)}
        means = [wanted.is_means for wanted in self.wanted]
        is_rare = [self._is_rare(scores) for scores in self._each]
        telling = [each and not mean for each, mean in zip(is_rare, means, strict=True)]
        about = set().union(*compress(self._subjects, telling)) & (cases - whole)
        if meant := self._meant(whole):
            return meant | about
        rarities = [self._rarity(s) * (MEANS if mean else 1) for s, mean in zip(self._each, means, strict=True)]
        enough = least = sum(rarities) * (ENOUGH if len(rarities) > 2 else ENOUGH_OF_TWO)
        if all(wanted.expansion.stands_in_text for wanted in self.wanted):
            least = sum(rarities) * ENOUGH
        rare = set().union(*compress(self._each, is_rare))
        return about | {pk for pk in cases - whole if self._weight(pk, rarities) >= (least if pk in rare else enough)}

    def _meant(self, whole: set[int]) -> set[int]:
        """Those of the cases that have everything that have it together: they are about one of the things, have a rare
        one, or two in one passage. All cases are long, and have most common words somewhere."""
        if len(self.wanted) == 1:
            return whole
        sure = whole.intersection(set().union(*self._subjects, *filter(self._is_rare, self._each)))
        unsure = sorted(whole - sure, key=lambda pk: (-self._sums[pk], self._index.documents[pk].order or 0, pk))
        each = [wanted.expansion.hits for wanted in self.wanted]
        # Where there are many more, the last are taken at their word: reading them all would take too long.
        read = {pk for pk in unsure[:MOST_READ] if self._index.number_in_one_passage(pk, each) > 1}
        return sure | read | set(unsure[MOST_READ:])

    @cached_property
    def _subjects(self) -> list[set[int]]:
        """For each of the wanted things the cases that are about it: it stands in their title."""
        return [
            self._titled(wanted.expansion, COMPOUND) & scores.keys()
            for wanted, scores in zip(self.wanted, self._each, strict=True)
        ]

    def _titled(self, expansion: Expansion, least: float) -> set[int]:
        """The cases that have one of the words in their title."""
        titled = self._index.titled
        return set().union(*(titled.get(word, ()) for word, fit in expansion.words.items() if fit >= least))

    def _is_rare(self, scores: Scores) -> bool:
        return self._cases_among(scores) <= FEW

    def _cases_among(self, scores: Scores) -> int:
        documents = self._index.documents
        return sum(documents[pk].case is not None for pk in scores)

    @cached_property
    def _spared(self) -> set[int]:
        """The documents with an unwanted word or an inflection of it. A compound with it is another word."""
        firsts = [next(expansions(word, self.lexicon)).words for word in self.unwanted]
        inflected = [word for words in firsts for word, quality in words.items() if quality >= STEM]
        return {document for word in inflected for document in self._index.postings[word]}

    def _weight(self, document: int, rarities: list[float]) -> float:
        return sum(rarity for scores, rarity in zip(self._each, rarities, strict=True) if document in scores)

    @cached_property
    def _sums(self) -> Scores:
        return self._sum(self._each)

    def _sum(self, each: list[Scores]) -> Scores:
        """Every document that has at least one of the wanted things: its score, and what it has beside the first."""
        if len(each) == 1:
            return each[0]
        sums: Scores = {}
        for scores in each:
            rarity = self._rarity(scores)
            for document, score in scores.items():
                sums[document] = sums[document] + score * rarity + _HAS if document in sums else score * rarity
        return sums

    def _rarity(self, scores: Scores) -> float:
        """How much it says that a case is among these documents: the more, the fewer the cases are."""
        return math.log(1 + self._index.number_of_cases / (1 + self._cases_among(scores)))

    def _ranked(self, sums: Scores) -> Scores:
        """The cases among these documents with what they are ordered by: all words before some. A case with a rare
        word, where the others have two common ones, is the better answer."""
        whole = (len(self.wanted) - 1) * _HAS
        documents, spared = self._index.documents, self._spared
        ranks = {pk: total for pk, total in sums.items() if documents[pk].case and pk not in spared}
        return {pk: rank if rank >= whole else rank % _HAS for pk, rank in ranks.items()}

    def _has(self, document: int) -> int:
        """How many of the wanted things a document has."""
        return 1 + int(self._sums[document] // _HAS) if len(self.wanted) > 1 else 1

    def _is_likely(self, at: int, found: list[Scores]) -> bool:
        """Whether a word means what it was read as. One that was read as another must meet another word of the query in
        some case."""
        expansion = self.wanted[at].expansion
        if expansion.loose or not expansion.corrected or len(found) == 1:
            return not expansion.loose
        sure = [s for n, s in enumerate(found) if n != at and not self.wanted[n].expansion.loose]
        return any(self._index.documents[pk].case and pk in scores for pk in found[at] for scores in sure)

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
        if wanted.expansion.only_about:
            return {pk: scores[pk] for pk in self._titled(wanted.expansion, 0) & scores.keys()}
        for parts in wanted.expansion.together:
            both = _all_of([self._best(matches) for matches in parts])
            near = nsmallest(MOST_READ, both, key=lambda pk: (-both[pk], pk))
            _keep_best(scores, {pk: both[pk] for pk in near if self._index.has_near_each_other(pk, parts)})
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
        if not (having := self._index.with_stems(stems)):
            return {}
        telling = [stemmed for stemmed in stems if stemmed not in STOP_STEMS] or stems
        known = [self.lexicon.by_stem.get(stemmed, []) for stemmed in telling]
        scores = _all_of([self._best(dict.fromkeys(words, SYNONYM)) for words in known if words])
        return {document: scores[document] for document in having}


def _all_of(parts: list[Scores]) -> Scores:
    """The documents that all of ``parts`` have, each with its lowest score."""
    return reduce(_both, sorted(parts, key=len)) if parts else {}


def _both(few: Scores, many: Scores) -> Scores:
    return {number: min(score, many[number]) for number, score in few.items() if number in many}


def _keep_best(scores: Scores, more: Scores) -> None:
    for document, score in more.items():
        if score > scores.get(document, 0):
            scores[document] = score
