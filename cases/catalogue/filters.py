"""The list's parameters: each declared once, parsed from an address, and turned into a query.

A reader who follows an old or mistyped link gets the cases that the rest of the address asks for, and is told in words
what was left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, F, Q
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django_filters import Filter, FilterSet

from casekatalog.core.clean_text import clean_line
from casekatalog.core.data_version import cached
from casekatalog.core.lenient_fields import LenientChoiceField, LenientField, LenientMultipleChoiceField
from casekatalog.core.phrases import either
from casekatalog.core.vocabulary import Term, in_sentence
from cases.catalogue.list_state import RELEVANCE, SORTINGS, ListState
from cases.models import Case, Municipality, Product, Region, RolloutForm, SupportFunction, Task, Technology
from cases.models.choices import SUBJECTS_OF_COST, FigureBasis
from cases.models.querysets import CaseQuerySet
from cases.search.query import MOST_WORDS, unwanted
from cases.search.ranking import Search
from frameworks.models import Grip

LONGEST_QUERY = 200
# What can be wrong with the words, said to the reader.
TOO_LONG = f"Søgningen var for lang. Vi har brugt de første {LONGEST_QUERY} tegn."
TOO_MANY = f"Søgningen har mange ord. Vi har brugt de første {MOST_WORDS}, der betyder noget."
# Control characters, and what stands for bytes that are no text. Characters that only format are dropped in silence.
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
UNREADABLE = "Søgningen havde tegn, der ikke kan læses. De er ikke brugt."


class Name(NamedTuple):
    """The name of a facet's value as it stands alone, and as it stands in a sentence."""

    label: str
    in_sentence: str


# Every value of a facet with its name, in reading order.
Options = Mapping[str, Name]


def terms(model: type[Term]) -> Callable[[], Options]:
    return lambda: {term.slug: Name(term.name, term.running_name) for term in model._default_manager.all()}


def municipalities() -> Options:
    return {m.code: Name(m.name, m.official_name) for m in Municipality.objects.all()}


def products() -> Options:
    return {product.slug: Name(product.name, product.name) for product in Product.objects.all()}


def regions() -> Options:
    return {value: Name(label, f"Region {label}") for value, label in Region.choices}


def rollouts() -> Options:
    return {value: Name(label, in_sentence(label)) for value, label in RolloutForm.choices}


class FacetFilter(Filter):
    """A facet: the cases that have any of the selected values at ``field_name``.

    ``phrase`` puts the names of the values in a sentence about cases: "med {}", "i {}". ``read_options`` returns all
    values there are. An open facet is unfolded from the start; a long one hides values that few cases have.
    """

    field_class = LenientMultipleChoiceField

    def __init__(
        self,
        label: str,
        field_name: str,
        phrase: str,
        read_options: Callable[[], Options],
        is_open: bool = False,
        is_long: bool = False,
    ) -> None:
        super().__init__(field_name, label=label)
        self.phrase, self.read_options, self.is_open, self.is_long = phrase, read_options, is_open, is_long

    def options(self) -> Options:
        """Return every value with its name, in reading order. At most one query for each version of the data."""
        return cached(f"options-{self.field_name}", self.read_options)

    @property
    def field(self) -> forms.Field:
        self.extra["choices"] = [(value, name.label) for value, name in self.options().items()]
        return super().field

    def having(self, values: Sequence[str]) -> Q:
        """Return the condition that a case has any of the values."""
        return Q(**{f"{self.field_name}__in": values})

    def filter(self, cases: CaseQuerySet, values: Sequence[str]) -> CaseQuerySet:
        """Narrow to the cases with any of the values, in a subquery so that a case with two of them stands once."""
        return (
            cases.filter(pk__in=Case.objects.order_by().filter(self.having(values)).values("pk")) if values else cases
        )

    def count(self, cases: CaseQuerySet) -> dict[str, int]:
        """Count how many of the cases have each value. Values that none has are left out. One query."""
        found = cases.order_by().values_list(self.field_name).annotate(Count("pk", distinct=True))
        return {value: number for value, number in found if value}


class ConditionFacet(FacetFilter):
    """A facet with one value, ``value``, for the cases that fulfil ``condition``."""

    def __init__(self, label: str, value: str, name: Name, phrase: str, condition: Q) -> None:
        super().__init__(label, value, phrase, lambda: {value: name})
        self.value, self.condition = value, condition

    def having(self, values: Sequence[str]) -> Q:
        return self.condition

    def count(self, cases: CaseQuerySet) -> dict[str, int]:
        return {self.value: self.filter(cases, [self.value]).count()}


