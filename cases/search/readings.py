"""What one typed word may mean among the words of the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cases.search.text import fold
from cases.search.vocabulary import LONGEST_TYPED, SHORTEST_COMPARED, Vocabulary

EXACT, STEM, SYNONYM, COMPOUND, SPLIT, INSIDE, FUZZY, KIND, OUTSIDE = 1.0, 0.95, 0.75, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2
# A part of a split compound as another form of its stem: “brug” for the first part of “brugeroprettelse”.
SPLIT_STEM = 0.35
SHORTEST_PREFIX, SHORTEST_SUFFIX, SHORTEST_INSIDE, SHORTEST_SPLIT = 3, 4, SHORTEST_COMPARED, 9
SHORTEST_REST = 3
LONG_WORD = 8
# Danish links the parts of a compound with one of these, or with nothing.
_LINKS = ("", "s", "e", "es", "er")
_ENDINGS = {"", "s", "en", "ens", "et", "ets", "er", "erne", "ernes"}
_ENDINGS_AFTER_DOUBLING = {"en", "ens", "erne", "ernes"}

# Terms, each with how well it fits what was typed.
Reading = dict[int, float]


@dataclass(frozen=True)
class Expansion:
    """What a typed word means: terms with how well each fits, sets of terms of which a document must have one from
    each (``together``), stems that must stand side by side (``phrases``), and any correction."""

    terms: Reading = field(default_factory=dict)
    together: list[tuple[Reading, ...]] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    corrected: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.together and not self.phrases

    @property
    def hits(self) -> set[int]:
        """The terms that count as a hit wherever they stand."""
        return set(self.terms).union(*(reading for readings in self.together for reading in readings))


def readings(typed: str, vocabulary: Vocabulary) -> Iterator[Expansion]:
    """What one typed word may mean, the plainest reading first. The next is tried only where one finds nothing.

    Looser readings need five letters: one slip, the parts of a compound, two slips, anywhere in a word, compounds of
    the same kind, and last a word that the typed one begins or ends with.
    """
    return _Readings(typed, vocabulary).each()


class _Readings:
    def __init__(self, typed: str, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.folded = fold(typed)[:LONGEST_TYPED]
        self.stem = vocabulary.stem(typed)[:LONGEST_TYPED]

    def each(self) -> Iterator[Expansion]:
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
        words, terms = self.vocabulary, Reading()
        _add(terms, {pk: STEM for pk in words.by_stem.get(self.stem, ()) if self._inflects(pk)})
        known = bool(terms)
        if (pk := words.by_folded.get(self.folded)) is not None:
            _add(terms, {pk: EXACT})
        _add(terms, dict.fromkeys(self._compounds(self.stem), COMPOUND))
        _add(terms, dict.fromkeys(self._compounds_as_written(), COMPOUND))
        phrases = []
        for synonym in words.synonyms((self.stem,)):
            if len(synonym) == 1:
                _add(terms, dict.fromkeys(words.by_stem.get(synonym[0], ()), SYNONYM))
            else:
                phrases.append(list(synonym))
        together = self._split() if known and len(self.folded) >= SHORTEST_SPLIT else []
        return Expansion(terms, together, phrases)

    def _inflects(self, pk: int) -> bool:
        """Whether a term with the same stem is likely the same word. Of three letters a stem says too little: “ret”
        is not “retter”, “bil” not “billede”."""
        if len(self.folded) > SHORTEST_PREFIX:
            return True
        ending = self.vocabulary.terms[pk].folded.removeprefix(self.folded)
        return ending in _ENDINGS or (ending[:1] == self.folded[-1] and ending[1:] in _ENDINGS_AFTER_DOUBLING)

    def _compounds(self, stemmed: str) -> Iterator[int]:
        """Terms that are compounds with ``stemmed`` as their first or last part."""
        words = self.vocabulary
        if len(stemmed) >= SHORTEST_PREFIX:
            for found in words.stems_starting(stemmed):
                rest = found[len(stemmed) :]
                if len(stemmed) == SHORTEST_PREFIX and len(rest) < SHORTEST_INSIDE:
                    continue  # “bil” is not the beginning of “billede”
                if rest and (stemmed[-1].isdigit() or self._is_rest(rest)):
                    yield from words.by_stem[found]
        if len(stemmed) >= SHORTEST_SUFFIX:
            for found in words.stems_ending(stemmed):
                if found != stemmed and self._is_head(found[: -len(stemmed)]):
                    yield from words.by_stem[found]

    def _compounds_as_written(self) -> Iterator[int]:
        """Terms that end with the word itself, where its stem does not show it: “vidensdeling” for “deling”."""
        if len(self.folded) >= SHORTEST_SUFFIX:
            for found in self.vocabulary.words_ending(self.folded):
                if found != self.folded and self._is_head(found[: -len(self.folded)]):
                    yield self.vocabulary.by_folded[found]

    def _is_rest(self, rest: str) -> bool:
        """Whether ``rest``, less a link, is a word or begins with one: what may follow the first part of a compound.
        A stem has lost one of two last consonants (“udlægsapp”)."""
        whole = rest + rest[-1]
        return any(
            self._is_word(rest[len(link) :])
            or self._begins_with_word(rest[len(link) :])
            or whole[len(link) :] in self.vocabulary.by_folded
            for link in _LINKS
            if rest.startswith(link)
        )

    def _is_head(self, head: str) -> bool:
        """Whether ``head``, less a link, is a word: what may stand before the last part of a compound."""
        return any(self._is_word(head[: len(head) - len(link)]) for link in _LINKS if head.endswith(link))

    def _is_word(self, folded: str) -> bool:
        if len(folded) < SHORTEST_REST:
            return False
        words = self.vocabulary
        return folded in words.by_stem or folded in words.by_folded or bool(words.known_stem(folded))

    def _begins_with_word(self, rest: str) -> bool:
        return any(rest[:length] in self.vocabulary.by_stem for length in range(5, len(rest)))

    def _split(self) -> list[tuple[Reading, ...]]:
        """The likeliest way to part a typed compound into two known words, both of which a document must have."""
        best: tuple[int, str, str] | None = None
        for at in range(SHORTEST_PREFIX, len(self.folded) - SHORTEST_PREFIX + 1):
            right = self.folded[at:]
            if not self.vocabulary.known_stem(right):
                continue
            for link in _LINKS:
                left = self.folded[: at - len(link)]
                if not self.folded[:at].endswith(link) or len(left) < SHORTEST_PREFIX:
                    continue
                # What is left of “bogføring” before “ring” is the word itself.
                if self.vocabulary.known_stem(left) not in ("", self.stem):
                    candidate = (min(len(left), len(right)), left, right)
                    best = max(best, candidate) if best else candidate
        if best is None or best[0] < SHORTEST_SUFFIX:
            return []
        return [(self._part(best[1]), self._part(best[2]))]

    def _part(self, part: str) -> Reading:
        """The terms that one part of a typed compound stands for: the word, and compounds with it."""
        stemmed = self.vocabulary.known_stem(part)
        forms = self.vocabulary.by_stem[stemmed]
        same = {pk: SPLIT if part in self.vocabulary.terms[pk].folded else SPLIT_STEM for pk in forms}
        return dict.fromkeys(self._compounds(stemmed), SPLIT) | same

    def _in_parts(self) -> Expansion:
        """An unknown compound as its two parts, said so."""
        split = self._split()
        named = " ".join(self._shown(part) for part in split[0]) if split else ""
        return Expansion(together=split, corrected=named)

    def _named(self, terms: Reading) -> Expansion:
        """A reading that stands for another word than the typed one, said so."""
        return Expansion(terms, corrected=self._shown(terms) if terms else "")

    def _shown(self, terms: Reading) -> str:
        """How a reader is told of a reading: its best and shortest word."""
        best = max(terms.values())
        known = (self.vocabulary.terms[pk] for pk, quality in terms.items() if quality == best)
        return min(known, key=lambda term: (len(term.folded), term.folded)).written

    def _inside(self) -> Reading:
        if len(self.stem) < SHORTEST_INSIDE:
            return {}
        found = sorted(self.vocabulary.stems_with(self.stem), key=lambda stemmed: (len(stemmed), stemmed))
        return {pk: INSIDE for stemmed in found for pk in self.vocabulary.by_stem[stemmed]}

    def _of_a_kind(self) -> Reading:
        """Compounds with another first part: “jobopslag” for “stillingsopslag”, where “opslag” alone is not known."""
        words = self.vocabulary
        for at in range(SHORTEST_PREFIX, len(self.stem) - SHORTEST_INSIDE + 1):
            if self._is_head(self.stem[:at]):
                last = self.stem[at:]
                kin = sorted(found for found in words.stems_ending(last) if self._is_head(found[: -len(last)]))
                if kin:
                    return {pk: KIND for found in kin for pk in words.by_stem[found]}
        return {}

    def _outside(self) -> Reading:
        """The longest known word that the typed one ends or begins with: “ticketsystem” is at least a system."""
        for length in range(len(self.folded) - 2, SHORTEST_INSIDE - 1, -1):
            for part in (self.folded[-length:], self.folded[:length]):
                if known := self.vocabulary.known_stem(part):
                    return dict.fromkeys(self.vocabulary.by_stem[known], OUTSIDE)
        return {}

    def _fuzzy(self, slips: int) -> Expansion:
        """The nearest terms by edit distance, at most ``slips`` away."""
        words = self.vocabulary
        near = words.spelled_like(self.folded, slips)
        if not near:
            return Expansion()
        best = [pk for pk, distance in near if distance == near[0][1]]
        stems = {words.terms[pk].stem for pk in best}
        terms = {pk: FUZZY for stemmed in stems for pk in words.by_stem[stemmed]}
        return Expansion(terms, corrected=words.terms[best[0]].written)


def _add(terms: Reading, more: Reading) -> None:
    for pk, quality in more.items():
        terms[pk] = max(quality, terms.get(pk, 0))
