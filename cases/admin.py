"""Editing in Django admin: one screen for a case with all its parts. The lists beside it register themselves."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet

from cases import models, part_admin, vocabulary_admin  # noqa: F401
from cases.contact_admin import ContactInline
from cases.desk_filters import MissingFiguresFilter, UnconfirmedFilter


class PartInline(admin.TabularInline):
    extra = 0


def _inline(part: type) -> type[admin.TabularInline]:
    return type(f"{part.__name__}Inline", (PartInline,), {"model": part})


# The parts of a case in the order of its page.
PARTS = (
    models.Purpose,
    models.Effect,
    models.KeyFigure,
    models.Precondition,
    models.ImplementationStep,
    models.OrganisationalChange,
    models.GripEvidence,
    models.GripExample,
    models.EditorialNote,
)


class CaseProductInline(PartInline):
    model = models.CaseProduct
    autocomplete_fields = ("product",)


class DistinctRelatedFilter(admin.RelatedOnlyFieldListFilter):
    """Counts a case once, also where two rows join it to the same value (a product in both roles)."""

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet) -> dict[str, Count]:
        counts = super().get_facet_counts(pk_attname, filtered_qs)
        for count in counts.values():
            count.distinct = True  # type: ignore[attr-defined]
        return counts


@admin.register(models.Case)
class CaseAdmin(admin.ModelAdmin):
    """A case and its parts in the order of the case page. The filters are the site's facets, counted by Django."""

    list_display = ("number", "title", "municipality", "support_function")
    list_display_links = ("title",)
    list_select_related = ("municipality", "support_function")
    list_filter = (
        "support_function",
        "tasks",
        "technologies",
        ("evidence__grip", DistinctRelatedFilter),
        ("municipality", admin.RelatedOnlyFieldListFilter),
        "municipality__region",
        ("products", DistinctRelatedFilter),
        "rollout",
        UnconfirmedFilter,
        MissingFiguresFilter,
    )
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("title", "summary", "municipality__name")
    autocomplete_fields = ("municipality",)
    filter_horizontal = ("tasks", "technologies")
    inlines = (CaseProductInline, *map(_inline, PARTS), ContactInline)
