"""Filters on the list of cases that the start page leads to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.editing.data_quality import (
    FIGURE_GAPS,
    NO_FIGURES,
    NO_FIGURES_IN_WORDS,
    unconfirmed,
    with_figure_gaps,
    without_questions,
)
from cases.models.contact import oldest_confirmation


class UnconfirmedFilter(admin.SimpleListFilter):
    title = "bekræftelse fra kommunen"
    parameter_name = "bekraeftet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nej", "ikke bekræftet i to år"), ("ja", "bekræftet inden for to år")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "nej":
            return unconfirmed(queryset)
        if self.value() == "ja":
            return queryset.filter(confirmed_on__gte=oldest_confirmation())
        return queryset


class MissingFiguresFilter(admin.SimpleListFilter):
    title = "mangler tal"
    parameter_name = "mangler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("noget", "mangler noget"), (NO_FIGURES, NO_FIGURES_IN_WORDS), *FIGURE_GAPS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "noget":
            return with_figure_gaps(queryset).filter(lacks__gt=0)
        if self.value() in {NO_FIGURES, *FIGURE_GAPS}:
            return with_figure_gaps(queryset).filter(**{f"lacks_{self.value()}": 1})
        return queryset


class MissingQuestionsFilter(admin.SimpleListFilter):
    title = "spørgsmål til “Passer den til os?”"
    parameter_name = "spoergsmaal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mangler", "mangler")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return without_questions(queryset) if self.value() == "mangler" else queryset
