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
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django_filters import Filter, FilterSet

from casekatalog.core.clean_text import clean_line
from casekatalog.core.data_version import cached
from casekatalog.core.lenient_fields import LenientChoiceField, LenientField, LenientMultipleChoiceField
from casekatalog.core.phrases import either
from casekatalog.core.vocabulary import Term, in_sentence
from cases.catalogue.list_state import BY_OWN_SYSTEMS, CARDS, RELEVANCE, SORTINGS, VIEWS, ListState
from cases.models import Case, Municipality, Product, Region, RolloutForm, SupportFunction, Task, Technology
from cases.models.choices import SUBJECTS_OF_COST, SUBJECTS_OF_EFFECT, FigureBasis, ProductRole
from cases.models.querysets import CaseQuerySet, in_use
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


class ValuesFilter(Filter):
    """A parameter that takes some of the values that ``read_options`` returns."""

    field_class = LenientMultipleChoiceField

    def __init__(self, label: str, field_name: str, read_options: Callable[[], Options]) -> None:
        super().__init__(field_name, label=label)
        self.read_options = read_options

    def options(self) -> Options:
        """Return every value with its name, in reading order. At most one query for each version of the data."""
        return cached(f"options-{self.field_name}", self.read_options)

    @property
    def field(self) -> forms.Field:
        self.extra["choices"] = [(value, name.label) for value, name in self.options().items()]
        return super().field


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


class FacetFilter(ValuesFilter):
    """A facet: the cases that have any of the selected values at ``field_name``, where ``condition`` holds.

    ``phrase`` puts the names of the values in a sentence about cases: "med {}", "i {}". An open facet is unfolded from
    the start; a long one leaves out values that no case has, and folds those that few have. Facets that follow each
    other with one ``group`` stand together under that name. A facet that is not ``offered`` is only kept when an
    address has it, one that is ``hidden_if_empty`` also when it gives something.
    """

    def __init__(
        self,
        label: str,
        field_name: str,
        phrase: str,
        read_options: Callable[[], Options],
        is_open: bool = False,
        is_long: bool = False,
        group: str = "",
        condition: Q | None = None,
        offered: bool = True,
    ) -> None:
        super().__init__(label, field_name, read_options)
        self.phrase, self.is_open, self.is_long, self.offered = phrase, is_open, is_long, offered
        self.group, self.condition = group or label, condition or Q()
        self.hidden_if_empty = False

    def having(self, values: Sequence[str]) -> Q:
        """Return the condition that a case has any of the values."""
        return Q(**{f"{self.field_name}__in": values}) & self.condition

    def filter(self, cases: CaseQuerySet, values: Sequence[str]) -> CaseQuerySet:
        """Narrow to the cases with any of the values, in a subquery so that a case with two of them stands once."""
        return (
            cases.filter(pk__in=Case.objects.order_by().filter(self.having(values)).values("pk")) if values else cases
        )

    def counting(self, cases: CaseQuerySet, name: str) -> QuerySet:
        """Return rows of ``name``, a value, and how many of the cases have it. Rows of facets can be joined."""
        having = cases.order_by().filter(self.condition)
        return having.values_list(_text(name), self.field_name).annotate(number=Count("pk", distinct=True))

    def count(self, cases: CaseQuerySet) -> dict[str, int]:
        """Count how many of the cases have each value. Values that none has are left out. One query."""
        return {value: number for _, value, number in self.counting(cases, "") if value}


class ConditionFacet(FacetFilter):
    """A facet with one value, ``value``, for the cases that fulfil ``condition``."""

    def __init__(
        self,
        label: str,
        value: str,
        name: Name,
        phrase: str,
        condition: Q,
        group: str = "",
        hidden_if_empty: bool = False,
    ) -> None:
        read = lambda: {value: name}  # noqa: E731
        super().__init__(label, f"{label}-{value}", phrase, read, condition=condition, group=group)
        self.hidden_if_empty = hidden_if_empty
        self.value = value

    def having(self, values: Sequence[str]) -> Q:
        return self.condition

    def counting(self, cases: CaseQuerySet, name: str) -> QuerySet:
        having = self.filter(cases, [self.value]).order_by()
        return having.values_list(_text(name), _text(self.value)).annotate(number=Count("pk"))


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
        columns = SORTINGS[sorting].columns if sorting else ()
        ordering = [OrderBy(F(c.lstrip("-")), descending=c.startswith("-"), nulls_last=True) for c in columns]
        return cases.with_order(self.parent.state.own_systems).order_by(*ordering) if sorting else cases


class ViewFilter(Filter):
    """Whether the cases stand as cards or in a table."""

    field_class = LenientChoiceField

    def filter(self, cases: CaseQuerySet, view: str) -> CaseQuerySet:
        return cases


class OwnSystemsFilter(ValuesFilter):
    """The systems that the reader's municipality runs. Cases say which of them they use; no case is left out."""

    def filter(self, cases: CaseQuerySet, systems: Sequence[str]) -> CaseQuerySet:
        return cases


def facet_of_systems(label: str, phrase: str, role: ProductRole) -> FacetFilter:
    """Cases in which a system has this role. One that was only hoped for has none."""
    return FacetFilter(
        label,
        "case_products__product__slug",
        phrase,
        products,
        is_open=True,
        is_long=True,
        group="System",
        condition=Q(case_products__role=role, case_products__hoped_for=False),
    )


