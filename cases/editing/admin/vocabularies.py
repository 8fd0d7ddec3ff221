"""The lists that cases are found by, in Django admin."""

from typing import Any

from django.contrib import admin

from casekatalog.core.vocabulary_admin import TermAdmin, VocabularyAdmin
from cases import models

_FOR_EDITORS = "Til andre redaktører: hvad der hører under. Læserne ser den ikke."


@admin.register(models.SupportFunction)
class SupportFunctionAdmin(TermAdmin):
    help_texts = {
        "name": "En del af kommunens administration: “Løn og personale”.",
        "description": "Én sætning, som står på forsiden.",
    }


@admin.register(models.Technology)
class TechnologyAdmin(TermAdmin):
    help_texts = {"name": "Slags teknologi, ikke et bestemt produkt: “RPA/softwarerobot”.", "description": _FOR_EDITORS}


@admin.register(models.Task)
class TaskAdmin(TermAdmin):
    help_texts = {
        "name": "Den opgave, der bliver digitaliseret: “Bogføring og fakturaer”.",
        "description": _FOR_EDITORS,
    }


@admin.register(models.Municipality)
class MunicipalityAdmin(VocabularyAdmin):
    kept = ("code",)
    list_display = ("official_name", "in_cases", "code", "region")
    list_filter = ("region",)
    search_fields = ("name", "official_name", "code")
    search_help_text = "Søg på navn eller kommunekode"
    help_texts = {
        "code": "Fire cifre, som Danmarks Statistik bruger dem: “0820”. Kan ikke ændres bagefter.",
        "name": "Uden “Kommune”: “Vesthimmerland”.",
        "official_name": "Som kommunen selv skriver det: “Vesthimmerlands Kommune”.",
    }


@admin.register(models.Product)
class ProductAdmin(VocabularyAdmin):
    list_display = ("name", "vendor", "in_cases", "slug")
    list_select_related = ("vendor",)
    list_filter = (("vendor", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "vendor__name", "description")
    search_help_text = "Søg på navn, leverandør eller beskrivelse"
    autocomplete_fields = ("vendor",)
    help_texts = {
        "name": "Som systemet hed, da casen blev skrevet. Skifter det navn, så opret et nyt system.",
        "vendor": "Den virksomhed eller det fællesskab, der leverer systemet. Kan være tomt.",
        "description": "Et par ord, hvis navnet ikke siger det: “Kommunens økonomisystem”.",
    }


@admin.register(models.Vendor)
class VendorAdmin(VocabularyAdmin):
    list_display = ("name", "in_cases", "slug")
    search_fields = ("name", "slug")
    search_help_text = "Søg på navn"
    help_texts = {"name": "Som læserne skal se det. Navnet kan kun stå én gang."}


@admin.register(models.SynonymGroup)
class SynonymGroupAdmin(VocabularyAdmin):
    list_display = ("words", "note", "slug")
    search_fields = ("words", "note", "slug")
    search_help_text = "Søg på et ord"
    help_texts = {
        "slug": "Gruppens navn her i redaktionen, med små bogstaver. Kan ikke ændres bagefter.",
        "note": "Til andre redaktører: hvorfor ordene hører sammen. Læserne ser den ikke.",
    }


@admin.register(models.Rate)
class RateAdmin(TermAdmin):
    list_display: Any = ("name", "value", "unit", "applies_from", "applies_until", "order")
    search_fields = ("name", "source")
    search_help_text = "Søg på navn eller kilde"
    help_texts = {
        "name": "Hvad tallet er: “Kalkulationsrente”.",
        "unit": "“timer om året”, “% om året” eller “kr.”",
        "source": "Hvem der har sat tallet, og hvor det står. Læserne ser den sammen med datoen.",
        "changed_on": "Den dag, tallet sidst blev ændret her. Projekter fra før den dag får det at vide.",
    }
