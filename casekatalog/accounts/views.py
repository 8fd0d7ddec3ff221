"""allauth's pages where ours differ from them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from casekatalog.accounts import sessions, two_factor
from casekatalog.accounts.pages import stopped


class LoginView(account.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(oidc_name=settings.OIDC_ISSUER and settings.OIDC_NAME, **kwargs)


def own_password_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep ``view`` for accounts with a password here. The others' organisation looks after password and two-factor."""

    @wraps(view)
    def kept(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            explanation = "Du logger ind hos din egen organisation. Skift adgangskode og totrinsbekræftelse dér."
            return stopped(request, 403, "Du har ingen adgangskode her", explanation)
        return view(request)

    return kept


class ActivateTOTPView(totp.ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        # Before there is an app that it could sign in with.
        two_factor.first_use(self.request.user, form.cleaned_data["code"])
        try:
            with transaction.atomic():
                answer = super().form_valid(form)
        except IntegrityError:  # the button was pressed twice: the other press has set it up
            return redirect("mfa_index")
        two_factor.proved_here(self.request)
        return answer


@require_POST
def prolong(request: HttpRequest) -> HttpResponse:
    """Asking is enough: the session is prolonged as by any page. Answers how many seconds are left of it."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return JsonResponse({"seconds": sessions.seconds_left(request.session)})


def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """A link by mail where the site can send mail; else who to ask."""
    if settings.SENDS_MAIL:
        return account.password_reset(request)
    return render(request, "account/password_reset_by_hand.html")
