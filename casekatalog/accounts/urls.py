"""The addresses under /konto/: of allauth's pages only those in use, under allauth's names."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache

from casekatalog.accounts import views
from casekatalog.core.lazy_views import lazily


def page(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page that no browser and no proxy keeps."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    page("", mfa.index, "mfa_index"),
    page("log-ind/", views.LoginView.as_view(), "account_login"),
    page("log-ud/", account.logout, "account_logout"),
    page("fortsaet/", views.prolong, "account_prolong"),
    page("bekraeft/", account.reauthenticate, "account_reauthenticate"),
    page("adgangskode/", views.own_password_only(account.password_change), "account_change_password"),
    page("glemt-adgangskode/", views.forgotten_password, "account_reset_password"),
    page("glemt-adgangskode/sendt/", account.password_reset_done, "account_reset_password_done"),
    page("glemt-adgangskode/faerdig/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    re_path(
        r"^glemt-adgangskode/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    page("totrin/kode/", mfa.authenticate, "mfa_authenticate"),
    page("totrin/bekraeft/", mfa.reauthenticate, "mfa_reauthenticate"),
    page("totrin/opsaetning/", views.own_password_only(views.ActivateTOTPView.as_view()), "mfa_activate_totp"),
    page("totrin/fjern/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("totrin/noedkoder/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page("totrin/noedkoder/nye/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("organisation/", lazily("casekatalog.accounts.oidc.login"), "openid_connect_login"),
    page("organisation/svar/", lazily("casekatalog.accounts.oidc.callback"), "openid_connect_callback"),
]
