"""The framework's vocabularies in Django admin."""

from django.contrib import admin

from frameworks import models


@admin.register(
    models.Grip,
    models.PreconditionPerspective,
    models.PreconditionTheme,
    models.Phase,
    models.LeavittComponent,
    models.InfrastructureLevel,
    models.GainPerspective,
    models.Tool,
    models.HistoricalExample,
    models.SurveyFigure,
)
class TermAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "order")
    search_fields = ("name", "description")


@admin.register(models.GripAspect)
class GripAspectAdmin(admin.ModelAdmin):
    list_display = ("heading", "grip", "order")
    list_select_related = ("grip",)


@admin.register(models.Passage)
class PassageAdmin(admin.ModelAdmin):
    list_display = ("heading", "page", "order")
    list_filter = ("page",)
    search_fields = ("heading", "text")


@admin.register(models.GlossaryTerm)
class GlossaryTermAdmin(admin.ModelAdmin):
    list_display = ("name", "explanation")
    search_fields = ("name", "explanation")


@admin.register(models.IndexFigure)
class IndexFigureAdmin(admin.ModelAdmin):
    list_display = ("example", "year", "municipality", "country")
    list_select_related = ("example",)
