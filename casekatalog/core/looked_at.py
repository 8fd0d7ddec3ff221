"""Rows that people look at in Django admin or delete there, and do not write."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookedAtAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False
