"""The list's parameters, declared and parsed as a form.

A reader who follows an old or mistyped link gets the cases that the rest of the address asks for, and is told in words
what was left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from casekatalog.core.lenient_fields import LenientChoiceField, LenientField, LenientMultipleChoiceField
from cases.catalogue.facets import FACETS, Options
from cases.catalogue.list_state import SORTINGS, ListState
from cases.search.query import MOST_WORDS

LONGEST_QUERY = 200
# What can be wrong with the words, said to the reader.
TOO_LONG = f"Søgningen var for lang. Vi har brugt de første {LONGEST_QUERY} tegn."
TOO_MANY = f"Søgningen har mange ord. Vi har brugt de første {MOST_WORDS}, der betyder noget."
UNREADABLE = "Søgningen havde tegn, der ikke kan læses. De er ikke brugt."


class WordsField(LenientField, forms.CharField):
    """Search words: control characters become spaces, and what is longer than a reader types is cut off."""

    def to_python(self, value: Any) -> str:
        printable = "".join(c if c.isprintable() else " " for c in str(value or ""))
        words = " ".join(printable.split())
        self.dropped: list[str] = [TOO_LONG] if len(words) > LONGEST_QUERY else []
        if any(not c.isprintable() and not c.isspace() for c in str(value or "")):
            self.dropped.append(UNREADABLE)
        if len(words.split()) > MOST_WORDS:
            self.dropped.append(TOO_MANY)
        return words[:LONGEST_QUERY].strip()


class ListForm(forms.Form):
    """The parameters of the case list: ``q``, the facets and ``sortering``.

    A field takes long to make and most readers ask for few, so there are fields only for what the address has.
    """

    def __init__(self, data: QueryDict, options: Options) -> None:
        super().__init__(data)
        if "q" in data:
            self.fields["q"] = WordsField(required=False)
        for facet in FACETS:
            if facet.name in data:
                known = [(value, label) for value, (label, _) in options[facet.name].items()]
                self.fields[facet.name] = LenientMultipleChoiceField(required=False, choices=known)
        if "sortering" in data:
            known = [(key, label) for key, (label, _) in SORTINGS.items()]
            self.fields["sortering"] = LenientChoiceField(required=False, choices=known)
        # Nothing a reader can send makes the form invalid.
        self.is_valid()

    @property
    def state(self) -> ListState:
        """The known part of every parameter."""
        cleaned = self.cleaned_data
        selected = {facet.name: tuple(cleaned[facet.name]) for facet in FACETS if cleaned.get(facet.name)}
        return ListState(q=cleaned.get("q", ""), selected=selected, sorting=cleaned.get("sortering", ""))

    @property
    def dropped(self) -> Mapping[str, Sequence[str]]:
        """The unknown part of each parameter that had one."""
        return {name: f.dropped for name, f in self.fields.items() if isinstance(f, LenientField) and f.dropped}
