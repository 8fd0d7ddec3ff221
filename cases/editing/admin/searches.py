"""Searches without a result, for editors to read."""

from django.contrib import admin
from django.http import HttpRequest

from cases.search.models import Miss


@admin.register(Miss)
class MissAdmin(admin.ModelAdmin):
    list_display = ("words", "number", "last_seen")
    search_fields = ("words",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Miss | None = None) -> bool:
        return False
