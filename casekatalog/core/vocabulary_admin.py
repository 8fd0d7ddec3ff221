"""What the vocabularies share in Django admin: an address that stays, plain help, and no deletion of what is in use."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casekatalog.core.editing_forms import EditingForm, KeepsTyped
from casekatalog.core.entry_history import HistoryAdmin
from casekatalog.core.publication import Status
from casekatalog.core.vocabulary_usage import cases_using, lookups, number_of_cases

_HELP = {
    "slug": "Står i adresser og kan ikke ændres bagefter. Små bogstaver, tal og bindestreger; "
    "æ, ø og å bliver til ae, oe og aa: “loen-og-personale”.",
    "order": "Læserne møder værdierne i denne rækkefølge. To kan ikke have samme tal.",
}


class VocabularyAdmin(HistoryAdmin, KeepsTyped):
    """A list of values. Its rows say how many cases use them, and one that is in use cannot be deleted."""

    form = EditingForm
    # Fields that addresses, fixtures or figures depend on: written once.
    kept: tuple[str, ...] = ("slug",)
    help_texts: Mapping[str, str] = {}
    delete_confirmation_template = "admin/delete_vocabulary.html"
    delete_selected_confirmation_template = "admin/delete_vocabulary_selected.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.annotate(number_of_cases=number_of_cases(self.model)) if lookups(self.model) else rows

    @admin.display(description="cases", ordering="number_of_cases")
    def in_cases(self, value: Any) -> int:
        return value.number_of_cases

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = tuple(super().get_readonly_fields(request, obj))
        return (*own, *self.kept) if obj else own

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if text := {**_HELP, **self.help_texts}.get(db_field.name):
            kwargs["help_text"] = text
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        in_use = _links(self.model, objs)
        return (deleted, counts, set(), in_use) if in_use else (deleted, counts, lacking, protected)


class TermAdmin(VocabularyAdmin):
    """A list of terms in a fixed order. A new one is placed last."""

    list_display: Any = ("name", "order", "slug")
    search_fields: ClassVar[Any] = ("name", "short_name", "description", "slug")
    search_help_text = "Søg på navn eller beskrivelse"

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = tuple(super().get_list_display(request))
        return (columns[0], "in_cases", *columns[1:]) if lookups(self.model) else columns

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = self.model._default_manager.aggregate(last=Max("order"))["last"] or 0
        return {"order": last + 1, **super().get_changeform_initial_data(request)}


class FixedTermAdmin(TermAdmin):
    """Terms that a figure is drawn from: their number, slugs and order are the figure's. The words can be changed."""

    kept = ("slug", "order")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _links(model: type[Model], values: Iterable[Any]) -> list[Any]:
    """The cases that use ``values``, as links to their editing forms. For several values, a list under each."""
    used = [(value, [_link(case) for case in cases_using(model, [value])]) for value in values]
    if len(used) == 1:
        return used[0][1]
    return [item for value, cases in used if cases for item in (str(value), cases)]


def _link(case: Any) -> SafeString:
    kind = "rettelse, " if case.revises_id else ""
    status = "" if case.status == Status.PUBLISHED else f" ({kind}{case.get_status_display().lower()})"
    return format_html('<a href="{}">{}</a>{}', reverse("admin:cases_case_change", args=[case.pk]), case, status)
