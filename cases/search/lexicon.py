"""The words of one version of the index, and how to find among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.models import SynonymGroup
from cases.search.text import Form, Word, fold, form_of, stem, without_wholes, words

SHORTEST_COMPARED = 5
SHORTEST_COMPLETED = 3
SHORTEST_KIN = 4
LONGEST_TYPED = 40
_PLURAL = re.compile(r"(?<=\w{3})s$", re.IGNORECASE)
_VERB_ENDINGS = ("t", "n", "ed")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzæøå0123456789")

Stems = tuple[str, ...]


class Lexicon:
    """The words that stand in some document, and the editors' synonyms.

    ``written`` says in how many documents each word is written so.
    """

    def __init__(self, written: Mapping[str, int], groups: Iterable[SynonymGroup]) -> None:
        # Of several ways to write a word the last counts: one without accents, which Snowball does not know
        # (“definér”), and of those the one that most documents have.
        ordered = sorted(written, key=lambda word: (_LETTERS.issuperset(word), written[word], word))
        by_folded = {form.folded: form for form in map(form_of, ordered)}
        # The shortest form of a stem comes first: it is the one that readers are shown.
        forms = [by_folded[folded] for folded in sorted(by_folded, key=lambda folded: (len(folded), folded))]
        self.forms: dict[str, Form] = {form.folded: form for form in forms}
        self.by_stem: dict[str, list[str]] = {}
        for form in forms:
            self.by_stem.setdefault(form.stem, []).append(form.folded)
        meanings = [meaning for group in groups for meaning in group.meanings]
        self._synonyms = _synonyms(meanings)
        members = {member for member, _ in meanings}
        self._synonym_texts = sorted(map(fold, members))
        self.longest_synonym = max(map(len, self._synonyms), default=1)
        # Synonyms of one word that no document has, which readers misspell and join too.
        only_synonyms = {form.folded: form for form in map(form_of, sorted(map(str.lower, members)))}
        self._only_synonyms = {
            folded: form for folded, form in only_synonyms.items() if folded.isalpha() and folded not in self.forms
        }
        known = [*self._only_synonyms.values(), *reversed(forms)]
        self._stem_of_plain = {f.plain_stem: f.stem for f in known if not self.knows(f.plain_stem)}

    def stem(self, word: str) -> str:
        """The stem of a word, also of one typed without æ, ø and å, and of an English plural."""
        stemmed = stem(word)
        if self.knows(stemmed):
            return stemmed
        singular = stem(_PLURAL.sub("", word))
        return singular if self.knows(singular) else self._stem_of_plain.get(stem(fold(word)), stemmed)

    def knows(self, stemmed: str) -> bool:
        """Whether a stem is that of a word in some document, or of a word with a synonym."""
        return stemmed in self.by_stem or (stemmed,) in self._synonyms

    def known_stem(self, part: str) -> str:
        """The stem of a part of a folded word, if the index has it or a synonym of it; else empty."""
        if part[:2] not in self._openings:
            return ""
        stemmed = stem(part)
        return stemmed if self.knows(stemmed) else self._stem_of_plain.get(stemmed, "")

    def form(self, folded: str) -> Form:
        """The form of a word that some document has, or that is a synonym.

        Raises:
            KeyError: for any other word.
        """
        return self.forms.get(folded) or self._only_synonyms[folded]

    def is_joined(self, one: str, other: str) -> bool:
        """Whether two typed words are one that is known: “vagt plan”, “ticket system”. Side by side they may also be
        two, as in “it system”: both must be long enough to tell."""
        together = one + other
        return min(len(one), len(other)) >= SHORTEST_COMPLETED and (
            together in self.forms or together in self._only_synonyms
        )

    def kin(self, folded: str, stemmed: str) -> Iterator[str]:
        """The other stems of a word and its verb, which Danish stems leave apart: “licens” beside “licenser”, “glemt”
        beside “glemme”, “skiftede” beside “skifte”, “vejledning” beside “vejlede”."""
        if len(stemmed) >= SHORTEST_KIN:
            roots = [stemmed.removesuffix(ending) for ending in _VERB_ENDINGS]
            near = [folded, *roots, *(root + ending for root in roots for ending in _VERB_ENDINGS)]
            for each in dict.fromkeys(near):
                if each != stemmed and len(each) >= SHORTEST_KIN and self.knows(each):
                    yield each
        if stemmed in self.forms and (other := self.forms[stemmed].stem) != stemmed:
            yield other

    def stems_starting(self, beginning: str) -> Iterator[str]:
        return _starting(self._sorted_stems, beginning)

    def stems_ending(self, ending: str) -> Iterator[str]:
        return _ending(self._stems_backwards, ending)

    def stems_with(self, inside: str) -> Iterator[str]:
        return (stemmed for stemmed in self.by_stem if inside in stemmed)

    def words_starting(self, beginning: str) -> Iterator[str]:
        return _starting(self._sorted_words, beginning)

    def words_ending(self, ending: str) -> Iterator[str]:
        return _ending(self._words_backwards, ending)

    def synonyms(self, stems: Stems) -> list[Stems]:
        """What stands for the same as these stems, in stems."""
        return self._synonyms.get(stems, [])

    def meaning_together(self, typed: Sequence[Word]) -> Stems:
        """The stems of the first words that make up a known synonym of several; empty where they make up none."""
        stems = tuple(self.stem(word.written) for word in typed[: self.longest_synonym])
        return next((stems[:n] for n in range(len(stems), 1, -1) if self.synonyms(stems[:n])), ())

    def synonyms_starting(self, text: str) -> list[str]:
        """The shortest words and phrases with a synonym that begin with what is typed, at most three."""
        beginning = fold(text.strip())
        if len(beginning) < SHORTEST_COMPLETED:
            return []
        return sorted(_starting(self._synonym_texts, beginning), key=lambda found: (len(found), found))[:3]

    def spelled_like(self, folded: str, slips: int) -> list[tuple[str, int]]:
        """The words at most ``slips`` edits from a word, nearest first, each with how many."""
        near = []
        for length in range(len(folded) - slips, len(folded) + slips + 1):
            spellings = self._spellings.get(length, {})
            for spelling, distance, _ in process.extract(
                folded, spellings.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                near.append((int(distance), spelling, spellings[spelling]))
        return [(word, distance) for distance, _, word in sorted(near)]

    def near_words(self, typed: str, limit: int = 3) -> list[str]:
        """Words of the index that look like ``typed``, for a reader whose search found nothing."""
        folded = fold(typed)[:LONGEST_TYPED]
        if len(folded) < SHORTEST_COMPARED:
            return []
        near = self.spelled_like(folded, max(2, len(folded) // 4))
        stems = dict.fromkeys(self.forms[word].stem for word, _ in near if word in self.forms)
        return [self.forms[self.by_stem[stemmed][0]].written for stemmed in islice(stems, limit)]

    @cached_property
    def _openings(self) -> set[str]:
        """How stems begin: a stem begins as its word does, so that few parts of a word need to be stemmed."""
        synonyms = (stems[0] for stems in self._synonyms if len(stems) == 1)
        return {stemmed[:2] for stemmed in (*self.by_stem, *self._stem_of_plain, *synonyms)}

    @cached_property
    def _sorted_stems(self) -> list[str]:
        return sorted(self.by_stem)

    @cached_property
    def _stems_backwards(self) -> list[str]:
        return sorted(stemmed[::-1] for stemmed in self.by_stem)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(folded for folded in self.forms if folded.isalpha())

    @cached_property
    def _words_backwards(self) -> list[str]:
        return sorted(folded[::-1] for folded in self.forms if folded.isalpha())

    @cached_property
    def _spellings(self) -> dict[int, dict[str, str]]:
        """Folded words and light stems by length, long enough to be compared by spelling, each with its word."""
        forms = [form for form in (*self._only_synonyms.values(), *self.forms.values()) if not form.folded.isdigit()]
        words_of = {f.light_stem: f.folded for f in forms} | {f.folded: f.folded for f in forms}
        by_length: dict[int, dict[str, str]] = defaultdict(dict)
        for spelling in sorted(words_of):
            if len(spelling) >= SHORTEST_COMPARED and spelling.isalpha():
                by_length[len(spelling)][spelling] = words_of[spelling]
        return by_length


def _synonyms(meanings: Iterable[tuple[str, list[str]]]) -> dict[Stems, list[Stems]]:
    """Each member of a synonym group with what it stands for, as folded stems. A query has no small words."""
    found: dict[Stems, list[Stems]] = defaultdict(list)
    for member, others in meanings:
        typed, _ = _stems(member)
        # “Lukke adgang” is also “adgange bliver lukket”.
        for key in {typed, typed[::-1]} - {()}:
            found[key] += [_stems(other)[1] for other in others]
    return dict(found)


@lru_cache(maxsize=50_000)
def _stems(text: str) -> tuple[Stems, Stems]:
    """The stems of a synonym without its small words, where it has others, and with them."""
    found = without_wholes(list(words(text)))
    every = tuple(word.stem for word in found)
    return tuple(word.stem for word in found if not word.is_small) or every, every


def _starting(ordered: list[str], beginning: str) -> Iterator[str]:
    """Those of the words, which are in alphabetical order, that start so."""
    following = map(ordered.__getitem__, range(bisect_left(ordered, beginning), len(ordered)))
    return takewhile(lambda word: word.startswith(beginning), following)


def _ending(backwards: list[str], ending: str) -> Iterator[str]:
    """Those of the words that end so. They are spelled backwards, and so in order of their endings."""
    return (word[::-1] for word in _starting(backwards, ending[::-1]))
