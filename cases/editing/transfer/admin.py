"""What the list of cases in Django admin gets: the import page, and export of one case and of the chosen ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.decorators import rate_limit
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator

from cases.editing.transfer.views import RATE, download, export_yaml, import_page
from cases.editing.transfer.write_yaml import as_zip
from cases.models import Case

Base: Any = admin.ModelAdmin if TYPE_CHECKING else object


def urls(model_admin: Any) -> list[URLPattern]:
    """Addresses under the list of cases."""
    wrap = model_admin.admin_site.admin_view

    def one(request: HttpRequest, object_id: str) -> HttpResponse:
        return export_yaml(model_admin, request, object_id)

    return [
        path("hent/", wrap(import_page(model_admin)), name="cases_case_import"),
        path("<path:object_id>/yaml/", wrap(one), name="cases_case_yaml"),
    ]


class TransferMixin(Base):
    """For the admin of cases. Comes before ``ModelAdmin`` among its bases."""

    actions: Any = ("as_spreadsheet", "as_yaml_files")

    def get_urls(self) -> list[Any]:
        return [*urls(self), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        can_import = self.has_add_permission(request) and self.has_change_permission(request)
        return super().changelist_view(request, {"can_import": can_import, **(extra_context or {})})

    @method_decorator(rate_limit(action=RATE))
    @admin.action(description="Hent som regneark (XLSX)", permissions=["view"])
    def as_spreadsheet(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse | None:
        # The library is large, and few processes ever write a workbook.
        from cases.editing.transfer.write_workbook import CONTENT_TYPE, TooLongForCellError, as_workbook

        try:
            content = as_workbook(list(queryset))
        except TooLongForCellError:
            messages.error(request, "En tekst er for lang til en celle i et regneark. Hent casene som YAML i stedet.")
            return None
        return download(content, f"cases-{timezone.localdate():%Y-%m-%d}.xlsx", CONTENT_TYPE)

    @method_decorator(rate_limit(action=RATE))
    @admin.action(description="Hent som YAML (zip)", permissions=["view"])
    def as_yaml_files(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse:
        return download(as_zip(queryset), f"cases-{timezone.localdate():%Y-%m-%d}.zip", "application/zip")
