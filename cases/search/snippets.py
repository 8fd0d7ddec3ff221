"""Where a query was found: the section's name, its anchor, and a snippet with the hits marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.search.models import Document
from cases.search.ranking import Search
from cases.search.text import Word, running, words

BEFORE, AFTER = 8, 16
MOST_SNIPPETS = 2
# A card shows these already; what the facts box says is shown only where no text says it.
_ON_CARD, _LAST = {"Titel", "Resumé"}, "Fakta"


@dataclass(frozen=True)
class Snippet:
    """A passage with the hits: pieces of text, each a hit or not."""

    anchor: str
    section: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Hits:
    """What counts as a hit for one wanted thing: folded words, and words that must stand side by side."""

    words: frozenset[str]
    folded: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]

    def is_in(self, tokens: set[str], text: str, stemmed: str) -> bool:
        """Whether a passage, given as tokens and running text, has a hit."""
        if not self.words.isdisjoint(tokens) or (self.folded and running(self.folded) in text):
            return True
        return any(running(stems) in stemmed for stems in self.stems)

    def among(self, found: list[Word]) -> list[Word]:
        """The words of a passage that are hits."""
        hits = [word for word in found if word.folded in self.words]
        for sequence, forms in [(self.folded, [w.folded for w in found])] + [
            (stems, [w.stem for w in found]) for stems in self.stems
        ]:
            length = len(sequence)
            for at in range(len(forms) - length + 1 if length else 0):
                if tuple(forms[at : at + length]) == sequence:
                    hits += found[at : at + length]
        return hits


def snippets(search: Search, cases: Iterable[int]) -> dict[int, list[Snippet]]:
    """The best snippets of each of these cases. One query."""
    wanted = [Hits(frozenset(w.expansion.hits), w.phrase, tuple(w.expansion.phrases)) for w in search.wanted]
    documents = Document.objects.filter(case__in=list(cases))
    rows = documents.values_list("case", "parts", "running_text", "running_stems")
    aimed = search.aim.value if search.aim else ()
    return {case: _best(parts, text.split("|"), stems.split("|"), wanted, aimed) for case, parts, text, stems in rows}


def _best(
    parts: list[list[str]], texts: list[str], stems: list[str], wanted: list[Hits], aimed: Sequence[str]
) -> list[Snippet]:
    """First a passage that a question is after, then those with most of the wanted things, at most one for each anchor.
    Only those are taken apart."""
    found = []
    for place, ((anchor, section, text), running_text, running_stems) in enumerate(
        zip(parts, texts, stems, strict=True)
    ):
        if section in _ON_CARD:
            continue
        tokens = set(running_text.split())
        has = sum(each.is_in(tokens, running_text, running_stems) for each in wanted)
        aim = next((n for n, name in enumerate(aimed) if section.startswith(name)), len(aimed))
        if has or aim < len(aimed):
            found.append((aim, section == _LAST, -has, place, anchor, section, text))
    chosen: dict[str, Snippet] = {}
    for *_, anchor, section, text in sorted(found):
        if len(chosen) == MOST_SNIPPETS:
            break
        if anchor not in chosen:
            chosen[anchor] = Snippet(anchor, section, _pieces(text, wanted))
    return list(chosen.values())


def _pieces(text: str, wanted: list[Hits]) -> list[tuple[str, bool]]:
    """The text around the first hit, cut at words, with every hit in it marked."""
    all_words = list(words(text))
    hits = sorted({w for each in wanted for w in each.among(all_words)}, key=lambda w: (w.start, -w.end))
    first = next((n for n, word in enumerate(all_words) if hits and word.start == hits[0].start), 0)
    begin = all_words[first - BEFORE].start if first > BEFORE else 0
    last = min(len(all_words) - 1, first + AFTER)
    end = all_words[last].end if last < len(all_words) - 1 else len(text)
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = begin
    for word in hits:
        if word.start >= at and word.end <= end:
            pieces += [(text[at : word.start], False), (text[word.start : word.end], True)]
            at = word.end
    pieces += [(text[at:end], False), (" …", False)] if end < len(text) else [(text[at:end], False)]
    return [(_in_one_line(piece), hit) for piece, hit in pieces if piece]


def _in_one_line(piece: str) -> str:
    """A piece of text without its line breaks; the items of a list are parted by semicolons."""
    return re.sub(r"\s*\n\s*", " ", re.sub(r"(?<!:)\n- ", "; ", piece).replace(":\n- ", ": "))
