"""What a search would find, spelled out."""

from __future__ import annotations

from cases.search.vocabulary import Vocabulary


def weights(vocabulary: Vocabulary) -> dict:
    """For each word, what it weighs in which document, as a search would find it."""
    postings = vocabulary.postings
    names = [postings.beside.get(number, case) for number, case in enumerate(postings.cases)]
    return {
        vocabulary.terms[pk].folded: {
            names[number]: weight for number, weight in zip(*having, strict=True) if number not in postings.dead
        }
        for pk, having in postings.lists(vocabulary.by_folded.values()).items()
    }
