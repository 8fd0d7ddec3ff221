"""The list's parameters, declared and parsed with django-filter.

django-filter's own answer to an unknown value is an empty list. Here a reader who follows an old or mistyped link gets
the cases that the rest of the address asks for, and is told in words what was left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import django_filters
from django import forms

from casekatalog.lenient import LenientChoiceField, LenientField, LenientMultipleChoiceField
from cases.facets import FACETS, Options
from cases.models import Case
from cases.querysets import CaseQuerySet
from cases.search.query import MOST_WORDS
from cases.search.ranking import Search
from cases.state import CATALOGUE_ORDER, RELEVANCE

LONGEST_QUERY = 200
# What can be wrong with the words, said to the reader.
TOO_LONG = f"Søgningen var for lang. Vi har brugt de første {LONGEST_QUERY} tegn."
TOO_MANY = f"Søgningen har mange ord. Vi har brugt de første {MOST_WORDS}, der betyder noget."
UNREADABLE = "Søgningen havde tegn, der ikke kan læses. De er ikke brugt."
SORTINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    RELEVANCE: ("Mest relevante først", ("number",)),
    CATALOGUE_ORDER: ("Rækkefølge i kataloget", ("number",)),
    "kommune": ("Kommune, alfabetisk", ("municipality__sort_key", "number")),
    "nyeste": ("Nyeste i drift først", ("-implemented_year", "-implemented_month", "number")),
    "tid": ("Kortest tid til drift først", ("months_to_implement", "number")),
}


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


class FacetFilter(django_filters.MultipleChoiceFilter):
    """OR within a facet. A subquery, not a join, so that a case stands once however many values it has."""

    field_class = LenientMultipleChoiceField

    def filter(self, qs: CaseQuerySet, value: list[str]) -> CaseQuerySet:
        if not value:
            return qs
        return qs.filter(pk__in=Case.objects.order_by().filter(**{f"{self.field_name}__in": value}).values("pk"))


class SortingFilter(django_filters.Filter):
    field_class = LenientChoiceField

    def filter(self, qs: CaseQuerySet, value: str) -> CaseQuerySet:
        return qs.sorted_by(*SORTINGS[value or CATALOGUE_ORDER][1])


class WordsFilter(django_filters.Filter):
    field_class = WordsField

    def filter(self, qs: CaseQuerySet, value: str) -> CaseQuerySet:
        return qs.filter(pk__in=list(self.parent.search.cases)) if self.parent.search else qs


class CaseFilter(django_filters.FilterSet):
    """The parameters of the case list: ``q``, the facets and ``sortering``."""

    q = WordsFilter(label="Søgeord")
    sortering = SortingFilter(label="Sortering", choices=[(key, label) for key, (label, _) in SORTINGS.items()])

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: Any, queryset: CaseQuerySet, options: Options) -> None:
        super().__init__(data, queryset=queryset)
        for facet in FACETS:
            choices = [(value, label) for value, (label, _) in options[facet.name].items()]
            self.filters[facet.name] = FacetFilter(field_name=facet.path, label=facet.label, choices=choices)

    @cached_property
    def search(self) -> Search | None:
        """The answer to the words, if there are any."""
        return Search(self.cleaned["q"]) if self.cleaned["q"] else None

    def cases(self, without: str | None = None) -> CaseQuerySet:
        """The cases that all parameters ask for, or all but ``without``."""
        cases = self.queryset
        for name, value in self.cleaned.items():
            if name != without:
                cases = self.filters[name].filter(cases, value)
        return cases

    @property
    def cleaned(self) -> dict[str, Any]:
        """The known part of every parameter. Nothing a reader can send makes the form invalid."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def dropped(self) -> dict[str, Sequence[str]]:
        """The unknown part of each parameter that had one."""
        self.form.is_valid()
        return {name: f.dropped for name, f in self.form.fields.items() if isinstance(f, LenientField) and f.dropped}
