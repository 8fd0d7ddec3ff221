"""What administrators see of other people's sign-in: never a secret, and nothing that the settings decide."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

from casekatalog.core.looked_at import LookedAtAdmin

admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])

# Where a row is deleted, the person starts over at the next sign-in.


@admin.register(Authenticator)
class AuthenticatorAdmin(LookedAtAdmin):
    fields = list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)


@admin.register(SocialAccount)
class SocialAccountAdmin(LookedAtAdmin):
    fields = list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_select_related = ("user",)
