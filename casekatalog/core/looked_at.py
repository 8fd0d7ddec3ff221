"""Rows that people look at in Django admin and do not write there."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookedAtAdmin(admin.ModelAdmin):
    """Rows to look at and to delete."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False
