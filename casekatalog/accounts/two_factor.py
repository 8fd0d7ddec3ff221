"""Two-factor for everyone who edits and signs in with a password. Until it is set up they reach only that page."""

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from casekatalog.core import kept_forms

SET_UP_HERE = "two_factor_set_up"
ALWAYS_OPEN = ("account_login", "account_logout", "account_reauthenticate")


def missing(request: HttpRequest, user: User | AnonymousUser) -> str | None:
    """The name of the page where ``user`` provides what is missing, or nothing."""
    if not settings.TWO_FACTOR or not user.is_authenticated or not user.is_staff:
        return None
    methods = {record["method"] for record in get_authentication_records(request, user)}
    if "socialaccount" in methods:  # their own organisation's sign-in decides
        return None
    app = _app(user)
    if app is None:
        return "mfa_activate_totp"
    proved = "mfa" in methods or request.session.get(SET_UP_HERE) == app.pk
    return None if proved else "mfa_reauthenticate"


def proved_here(request: HttpRequest) -> None:
    """The session in which an app was set up has proved it. Every other session must."""
    if app := _app(request.user):
        request.session[SET_UP_HERE] = app.pk


def first_use(user: User, code: str) -> bool:
    """Return whether ``user`` has not tried ``code`` in any process while it could be valid. From now on they have."""
    # allauth remembers a code for half a minute but takes it for one and a half, and forgets the one of the set-up.
    name = salted_hmac(__name__, f"{user.pk}:{normalize_user_code(code)}").hexdigest()
    valid_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return caches["shared"].add(f"one-time-code:{name}", True, timeout=valid_for)


class TwoFactorMiddleware(MiddlewareMixin):
    """Sends them from the pages for editing and their account to what is missing. Elsewhere they are not signed in."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if settings.TWO_FACTOR:
            if request.path.startswith((reverse("admin:index"), reverse("mfa_index"))):
                page = missing(request, request.user)
                if page and request.path not in {reverse(name) for name in (page, *ALWAYS_OPEN)}:
                    if request.method == "POST":
                        kept_forms.keep(request)
                    return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
            else:
                user = request.user
                request.user = SimpleLazyObject(  # type: ignore[assignment]
                    lambda: AnonymousUser() if missing(request, user) else user
                )
        return None


def _app(user: User | AnonymousUser) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
