"""Editing in Django admin: one screen for a case with all its parts, and one for each vocabulary."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet

from cases import models
from cases.transfer.admin import TransferMixin
from frameworks.admin import TermAdmin


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
class CaseAdmin(TransferMixin, admin.ModelAdmin):
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
    )
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("title", "summary", "municipality__name")
    autocomplete_fields = ("municipality",)
    filter_horizontal = ("tasks", "technologies")
    inlines = (CaseProductInline, *map(_inline, PARTS))


admin.site.register([models.SupportFunction, models.Technology, models.Task], TermAdmin)


@admin.register(models.Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    list_display = ("official_name", "code", "region")
    list_filter = ("region",)
    search_fields = ("name", "code")


@admin.register(models.Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("name", "vendor")
    list_select_related = ("vendor",)
    search_fields = ("name", "vendor__name")


@admin.register(models.SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    list_display = ("words", "note")
    search_fields = ("words",)


@admin.register(models.Vendor)
class VendorAdmin(admin.ModelAdmin):
    search_fields = ("name",)


@admin.register(*PARTS)
class PartAdmin(admin.ModelAdmin):
    """The parts of all cases in one list, to look across them."""

    list_display = ("case", "order", "text")
    list_select_related = ("case",)
    search_fields = ("text", "case__title")
    autocomplete_fields = ("case",)


@admin.register(models.CaseProduct)
class CaseProductAdmin(admin.ModelAdmin):
    list_display = ("case", "product", "role")
    list_select_related = ("case", "product")
    list_filter = ("role",)
    autocomplete_fields = ("case", "product")
