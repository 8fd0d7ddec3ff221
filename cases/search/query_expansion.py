"""What one typed word may mean among the words of the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.search.compounds import (
    PREFIXES,
    SHORTEST_INSIDE,
    SHORTEST_PREFIX,
    SHORTEST_SPLIT,
    before_general_head,
    compounds_as_written,
    compounds_of,
    is_head,
    two_parts,
)
from cases.search.lexicon import LONGEST_TYPED, Lexicon, Stems
from cases.search.text import fold, light_stem

EXACT, STEM, KIN, SYNONYM, COMPOUND = 1.0, 0.95, 0.85, 0.75, 0.6
SPLIT, INSIDE, FUZZY, KIND, OUTSIDE = 0.5, 0.4, 0.35, 0.3, 0.2
# A part of a split compound as another form of its stem: “brug” for the first part of “brugeroprettelse”.
SPLIT_STEM = 0.35
MOST_SPLITS = 2
LONG_WORD = 8
# A word with a slip is read as another of at least so many letters that begins alike; one with two slips is longer.
SHORTEST_CORRECTED, SHORTEST_CORRECTED_TWICE = 6, 12
_ENDINGS = {"", "s", "e", "en", "ens", "et", "ets", "er", "erne", "ernes"}
_ENDINGS_AFTER_DOUBLING = {"en", "ens", "erne", "ernes"}

# Words of the index, folded, each with how well it fits what was typed.
Matches = dict[str, float]


@dataclass(frozen=True)
class Expansion:
    """What a typed word means: words with how well each fits, sets of words of which a document must have one from
    each (``together``), stems that must stand side by side (``phrases``), and any correction.

    A ``loose`` one is another word that is near at best: what it finds answers nothing. One that is ``only_about``
    finds only the cases that have it in their title."""

    words: Matches = field(default_factory=dict)
    together: list[tuple[Matches, ...]] = field(default_factory=list)
    phrases: list[Stems] = field(default_factory=list)
    corrected: str = ""
    loose: bool = False
    only_about: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.together and not self.phrases

    @property
    def stands_in_text(self) -> bool:
        """Whether the word itself stands somewhere, and not only what it may stand for."""
        return any(quality > SYNONYM for quality in self.words.values())

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
        self.light_stem = light_stem(typed)[:LONGEST_TYPED]
        self.stem = lexicon.stem(typed)[:LONGEST_TYPED]

    def expansions(self) -> Iterator[Expansion]:
        yield self._plain()
        if len(self.folded) < SHORTEST_INSIDE:
            return
        yield self._fuzzy(slips=1)
        yield self._in_parts()
        yield self._before_general_head()
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
        phrases = self._add_synonyms(matches, self.stem, SYNONYM)
        for stemmed in lexicon.kin(self.folded, self.stem):
            _add(matches, dict.fromkeys(lexicon.by_stem.get(stemmed, ()), KIN))
            phrases += self._add_synonyms(matches, stemmed, SYNONYM)
        _add(matches, dict.fromkeys(compounds_of(self.stem, lexicon), COMPOUND))
        _add(matches, dict.fromkeys(compounds_as_written(self.folded, lexicon), COMPOUND))
        together = self._split() if known and len(self.folded) >= SHORTEST_SPLIT else []
        return Expansion(matches, together, phrases)

    def _add_synonyms(self, matches: Matches, stemmed: str, quality: float) -> list[Stems]:
        """Add the words that stand for the same as a stem, or are compounds with one that no text has. Returns the
        phrases that do."""
        phrases = []
        for synonym in self.lexicon.synonyms((stemmed,)):
            if len(synonym) == 1:
                words = self.lexicon.by_stem.get(synonym[0]) or compounds_of(synonym[0], self.lexicon)
                _add(matches, dict.fromkeys(words, quality))
            else:
                phrases.append(synonym)
        return phrases

    def _inflects(self, word: str) -> bool:
        """Whether a word with the same stem is likely the same word. Of three letters a stem says too little: “ret”
        is not “retter”, “bil” not “billede”."""
        if len(self.folded) > SHORTEST_PREFIX:
            return True
        ending = word.removeprefix(self.folded)
        return ending in _ENDINGS or (ending[:1] == self.folded[-1] and ending[1:] in _ENDINGS_AFTER_DOUBLING)

    def _split(self) -> list[tuple[Matches, ...]]:
        """What the two parts of a typed compound mean. A document must have both, near each other."""
        splits = two_parts(self.folded, self.stem, self.lexicon)[:MOST_SPLITS]
        meant = [(self._part(first, is_first=True), self._part(last, is_first=False)) for first, last in splits]
        return [parts for parts in meant if all(parts)]

    def _part(self, part: str, *, is_first: bool) -> Matches:
        """The words that one part of a typed compound stands for: the word, its synonyms, and compounds that begin or
        end with it as the typed one does. “Kontrolmiljø” is not “miljøgodkendelse”."""
        lexicon = self.lexicon
        stemmed = lexicon.known_stem(part)
        matches = Matches()
        _add(matches, {w: SPLIT if part in w else SPLIT_STEM for w in lexicon.by_stem.get(stemmed, ())})
        compounds = compounds_of(stemmed, lexicon)
        _add(matches, {w: SPLIT for w in compounds if w.startswith(part[:SHORTEST_PREFIX]) == is_first})
        if len(part) >= SHORTEST_INSIDE or not is_first:
            _add(matches, dict.fromkeys(lexicon.words_starting(part), SPLIT_STEM))
        if len(part) >= SHORTEST_INSIDE:
            for other in lexicon.kin(part, stemmed):
                _add(matches, dict.fromkeys(lexicon.by_stem.get(other, ()), SPLIT))
        if not is_first:
            for ending in lexicon.words_ending(part):
                if ending.removesuffix(part) in PREFIXES:
                    _add(matches, {ending: SPLIT_STEM})
        self._add_synonyms(matches, stemmed, SPLIT_STEM)
        return matches

    def _in_parts(self) -> Expansion:
        """An unknown compound as its two parts, said so."""
        split = self._split()
        named = " ".join(self._shown(part) for part in split[0]) if split else ""
        return Expansion(together=split, corrected=named)

    def _before_general_head(self) -> Expansion:
        """An unknown compound that ends as any may, as its first part: it is answered by cases that are about that."""
        stemmed = before_general_head(self.folded, self.lexicon)
        matches = Matches()
        _add(matches, dict.fromkeys(self.lexicon.by_stem.get(stemmed, ()), SPLIT))
        if matches:
            _add(matches, dict.fromkeys(compounds_of(stemmed, self.lexicon), SPLIT_STEM))
        return Expansion(matches, corrected=self._shown(matches) if matches else "", only_about=True)

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
            if is_head(self.stem[:at], lexicon):
                last = self.stem[at:]
                kin = sorted(found for found in lexicon.stems_ending(last) if is_head(found[: -len(last)], lexicon))
                if kin:
                    return {word: KIND for found in kin for word in lexicon.by_stem[found]}
        return {}

    def _outside(self) -> Matches:
        """The longest known word that the typed one ends or begins with: “ticketsystem” is at least a system."""
        for length in range(len(self.folded) - 2, SHORTEST_INSIDE - 1, -1):
            for part in (self.folded[-length:], self.folded[:length]):
                if known := self.lexicon.by_stem.get(self.lexicon.known_stem(part)):
                    return dict.fromkeys(known, OUTSIDE)
        return {}

    def _fuzzy(self, slips: int) -> Expansion:
        """The nearest words by edit distance, at most ``slips`` away. A slip seldom hits the first letter."""
        lexicon = self.lexicon
        near = lexicon.spelled_like(self.folded, slips)
        if len(self.light_stem) >= SHORTEST_CORRECTED:
            near += lexicon.spelled_like(self.light_stem, slips)
        if not near:
            return Expansion()
        fewest = min(distance for _, distance in near)
        best = [word for word, distance in near if distance == fewest]
        matches, phrases = Matches(), list[Stems]()
        for stemmed in dict.fromkeys(lexicon.form(word).stem for word in best):
            _add(matches, dict.fromkeys(lexicon.by_stem.get(stemmed, ()), FUZZY))
            phrases += self._add_synonyms(matches, stemmed, FUZZY)
        shortest = SHORTEST_CORRECTED if fewest <= 1 else SHORTEST_CORRECTED_TWICE
        loose = len(self.folded if fewest <= 1 else self.light_stem) < shortest or best[0][0] != self.folded[0]
        return Expansion(matches, phrases=phrases, corrected=lexicon.form(best[0]).written, loose=loose)


def _add(matches: Matches, more: Matches) -> None:
    for word, quality in more.items():
        matches[word] = max(quality, matches.get(word, 0))
