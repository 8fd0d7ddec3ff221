"""allauth's pages where ours differ from them."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from casekatalog.accounts import two_factor
from casekatalog.accounts.pages import stopped


class LoginView(account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(oidc_name=settings.OIDC_ISSUER and settings.OIDC_NAME, **kwargs)


class OwnPasswordOnly:
    """For accounts with a password here. The others' organisation looks after password and two-factor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return stopped(
                request,
                403,
                "Du har ingen adgangskode her",
                "Du logger ind hos din egen organisation. Skift adgangskode og totrinsbekræftelse dér.",
            )
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class PasswordChangeView(OwnPasswordOnly, account.PasswordChangeView):
    pass


class ActivateTOTPView(OwnPasswordOnly, totp.ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                answer = super().form_valid(form)
        except IntegrityError:  # the button was pressed twice: the other press has set it up
            return redirect("mfa_index")
        two_factor.proved_here(self.request)
        return answer


class NewSessionKey:
    """Whoever has said again who they are goes on under a new key, so that a copy of the old one is worth nothing."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self.request.session.cycle_key()
        return answer


class ReauthenticateView(NewSessionKey, account.ReauthenticateView):
    pass


class ReauthenticateCodeView(NewSessionKey, mfa.ReauthenticateView):
    pass


def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """A link by mail where the site can send mail; else who to ask."""
    if settings.SENDS_MAIL:
        return account.password_reset(request)
    return render(request, "account/password_reset_by_hand.html")
