"""The entries of all cases in one list for each kind, to look across cases. They are edited in their case's form."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models as columns
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from casekatalog.core.looked_at import LookedAtAdmin
from cases.models.records import PARTS, part_model

LONGEST_SHOWN = 140


@admin.display(description="case", ordering="case__title")
def case_link(row: Any) -> str:
    """The case that a row belongs to, as a link to its form."""
    return format_html('<a href="{}">{}</a>', reverse("admin:cases_case_change", args=[row.case_id]), row.case)


@admin.register(*(part_model(name) for name in PARTS))
class EntryAdmin(LookedAtAdmin):
    """A list that leads to the cases. Deleting stays permitted: deleting a case asks for it, as its entries go too."""

    list_display = (case_link, "order", "opening")
    list_display_links = None
    list_select_related = ("case",)
    search_fields: ClassVar[Any] = ("text", "case__title", "case__municipality__name")
    search_help_text = "Søg i teksterne, på casens titel eller på kommunen"
    actions = None

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = self.get_object(request, object_id)
        if entry is None or not self.has_view_permission(request, entry):
            raise Http404
        return redirect("admin:cases_case_change", entry.case_id)

    delete_view = change_view

    def get_list_filter(self, request: HttpRequest) -> Any:
        """By whatever the entry is sorted under: greb, phase, component, kind of figure."""
        return [
            column.name
            for column in self.model._meta.concrete_fields
            if column.choices or (isinstance(column, columns.ForeignKey) and column.name not in {"case", "product"})
        ]

    @admin.display(description="tekst", ordering="text")
    def opening(self, entry: Any) -> str:
        named = next((getattr(entry, name) for name in ("heading", "label") if hasattr(entry, name)), "")
        return Truncator(". ".join(filter(None, [named, entry.text]))).chars(LONGEST_SHOWN)
