"""Where a query was found: the section's name, its anchor, and a snippet with the hits marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.search.models import Document
from cases.search.query import Wanted
from cases.search.ranking import Search, term_ids
from cases.search.text import Word, words

BEFORE, AFTER = 8, 16
MOST_SNIPPETS = 2
# A card shows these already.
_ON_CARD = {"Titel", "Resumé"}


@dataclass(frozen=True)
class Snippet:
    """A passage with the hits: pieces of text, each a hit or not."""

    anchor: str
    section: str
    pieces: list[tuple[str, bool]]


def snippets(search: Search, cases: Iterable[int]) -> dict[int, list[Snippet]]:
    """The best snippets of each of these cases. One query."""
    readings = [_reading(wanted, search) for wanted in search.wanted]
    documents = Document.objects.filter(case__in=list(cases)).values_list("case", "parts")
    return {case: _best_snippets(parts, readings) for case, parts in documents if case is not None}


def _reading(wanted: Wanted, search: Search) -> set[str]:
    """The folded words and stems that count as a hit for one wanted thing."""
    vocabulary = search.vocabulary
    ids = term_ids(wanted, vocabulary)
    return {vocabulary.folded_of[pk] for pk in ids} | set(wanted.phrase)


def _best_snippets(parts: list[list[str]], readings: list[set[str]]) -> list[Snippet]:
    found = []
    for place, (anchor, section, text) in enumerate(parts):
        if section in _ON_CARD:
            continue
        hits = [(n, word) for word in words(text) for n, reading in enumerate(readings) if word.folded in reading]
        if hits:
            different = len({n for n, _ in hits})
            # What the facts box says is shown only where no text says it.
            found.append((section == "Fakta", -different, place, anchor, section, text, [word for _, word in hits]))
    chosen: dict[str, Snippet] = {}
    for *_, anchor, section, text, hit_words in sorted(found, key=lambda f: f[:3]):
        chosen.setdefault(anchor, Snippet(anchor, section, _pieces(text, hit_words)))
    return list(chosen.values())[:MOST_SNIPPETS]


def _pieces(text: str, hits: list[Word]) -> list[tuple[str, bool]]:
    """The text around the first hit, cut at words, with every hit in it marked."""
    all_words = list(words(text))
    first = next(n for n, word in enumerate(all_words) if word.start == hits[0].start)
    begin = all_words[max(0, first - BEFORE)].start if first > BEFORE else 0
    last = min(len(all_words) - 1, first + AFTER)
    end = all_words[last].end if last < len(all_words) - 1 else len(text)
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = begin
    for word in sorted(hits, key=lambda w: (w.start, -w.end)):
        if word.start >= at and word.end <= end:
            pieces += [(text[at : word.start], False), (text[word.start : word.end], True)]
            at = word.end
    pieces += [(text[at:end], False), (" …", False)] if end < len(text) else [(text[at:end], False)]
    return [(" ".join(piece.split("\n")), hit) for piece, hit in pieces if piece]
