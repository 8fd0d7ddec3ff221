"""What one typed word may mean among the words of the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.search.lexicon import LONGEST_TYPED, SHORTEST_COMPARED, Lexicon, Stems
from cases.search.text import fold

EXACT, STEM, SYNONYM, COMPOUND, SPLIT, INSIDE, FUZZY, KIND, OUTSIDE = 1.0, 0.95, 0.75, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2
# A part of a split compound as another form of its stem: “brug” for the first part of “brugeroprettelse”.
SPLIT_STEM = 0.35
SHORTEST_PREFIX, SHORTEST_SUFFIX, SHORTEST_INSIDE, SHORTEST_SPLIT = 3, 4, SHORTEST_COMPARED, 9
SHORTEST_REST = 3
LONG_WORD = 8
# A word with a slip is read as another of at least so many letters that begins alike.
SHORTEST_CORRECTED = 6
# Danish links the parts of a compound with one of these, or with nothing.
_LINKS = ("", "s", "e", "es", "er")
_ENDINGS = {"", "s", "en", "ens", "et", "ets", "er", "erne", "ernes"}
_ENDINGS_AFTER_DOUBLING = {"en", "ens", "erne", "ernes"}

# Words of the index, folded, each with how well it fits what was typed.
Matches = dict[str, float]


@dataclass(frozen=True)
class Expansion:
    """What a typed word means: words with how well each fits, sets of words of which a document must have one from
    each (``together``), stems that must stand side by side (``phrases``), and any correction.

    A ``loose`` one is another word that is near at best: what it finds answers nothing."""

    words: Matches = field(default_factory=dict)
    together: list[tuple[Matches, ...]] = field(default_factory=list)
    phrases: list[Stems] = field(default_factory=list)
    corrected: str = ""
    loose: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.together and not self.phrases

    @property
    def hits(self) -> set[str]:
        """The words that count as a hit wherever they stand."""
        return set(self.words).union(*(matches for parts in self.together for matches in parts))


def expansions(typed: str, lexicon: Lexicon) -> Iterator[Expansion]:
    """What one typed word may mean, the plainest first. The next is tried only where one finds nothing.

    The looser ones need five letters: one slip, the parts of a compound, two slips, anywhere in a word, compounds of
    the same kind, and last a word that the typed one begins or ends with.
    """
    return _Typed(typed, lexicon).expansions()


class _Typed:
    """A typed word, looked up in a lexicon."""

    def __init__(self, typed: str, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.folded = fold(typed)[:LONGEST_TYPED]
        self.stem = lexicon.stem(typed)[:LONGEST_TYPED]

    def expansions(self) -> Iterator[Expansion]:
        yield self._plain()
        if len(self.folded) < SHORTEST_INSIDE:
            return
        yield self._fuzzy(slips=1)
        yield self._in_parts()
        if len(self.folded) >= LONG_WORD:
            yield self._fuzzy(slips=2)
        yield self._named(self._inside())
        yield self._named(self._of_a_kind())
        yield self._named(self._outside())

    def _plain(self) -> Expansion:
        """The word itself, its inflections, compounds with it, its parts if it is a compound, and its synonyms."""
        lexicon, matches = self.lexicon, Matches()
        _add(matches, {word: STEM for word in lexicon.by_stem.get(self.stem, ()) if self._inflects(word)})
        known = bool(matches)
        if self.folded in lexicon.forms:
            _add(matches, {self.folded: EXACT})
        _add(matches, dict.fromkeys(self._compounds(self.stem), COMPOUND))
        _add(matches, dict.fromkeys(self._compounds_as_written(), COMPOUND))
        phrases = []
        for synonym in lexicon.synonyms((self.stem,)):
            if len(synonym) == 1:
                _add(matches, dict.fromkeys(lexicon.by_stem.get(synonym[0], ()), SYNONYM))
            else:
                phrases.append(synonym)
        together = self._split() if known and len(self.folded) >= SHORTEST_SPLIT else []
        return Expansion(matches, together, phrases)

    def _inflects(self, word: str) -> bool:
        """Whether a word with the same stem is likely the same word. Of three letters a stem says too little: “ret”
        is not “retter”, “bil” not “billede”."""
        if len(self.folded) > SHORTEST_PREFIX:
            return True
        ending = word.removeprefix(self.folded)
        return ending in _ENDINGS or (ending[:1] == self.folded[-1] and ending[1:] in _ENDINGS_AFTER_DOUBLING)

    def _compounds(self, stemmed: str) -> Iterator[str]:
        """Words that are compounds with ``stemmed`` as their first or last part."""
        lexicon = self.lexicon
        if len(stemmed) >= SHORTEST_PREFIX:
            for found in lexicon.stems_starting(stemmed):
                rest = found[len(stemmed) :]
                if len(stemmed) == SHORTEST_PREFIX and len(rest) < SHORTEST_INSIDE:
                    continue  # “bil” is not the beginning of “billede”
                if rest and (stemmed[-1].isdigit() or self._is_rest(rest)):
                    yield from lexicon.by_stem[found]
        if len(stemmed) >= SHORTEST_SUFFIX:
            for found in lexicon.stems_ending(stemmed):
                if found != stemmed and self._is_head(found[: -len(stemmed)]):
                    yield from lexicon.by_stem[found]

    def _compounds_as_written(self) -> Iterator[str]:
        """Words that begin or end with the word itself, where its stem does not show it: “vidensdeling” for “deling”,
        “aflastningsfamilie” for “aflastning”."""
        typed = self.folded
        if len(typed) >= SHORTEST_SUFFIX:
            for found in self.lexicon.words_ending(typed):
                if found != typed and self._is_head(found[: -len(typed)]):
                    yield found
        if len(typed) >= SHORTEST_INSIDE:
            for found in self.lexicon.words_starting(typed):
                if found != typed and self._is_rest(found[len(typed) :]):
                    yield found

    def _is_rest(self, rest: str) -> bool:
        """Whether ``rest``, less a link, is a word or begins with one: what may follow the first part of a compound.
        A stem has lost one of two last consonants (“udlægsapp”)."""
        whole = rest + rest[-1]
        return any(
            self._is_word(rest[len(link) :])
            or self._begins_with_word(rest[len(link) :])
            or whole[len(link) :] in self.lexicon.forms
            for link in _LINKS
            if rest.startswith(link)
        )

    def _is_head(self, head: str) -> bool:
        """Whether ``head``, less a link, is a word: what may stand before the last part of a compound."""
        return any(self._is_word(head[: len(head) - len(link)]) for link in _LINKS if head.endswith(link))

    def _is_word(self, folded: str) -> bool:
        if len(folded) < SHORTEST_REST:
            return False
        lexicon = self.lexicon
        return folded in lexicon.by_stem or folded in lexicon.forms or bool(lexicon.known_stem(folded))

    def _begins_with_word(self, rest: str) -> bool:
        return any(rest[:length] in self.lexicon.by_stem for length in range(5, len(rest)))

    def _split(self) -> list[tuple[Matches, ...]]:
        """The likeliest way to part a typed compound into two known words, both of which a document must have."""
        best: tuple[int, str, str] | None = None
        for at in range(SHORTEST_PREFIX, len(self.folded) - SHORTEST_PREFIX + 1):
            right = self.folded[at:]
            if not self.lexicon.known_stem(right):
                continue
            for link in _LINKS:
                left = self.folded[: at - len(link)]
                if not self.folded[:at].endswith(link) or len(left) < SHORTEST_PREFIX:
                    continue
                # What is left of “bogføring” before “ring” is the word itself.
                if self.lexicon.known_stem(left) not in ("", self.stem):
                    candidate = (min(len(left), len(right)), left, right)
                    best = max(best, candidate) if best else candidate
        if best is None or best[0] < SHORTEST_SUFFIX:
            return []
        return [(self._beginning(best[1]), self._beginning(best[2]))]

    def _beginning(self, part: str) -> Matches:
        """Of the words that a part stands for, those that begin with it: “forhandling” is not “budgetforhandling”."""
        return {word: fit for word, fit in self._part(part).items() if word.startswith(part[:SHORTEST_PREFIX])}

    def _part(self, part: str) -> Matches:
        """The words that one part of a typed compound stands for: the word, and compounds with it."""
        stemmed = self.lexicon.known_stem(part)
        forms = self.lexicon.by_stem[stemmed]
        same = {word: SPLIT if part in word else SPLIT_STEM for word in forms}
        return dict.fromkeys(self._compounds(stemmed), SPLIT) | same

    def _in_parts(self) -> Expansion:
        """An unknown compound as its two parts, said so."""
        split = self._split()
        named = " ".join(self._shown(part) for part in split[0]) if split else ""
        return Expansion(together=split, corrected=named)

    def _named(self, matches: Matches) -> Expansion:
        """Matches that stand for another word than the typed one, said so."""
        return Expansion(matches, corrected=self._shown(matches) if matches else "", loose=True)

    def _shown(self, matches: Matches) -> str:
        """How a reader is told of matches: the best and shortest of the words."""
        best = max(matches.values())
        word = min((word for word, quality in matches.items() if quality == best), key=lambda word: (len(word), word))
        return self.lexicon.forms[word].written

    def _inside(self) -> Matches:
        if len(self.stem) < SHORTEST_INSIDE:
            return {}
        found = sorted(self.lexicon.stems_with(self.stem), key=lambda stemmed: (len(stemmed), stemmed))
        return {word: INSIDE for stemmed in found for word in self.lexicon.by_stem[stemmed]}

    def _of_a_kind(self) -> Matches:
        """Compounds with another first part: “jobopslag” for “stillingsopslag”, where “opslag” alone is not known."""
        lexicon = self.lexicon
        for at in range(SHORTEST_PREFIX, len(self.stem) - SHORTEST_INSIDE + 1):
            if self._is_head(self.stem[:at]):
                last = self.stem[at:]
                kin = sorted(found for found in lexicon.stems_ending(last) if self._is_head(found[: -len(last)]))
                if kin:
                    return {word: KIND for found in kin for word in lexicon.by_stem[found]}
        return {}

    def _outside(self) -> Matches:
        """The longest known word that the typed one ends or begins with: “ticketsystem” is at least a system."""
        for length in range(len(self.folded) - 2, SHORTEST_INSIDE - 1, -1):
            for part in (self.folded[-length:], self.folded[:length]):
                if known := self.lexicon.known_stem(part):
                    return dict.fromkeys(self.lexicon.by_stem[known], OUTSIDE)
        return {}

    def _fuzzy(self, slips: int) -> Expansion:
        """The nearest words by edit distance, at most ``slips`` away. A slip seldom hits the first letter."""
        lexicon = self.lexicon
        near = lexicon.spelled_like(self.folded, slips)
        if not near:
            return Expansion()
        best = [word for word, distance in near if distance == near[0][1]]
        stems = {lexicon.forms[word].stem for word in best}
        matches = {word: FUZZY for stemmed in stems for word in lexicon.by_stem[stemmed]}
        loose = slips > 1 or len(self.folded) < SHORTEST_CORRECTED or best[0][0] != self.folded[0]
        return Expansion(matches, corrected=lexicon.forms[best[0]].written, loose=loose)


def _add(matches: Matches, more: Matches) -> None:
    for word, quality in more.items():
        matches[word] = max(quality, matches.get(word, 0))
