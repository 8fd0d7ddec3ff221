"""Who changed an entry of a vocabulary, when, and what: a version of it for each save."""

import json
from dataclasses import dataclass
from typing import Any

import reversion
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from reversion.models import Version

from casekatalog.core.field_differences import FieldDifference, differing

BASELINE = "Som det var, før det blev rettet første gang"
VERSIONS_A_PAGE = 20


@dataclass(frozen=True)
class EntryVersion:
    """An entry as it was after one change, and what that changed."""

    revision: Any
    fields: list[FieldDifference]


def record(row: Model, user: Any, comment: str) -> None:
    """Store the entry as it is now, in the transaction of the change."""
    with reversion.create_revision(manage_manually=True):
        reversion.set_comment(comment)
        if user is not None:
            reversion.set_user(user)
        reversion.add_to_revision(row)


def versions_of(row: Model) -> list[EntryVersion]:
    """Every version, newest first."""
    stored = Version.objects.get_for_object(row).select_related("revision__user").order_by("-revision_id")
    held = [(version, json.loads(version.serialized_data)[0]["fields"]) for version in stored]
    before: list[Any] = [*(fields for _, fields in held[1:]), None]
    label = row._meta.label_lower
    return [
        EntryVersion(version.revision, [] if old is None else list(differing(label, old, fields)))
        for (version, fields), old in zip(held, before, strict=True)
    ]


class HistoryAdmin(admin.ModelAdmin):
    """Keeps the history of what is saved here, and shows it in place of Django's log."""

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        if not reversion.is_registered(model):
            reversion.register(model, use_natural_foreign_keys=True)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None
        if stored and not Version.objects.get_for_object(obj).exists():
            record(stored, None, BASELINE)
        super().save_model(request, obj, form, change)
        record(obj, request.user, "Rettet" if change else "Oprettet")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": "Historik",
            "opts": self.opts,
            "row": row,
            "page": Paginator(versions_of(row), VERSIONS_A_PAGE).get_page(request.GET.get("side")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/entry_history.html", context)