class WordsField(LenientField, forms.CharField):
    """Search words in clean text, cut off where they are longer than a reader types."""

    def to_python(self, value: Any) -> str:
        readable, unreadable = _UNREADABLE.subn(" ", str(value or ""))
        words = clean_line(readable)
        self.dropped: list[str] = [TOO_LONG] if len(words) > LONGEST_QUERY else []
        if unreadable:
            self.dropped.append(UNREADABLE)
        if len(words.split()) > MOST_WORDS:
            self.dropped.append(TOO_MANY)
        words = words[:LONGEST_QUERY].strip()
        if spared := unwanted(words):
            self.dropped.append(f"Cases med {either(f'“{word}”' for word in spared)} er valgt fra.")
        return words


class WordsFilter(Filter):
    """Search words: the cases that the search finds."""

    field_class = WordsField

    def filter(self, cases: CaseQuerySet, words: str) -> CaseQuerySet:
        return cases.filter(pk__in=list(self.parent.search.cases)) if words else cases


class SortingFilter(Filter):
    """The order of the list. What has no value to be sorted by comes last."""

    field_class = LenientChoiceField

    def filter(self, cases: CaseQuerySet, sorting: str) -> CaseQuerySet:
        columns = SORTINGS[sorting][1] if sorting else ()
        ordering = [OrderBy(F(c.lstrip("-")), descending=c.startswith("-"), nulls_last=True) for c in columns]
        return cases.with_time().order_by(*ordering) if sorting else cases


class CaseFilterSet(FilterSet):
    """The published cases that an address asks for. Whatever the address holds, it is never refused."""

    q = WordsFilter(label="Søgeord")
    omraade = FacetFilter("Støttefunktion", "support_function__slug", "i {}", terms(SupportFunction), is_open=True)
    opgave = FacetFilter("Opgave", "tasks__slug", "om {}", terms(Task), is_open=True)
    teknologi = FacetFilter("Teknologi", "technologies__slug", "med {}", terms(Technology), is_open=True)
    greb = FacetFilter("Greb", "evidence__grip__slug", "med grebet {}", terms(Grip), is_open=True)
    kommune = FacetFilter("Kommune", "municipality__code", "fra {}", municipalities, is_long=True)
    region = FacetFilter("Region", "municipality__region", "i {}", regions)
    system = FacetFilter("System", "products__slug", "med systemet {}", products, is_long=True)
    udrulning = FacetFilter("Udrulning", "rollouts__form", "rullet ud {}", rollouts)
    pris = ConditionFacet(
        "Pris",
        "oplyst",
        Name("Har pris", "oplyst pris"),
        "med {}",
        Q(key_figures__basis=FigureBasis.PRICE, key_figures__subject__in=SUBJECTS_OF_COST),
    )
    sortering = SortingFilter(label="Sortering", choices=[(key, label) for key, (label, _) in SORTINGS.items()])

    class Meta:
        model = Case
        fields: Sequence[str] = ()

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query, queryset=Case.objects.published())
        # A form field takes long to make, and most readers ask for few.
        self.filters: dict[str, Filter] = {name: filter_ for name, filter_ in self.filters.items() if name in query}
        self.form.is_valid()

    @cached_property
    def state(self) -> ListState:
        """The known part of every parameter."""
        cleaned = self.form.cleaned_data
        selected = {name: tuple(cleaned[name]) for name in FACETS if cleaned.get(name)}
        return ListState(q=cleaned.get("q", ""), selected=selected, sorting=cleaned.get("sortering", ""))

    @property
    def dropped(self) -> Mapping[str, Sequence[str]]:
        """The unknown part of each parameter that had one."""
        return {name: field.dropped for name, field in self.form.fields.items() if field.dropped}

    @cached_property
    def search(self) -> Search | None:
        """The answer to the words; None when there are none."""
        return Search(self.state.q) if self.state.q else None

    @cached_property
    def keys(self) -> list[int]:
        """The keys of the cases of this list, in its order, whatever page is shown. One query beside the search's.

        A list without words is kept for each version of the data: there are few of them, and words differ endlessly.
        """

        def read() -> list[int]:
            return list(self.qs.values_list("pk", flat=True))

        if not self.search:
            asked = sha256(f"{self.state.narrowing} {self.state.sorting}".encode()).hexdigest()
            return cached(f"keys-{asked}", read)
        if self.state.effective_sorting == RELEVANCE:
            allowed = set(read())
            return [key for key in self.search.cases if key in allowed]
        return read()

    def without(self, name: str) -> CaseQuerySet:
        """Return the cases that all parameters but ``name`` ask for."""
        cases = self.queryset
        for parameter, filter_ in self.filters.items():
            if parameter != name:
                cases = filter_.filter(cases, self.form.cleaned_data[parameter])
        return cases


# Every parameter that the list takes. Others are named to the reader.
PARAMETERS = (*CaseFilterSet.base_filters, "side")
# The facets by parameter, in the order readers meet them.
FACETS: dict[str, FacetFilter] = {
    name: filter_ for name, filter_ in CaseFilterSet.base_filters.items() if isinstance(filter_, FacetFilter)
}
