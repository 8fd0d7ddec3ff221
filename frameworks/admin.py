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
)
class TermAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "order")
    search_fields = ("name", "description")
