"""What administrators see of other people's sign-in: never a secret, and nothing that the settings decide."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.http import HttpRequest

admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])


class ToDeleteOnly(admin.ModelAdmin):
    """Can be looked at and deleted: then the person starts over at the next sign-in."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(ToDeleteOnly):
    fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)


@admin.register(SocialAccount)
class SocialAccountAdmin(ToDeleteOnly):
    fields = list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_select_related = ("user",)
