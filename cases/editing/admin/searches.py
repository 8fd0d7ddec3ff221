"""Searches without a result, for editors to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from casekatalog.core.looked_at import LookedAtAdmin
from cases.search.models import Miss


@admin.register(Miss)
class MissAdmin(LookedAtAdmin):
    list_display = ("words", "number", "last_seen")
    search_fields = ("words",)
    actions = ("tick_off",)

    @admin.action(description="Løst: tag af listen", permissions=["view"])
    def tick_off(self, request: HttpRequest, queryset: QuerySet[Miss]) -> None:
        """Whoever reads the list may say that a search is solved. Is it not, the next such search brings it back."""
        deleted, _ = queryset.delete()
        told = "1 søgning er taget" if deleted == 1 else f"{deleted} søgninger er taget"
        self.message_user(request, f"{told} af listen. De kommer igen, hvis læserne stadig ikke finder noget.")
