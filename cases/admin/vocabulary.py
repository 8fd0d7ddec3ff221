"""The catalogue's vocabularies, and the parts of all cases in one list, in Django admin."""

from __future__ import annotations

from django.contrib import admin

from cases import models
from frameworks.admin import TermAdmin

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


@admin.register(models.Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ("case", "confirmed_on")
    list_select_related = ("case",)
