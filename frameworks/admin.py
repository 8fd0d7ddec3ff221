"""The framework's vocabularies and texts in Django admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.text import Truncator

from casekatalog.core.vocabulary_admin import FixedTermAdmin, TermAdmin, VocabularyAdmin
from frameworks import models

LONGEST_SHOWN = 140
_PARAGRAPHS = "En tom linje giver et nyt afsnit, og “- ” først på linjen giver et punkt."


@admin.register(models.Phase, models.LeavittComponent, models.PreconditionPerspective)
class FigureTermAdmin(FixedTermAdmin):
    """The figures have a place for each of these and no more."""

    help_texts = {"description": "Står øverst på den side, der samler, hvad casene skriver om det."}


@admin.register(models.Grip)
class GripAdmin(TermAdmin):
    help_texts = {"description": "Indledningen på grebets side."}


@admin.register(models.PreconditionTheme)
class PreconditionThemeAdmin(TermAdmin):
    help_texts = {"description": "Står øverst på den side, der samler, hvad casene skriver om temaet."}


@admin.register(models.GainPerspective)
class GainPerspectiveAdmin(TermAdmin):
    help_texts = {"description": "Én sætning, som står i tabellen over gevinster."}


@admin.register(models.InfrastructureLevel)
class InfrastructureLevelAdmin(TermAdmin):
    help_texts = {"description": _PARAGRAPHS, "focus": "I én sætning: hvad kommunen har fokus på på dette niveau."}


@admin.register(models.Tool)
class ToolAdmin(TermAdmin):
    list_display: Any = ("name", "year", "order", "slug")
    help_texts = {"year": "Det år, redskabet er beskrevet. Læserne ser det.", "description": _PARAGRAPHS}


@admin.register(models.HistoricalExample)
class HistoricalExampleAdmin(TermAdmin):
    list_display: Any = ("name", "municipality_name", "year", "effectiveness", "order")
    list_filter = ("effectiveness",)
    search_fields: ClassVar[Any] = ("name", "municipality_name", "description")
    search_help_text = "Søg på navn, kommune eller beskrivelse"
    help_texts = {
        "municipality_name": "Som kommunen hed dengang.",
        "path": "Hvordan kommunen nåede gevinsten: “optimering af arbejdsgange”.",
        "description": _PARAGRAPHS,
    }


@admin.register(models.SurveyFigure)
class SurveyFigureAdmin(TermAdmin):
    list_display: Any = ("name", "share", "stated_as", "year", "order")
    search_fields: ClassVar[Any] = ("name", "source")
    search_help_text = "Søg på navn eller undersøgelse"
    help_texts = {
        "name": "Hvad andelen er af: “Kommuner med en hjemmeside”.",
        "share": "Fra 0 til 100. Søjlen tegnes efter tallet.",
        "stated_as": "Ordret: “tre ud af fire”. Læserne ser ordene ved søjlen.",
    }


@admin.register(models.GripAspect)
class GripAspectAdmin(VocabularyAdmin):
    kept = ()
    list_display = ("heading", "grip", "order")
    list_select_related = ("grip",)
    list_filter = ("grip",)
    search_fields = ("heading", "text")
    search_help_text = "Søg i overskrifter og tekster"
    help_texts = {"order": "Pladsen på grebets side. To kan ikke have samme tal.", "text": _PARAGRAPHS}


@admin.register(models.Passage)
class PassageAdmin(VocabularyAdmin):
    kept = ("slug", "page")
    list_display = ("heading", "page", "order", "source")
    list_filter = ("page",)
    search_fields = ("heading", "text", "slug")
    search_help_text = "Søg i overskrifter og tekster"
    help_texts = {
        "page": "Den side, teksten står på. Kan ikke ændres bagefter.",
        "order": "Pladsen på siden. To kan ikke have samme tal.",
        "text": _PARAGRAPHS,
        "source": "Hvor det står i kilden: “s. 18”.",
    }


@admin.register(models.GlossaryTerm)
class GlossaryTermAdmin(VocabularyAdmin):
    list_display = ("name", "start")
    search_fields = ("name", "explanation")
    search_help_text = "Søg på et ord eller i forklaringerne"
    help_texts = {
        "name": "Forkortelsen eller ordet, som det står i casene.",
        "explanation": "En eller to sætninger, som en læser uden forkundskaber forstår.",
        "is_english": "Ordet er engelsk, så det bliver læst op på engelsk.",
    }

    @admin.display(description="forklaring")
    def start(self, term: models.GlossaryTerm) -> str:
        return Truncator(term.explanation).chars(LONGEST_SHOWN)


@admin.register(models.IndexFigure)
class IndexFigureAdmin(VocabularyAdmin):
    kept = ("example", "year")
    list_display = ("example", "year", "municipality", "country")
    list_display_links = ("year",)
    list_select_related = ("example",)
    list_filter = ("example",)
    help_texts = {
        "municipality": "Indekset for kommunen; det første år er 100.",
        "country": "Indekset for hele landet.",
    }
