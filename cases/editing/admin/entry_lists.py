"""The parts of all cases in one list each, to look across them. They are edited on their case's screen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models as columns
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from cases import models
from cases.models.records import PARTS, part_model

LONGEST_SHOWN = 140


class LookAcrossAdmin(admin.ModelAdmin):
    """A list that leads to the cases. Nothing is added, changed or deleted here.

    The permission to delete is left as it is: deleting a case asks for it, since the parts go with the case.
    """

    list_display_links = None
    list_select_related = ("case",)
    actions = None

    @admin.display(description="case", ordering="case__title")
    def case_link(self, part: Any) -> str:
        return format_html('<a href="{}">{}</a>', _screen(part), part.case)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._to_case(request, object_id)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._to_case(request, object_id)

    def _to_case(self, request: HttpRequest, object_id: str) -> HttpResponse:
        part = self.get_object(request, object_id)
        if part is None or not self.has_view_permission(request, part):
            raise Http404
        return HttpResponseRedirect(_screen(part))

    def get_list_filter(self, request: HttpRequest) -> Any:
        """By whatever the part is sorted under: greb, phase, component, kind of figure."""
        return [
            column.name
            for column in self.model._meta.concrete_fields
            if column.choices or (isinstance(column, columns.ForeignKey) and column.name not in {"case", "product"})
        ]


def _screen(part: Any) -> str:
    return reverse("admin:cases_case_change", args=[part.case_id])


@admin.register(*(part_model(name) for name in PARTS if name != "case_products"))
class PartAdmin(LookAcrossAdmin):
    list_display = ("case_link", "order", "start")
    search_fields = ("text", "case__title", "case__municipality__name")
    search_help_text = "Søg i teksterne, på casens titel eller på kommunen"

    @admin.display(description="tekst", ordering="text")
    def start(self, part: Any) -> str:
        named = next((getattr(part, name) for name in ("heading", "label") if hasattr(part, name)), "")
        return Truncator(". ".join(filter(None, [named, part.text]))).chars(LONGEST_SHOWN)


@admin.register(models.CaseProduct)
class CaseProductAdmin(LookAcrossAdmin):
    list_display = ("case_link", "product", "role")
    list_select_related = ("case", "product")  # type: ignore[assignment]
    search_fields = ("product__name", "case__title", "case__municipality__name")
    search_help_text = "Søg på system, casens titel eller kommune"