class CaseFilterSet(FilterSet):
    """The published cases that an address asks for. Whatever the address holds, it is never refused."""

    q = WordsFilter(label="Søgeord")
    omraade = FacetFilter("Støttefunktion", "support_function__slug", "i {}", terms(SupportFunction), is_open=True)
    opgave = FacetFilter("Opgave", "tasks__slug", "om {}", terms(Task), is_open=True)
    loesning = facet_of_systems("Løsningen er", "med løsningen {}", ProductRole.SOLUTION)
    sammen_med = facet_of_systems("Arbejder sammen med", "i samspil med {}", ProductRole.INTEGRATION)
    system = FacetFilter(
        "System", "case_products__product__slug", "med systemet {}", products, is_long=True, offered=False
    )
    teknologi = FacetFilter("Teknologi", "technologies__slug", "med {}", terms(Technology), is_open=True)
    greb = FacetFilter("Greb", "evidence__grip__slug", "med grebet {}", terms(Grip))
    kommune = FacetFilter("Kommune", "municipality__code", "fra {}", municipalities, is_long=True)
    region = FacetFilter("Region", "municipality__region", "i {}", regions)
    udrulning = FacetFilter("Udrulning", "rollouts__form", "rullet ud {}", rollouts)
    pris = ConditionFacet(
        "Pris",
        "oplyst",
        Name("Har pris", "oplyst pris"),
        "med {}",
        Q(key_figures__basis=FigureBasis.PRICE, key_figures__subject__in=SUBJECTS_OF_COST),
        group="Tal",
    )
    effekt = ConditionFacet(
        "Effekt",
        "maalt",
        Name("Har målt effekt", "målt effekt"),
        "med {}",
        Q(key_figures__basis=FigureBasis.MEASURED, key_figures__subject__in=SUBJECTS_OF_EFFECT),
        group="Tal",
    )
    ogsaa = ConditionFacet(
        "Udbredelse",
        "i-brug",
        Name("I brug i andre kommuner", "i brug også i andre kommuner"),
        "{}",
        in_use("contributions__"),
        hidden_if_empty=True,
    )
    vi_har = OwnSystemsFilter("Jeres systemer", "case_products__product__slug", products)
    vis = ViewFilter(label="Visning", choices=list(VIEWS.items()))
    sortering = SortingFilter(label="Sortering", choices=[(key, way.label) for key, way in SORTINGS.items()])

    class Meta:
        model = Case
        fields: Sequence[str] = ()

    def __init__(self, query: QueryDict) -> None:
        # Every filter is copied and made a form field, which takes long, and most readers ask for few.
        self.__dict__["base_filters"] = {name: each for name, each in self.base_filters.items() if name in query}
        super().__init__(query, queryset=Case.objects.published())
        self.form.is_valid()

    @cached_property
    def state(self) -> ListState:
        """The known part of every parameter."""
        cleaned = self.form.cleaned_data
        selected = {name: tuple(cleaned[name]) for name in FACETS if cleaned.get(name)}
        view = cleaned.get("vis", "")
        return ListState(
            q=cleaned.get("q", ""),
            selected=selected,
            sorting=cleaned.get("sortering", ""),
            view="" if view == CARDS else view,
            own_systems=tuple(cleaned.get("vi_har", ())),
        )

    @property
    def dropped(self) -> Mapping[str, Sequence[str]]:
        """The unknown part of each parameter that had one."""
        return {name: field.dropped for name, field in self.form.fields.items() if field.dropped}

    @cached_property
    def search(self) -> Search | None:
        """The answer to the words; None when there are none."""
        return Search(self.state.q) if self.state.q else None

    @property
    def keys(self) -> list[int]:
        """The keys of the cases of this list, in its order, whatever page is shown. One query beside the search's."""
        return self._ordered[0]

    @property
    def number_stated(self) -> int:
        """How many of the cases have a value in the column that they are sorted by."""
        return self._ordered[1]

    @cached_property
    def _ordered(self) -> tuple[list[int], int]:
        """The keys and how many of them state what they are sorted by.

        Those of a list without words are kept for each version of the data: there are few of them, and words differ
        endlessly.
        """
        column = SORTINGS[self.state.effective_sorting].columns[0].lstrip("-")

        def read() -> tuple[list[int], int]:
            rows = list(self.qs.values_list("pk", column))
            return [key for key, _ in rows], sum(value is not None for _, value in rows)

        if not self.search:
            own = self.state.own_systems if self.state.sorting == BY_OWN_SYSTEMS else ()
            asked = sha256(f"{self.state.narrowing} {self.state.sorting} {own}".encode()).hexdigest()
            return cached(f"keys-{asked}", read)
        keys, stated = read()
        # Those that have only some of the words come last in every order.
        answering = self.search.answering
        keys.sort(key=lambda key: key not in answering)
        if self.state.effective_sorting == RELEVANCE:
            allowed = set(keys)
            return [key for key in self.search.cases if key in allowed], stated
        return keys, stated

    def without(self, name: str) -> CaseQuerySet:
        """Return the cases that all parameters but ``name`` ask for, to be counted: in no order."""
        cases = self.queryset
        for parameter, filter_ in self.filters.items():
            if parameter not in (name, "sortering"):
                cases = filter_.filter(cases, self.form.cleaned_data[parameter])
        return cases


# Every parameter that the list takes. Others are named to the reader.
PARAMETERS = (*CaseFilterSet.base_filters, "side")
# The facets by parameter, in the order readers meet them.
FACETS: dict[str, FacetFilter] = {
    name: filter_ for name, filter_ in CaseFilterSet.base_filters.items() if isinstance(filter_, FacetFilter)
}
