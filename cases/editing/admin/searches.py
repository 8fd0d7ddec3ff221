"""Searches without a result, for editors to read."""

from django.contrib import admin

from casekatalog.core.looked_at import LookedAtAdmin
from cases.search.models import Miss


@admin.register(Miss)
class MissAdmin(LookedAtAdmin):
    list_display = ("words", "number", "last_seen")
    search_fields = ("words",)
