"""The editing pages as a whole: their name, and a start page that says what there is to do."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from casekatalog.accounts.sessions import seconds_left
from casekatalog.core import kept_forms
from cases.editing.dashboard import dashboard_of
from cases.editing.inbox import inbox_of


class EditorSite(admin.AdminSite):
    """Django admin with the editors' dashboard as its start page."""

    site_header = site_title = "Casekatalog: redaktion"
    index_title = "Overblik"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        lists = {"inbox": inbox_of(request.user), "dashboard": dashboard_of(request.user)}
        return super().index(request, {**lists, **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every editing page needs so that nothing typed is lost: whose forms these are, and for how long."""
        context = super().each_context(request)
        if request.user.is_authenticated:
            context |= {"written_by": kept_forms.seal(request.user), "session_seconds": seconds_left(request.session)}
        return context
