"""The terms that a process knows, each kept as one line: very many of them, of which a search looks at few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Term(NamedTuple):
    """A word of the index: its key, its folded form, its stems, and one way it is written."""

    pk: int
    folded: str
    stem: str
    plain_stem: str
    light_stem: str
    written: str


def line_of(term: Term) -> str:
    """The term but for its key. A form that is the folded word is left empty, and left out at the end."""
    folded = term.folded
    forms = (term.stem, term.plain_stem, term.light_stem, term.written)
    return "\t".join((folded, *("" if form == folded else form for form in forms))).rstrip("\t")


class KnownTerms:
    """Terms by their keys."""

    def __init__(self) -> None:
        self._lines: dict[int, str] = {}

    def __contains__(self, pk: int) -> bool:
        return pk in self._lines

    def __getitem__(self, pk: int) -> Term:
        folded, *forms = self._lines[pk].split("\t")
        forms += [""] * (4 - len(forms))
        return Term(pk, folded, *(form or folded for form in forms))

    def folded(self, pk: int) -> str:
        return self._lines[pk].partition("\t")[0]

    def has_forms(self, pk: int) -> bool:
        """Whether any of the term's forms is another than its folded word."""
        return "\t" in self._lines[pk]

    def add(self, terms: Iterable[Term]) -> None:
        self._lines.update((term.pk, line_of(term)) for term in terms)

    def add_lines(self, pks: Iterable[int], lines: Iterable[str]) -> None:
        """Add terms as a segment has them: lines that ``line_of`` made, with or without what is empty at the end, and
        empty ones for terms that nobody knew any more."""
        found = zip(pks, lines, strict=True)
        self._lines.update((pk, line.rstrip("\t")) for pk, line in found if line and pk not in self._lines)
