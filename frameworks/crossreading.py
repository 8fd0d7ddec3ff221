"""Reading across the cases: every case's entries under one theme, perspective, phase or component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from casekatalog.core.data_version import cached
from casekatalog.core.lenient_fields import LenientChoiceField
from casekatalog.core.parameters import unread
from casekatalog.core.phrases import number_of_cases, unknown
from casekatalog.core.vocabulary import Term
from frameworks.entries import FirstCases, counted, of_first_cases
from frameworks.models import LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme


@dataclass(frozen=True)
class Family:
    """One of the three models: its part of the address, the terms it reads by, and the name of a term's entries.

    ``phrase`` puts a term in a sentence about cases. ``nouns`` are what one entry is called, and several.
    """

    slug: str
    heading: str
    models: tuple[type[Term], ...]
    relation: str
    phrase: str
    nouns: tuple[str, str]


FAMILIES = {
    family.slug: family
    for family in (
        Family(
            "forudsaetninger",
            "Forudsætninger",
            (PreconditionTheme, PreconditionPerspective),
            "preconditions",
            "om {}",
            ("forudsætning", "forudsætninger"),
        ),
        Family("implementering", "Implementering", (Phase,), "steps", "med trin i fasen {}", ("trin", "trin")),
        Family(
            "aendringer",
            "Ændringer",
            (LeavittComponent,),
            "changes",
            "med ændringer i {}",
            ("ændring", "ændringer"),
        ),
    )
}


def find_term(family: Family, slug: str) -> Term | None:
    """The term of the family with this slug. Themes and perspectives share the family of preconditions."""
    found = (model._default_manager.filter(slug=slug).first() for model in family.models)
    return next((term for term in found if term), None)


def _count_terms() -> dict[str, list[Any]]:
    return {
        family.slug: [term for model in family.models for term in counted(model, family.relation) if term.number]
        for family in FAMILIES.values()
    }


def counted_terms(family: Family) -> list[Any]:
    """Every term of the family that cases have entries under, with their ``number``, in reading order."""
    return cached("terms-by-family", _count_terms)[family.slug]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class NarrowForm(forms.Form):
    """The two choices that narrow a cross-reading."""

    omraade = LenientChoiceField(required=False, label="Støttefunktion", widget=_select())
    teknologi = LenientChoiceField(required=False, label="Teknologi", widget=_select())

    def __init__(self, data: Mapping[str, Any], choices: Mapping[str, list[tuple[str, str]]]) -> None:
        super().__init__(data)
        for name, options in choices.items():
            self.narrowing[name].choices = [("", "Alle"), *options]

    @property
    def narrowing(self) -> dict[str, LenientChoiceField]:
        """The fields, known to be lenient."""
        return self.fields  # type: ignore[return-value]


class CrossReading:
    """The entries under ``term``, grouped by case and narrowed by the parameters in ``data``."""

    def __init__(self, family: Family, term: Term, data: Mapping[str, Any]) -> None:
        self.family = family
        self.term = term
        self.all_entries: QuerySet = getattr(term, family.relation).published()
        self.form = NarrowForm(
            data, {"omraade": self._vocabulary("support_function"), "teknologi": self._vocabulary("technologies")}
        )
        self.form.is_valid()

    def _vocabulary(self, relation: str) -> list[tuple[str, str]]:
        """Slug and name of everything that cases call ``relation``."""
        case = self.all_entries.model._meta.get_field("case").related_model
        return list(case._meta.get_field(relation).related_model._default_manager.values_list("slug", "name"))

    @cached_property
    def first(self) -> FirstCases:
        """The entries of the first cases, narrowed."""
        chosen = self.form.cleaned_data
        entries = self.all_entries
        if chosen["omraade"]:
            entries = entries.filter(case__support_function__slug=chosen["omraade"])
        if chosen["teknologi"]:
            entries = entries.filter(case__technologies__slug=chosen["teknologi"])
        return of_first_cases(entries)

    @cached_property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Cases in the catalogue's order, each with its entries."""
        entries = self.first.entries.select_related("case__municipality", "case__support_function")
        return [(case, list(group)) for case, group in groupby(entries, key=lambda entry: entry.case)]

    @property
    def messages(self) -> list[str]:
        fields = self.form.narrowing.values()
        dropped = [unknown(str(field.label), field.dropped) for field in fields if field.dropped]
        return dropped + unread(self.form.data, self.form.fields)

    @property
    def sentence(self) -> str:
        """How many cases are shown: “24 cases om finansiering”."""
        what = self.family.phrase.format(self.term.running_name)
        return f"{number_of_cases(self.first.total)} {what}"

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.cleaned_data.values())

    @property
    def url(self) -> str:
        """The address of this reading, without its narrowing."""
        return reverse("crossreading", args=[self.family.slug, self.term.slug])

    @property
    def query(self) -> str:
        """The narrowing as the end of an address: “?omraade=it”, or nothing."""
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        return "?" + urlencode(chosen) if chosen else ""

    @property
    def list_url(self) -> str:
        """The address of the case list with the same narrowing."""
        return reverse("cases") + self.query
