"""Words that must stand side by side: phrases in quotes, and synonyms of several words."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from cases.search.base import Having
from cases.search.models import Document
from cases.search.segments import ROWS_AT_ONCE
from cases.search.text import STOP_STEMS, STOP_WORDS
from cases.search.vocabulary import Vocabulary

# How many documents are read for one query. Where more have all the words, those where the words weigh most.
MOST_READ = 5_000

# How many texts a process keeps between searches, of some eight thousand letters each.
MOST_KEPT = 1_500

Sequence = tuple[str, ...]
# For each term that a search needs, the documents that have it.
Lists = dict[int, Having]
# For each sequence, the documents where it stands, by their numbers in the postings.
Places = dict[Sequence, set[int]]


def running(sequence: Sequence) -> str:
    """A sequence of words as it stands in a document's running text."""
    return f" {' '.join(sequence)} "


def terms_of_phrase(phrase: Sequence, vocabulary: Vocabulary) -> list[list[int]]:
    """The term of each of these folded words, as a list; an empty one for a word that the index does not have."""
    ids = vocabulary.by_folded
    return [[ids[word]] if word in ids else [] for word in phrase]


def terms_of_stems(sequence: Sequence, vocabulary: Vocabulary) -> list[tuple[int, ...]]:
    """The terms of each of these stems."""
    return [vocabulary.by_stem.get(stemmed, ()) for stemmed in sequence]


def places_of_phrases(phrases: Collection[Sequence], vocabulary: Vocabulary, lists: Lists) -> Places:
    """Where these sequences of folded words stand. One query for them all, or none."""
    candidates = {phrase: terms_of_phrase(phrase, vocabulary) for phrase in phrases}
    return _places(candidates, STOP_WORDS, "running_text", vocabulary, lists)


def places_of_stems(sequences: Collection[Sequence], vocabulary: Vocabulary, lists: Lists) -> Places:
    """Where these sequences of stems stand. They are synonyms and will be asked for again, so the answer is kept with
    the vocabulary. One query for those that are new, or none."""
    kept = vocabulary.sequences
    new = {sequence: terms_of_stems(sequence, vocabulary) for sequence in sequences if sequence not in kept}
    if new:
        kept.update(_places(new, STOP_STEMS, "running_stems", vocabulary, lists))
    return kept


def _places(
    sequences: Mapping[Sequence, Collection[Collection[int]]],
    small: frozenset[str],
    column: str,
    vocabulary: Vocabulary,
    lists: Lists,
) -> Places:
    """Where these sequences, each word with its terms, stand in a column of the documents."""
    possible: Places = {sequence: set() for sequence in sequences}
    for sequence, terms in sequences.items():
        if all(known or word in small for word, known in zip(sequence, terms, strict=True)):
            each = [[lists[term] for term in known] for known in terms if known]
            possible[sequence] = _having(each, vocabulary.postings.dead, MOST_READ // len(sequences))
    texts = dict(_texts(set().union(*possible.values()), column, vocabulary))
    found: Places = {}
    for sequence, numbers in possible.items():
        looked_for = running(sequence)
        found[sequence] = {number for number in numbers if looked_for in texts.get(number, "")}
    return found


def _texts(numbers: set[int], column: str, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """The running texts of these documents: those that the process has kept, and the others from the database."""
    postings, kept = vocabulary.postings, vocabulary.postings.texts
    unread: dict[int, int] = {}
    for number in numbers:
        if (text := kept.get((column, number))) is not None:
            yield number, text
        else:
            unread[postings.pks[number]] = number
    wanted = iter(unread)
    while batch := list(islice(wanted, ROWS_AT_ONCE)):
        for pk, text in Document.objects.order_by().filter(pk__in=batch).values_list("pk", column):
            number = unread[pk]
            if len(kept) < MOST_KEPT:
                kept[column, number] = text
            yield number, text


def _having(terms: list[list[Having]], dead: Collection[int], most: int) -> set[int]:
    """The documents that have one of each of these lists of terms: the only ones worth reading."""
    having = [set().union(*(numbers for numbers, _ in alternatives)) for alternatives in terms]
    shared: set[int] = set.intersection(*having).difference(dead) if having else set()
    if len(shared) <= most:
        return shared
    weights = [dict(pair for having in each for pair in zip(*having, strict=True)) for each in terms]
    return set(heapq.nlargest(most, shared, key=lambda number: (min(w[number] for w in weights), -number)))
