"""How allauth's account pages behave here."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from casekatalog.accounts import lockout, secrets
from casekatalog.accounts.mail import send_soon
from casekatalog.accounts.pages import stopped


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Brugernavn eller adgangskode er forkert.",
        "enter_current_password": "Adgangskoden er forkert.",
        "incorrect_password": "Adgangskoden er forkert.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again only if the last sign-in is not recent either."""
        records = get_authentication_records(context.request, context.request.user)
        if any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by name and address (of IPv6 the network), so that no stranger can lock others out."""
        # allauth's own key holds the Host header, whose port a client chooses freely, and not the address.
        return f"{credentials.get('username', '').lower()}:{get_ip(request)}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password. A right one forgets the wrong ones: under this key they are of the same account."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        key = self._get_login_attempts_cache_key(request, **credentials)
        if user is None:
            lockout.stop_after_the_last(request, key)
        else:
            ratelimit.clear(request, action=lockout.ACTION, key=key)
        return user

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the message at a field; raise the page about the lock instead where a limit is reached."""
        if code in ("too_many_login_attempts", "rate_limited"):
            raise lockout.locked(context.request)
        return super().validation_error(code, *args)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return stopped(request, 403, "Din konto er lukket", "Bed den, der driver siden, om at åbne den igen.")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail after the answer, which is the same whether it can be sent or not."""
        told = {"email": email, "current_site": get_current_site(self.request), **context}
        send_soon(self.render_mail(template_prefix, email, told), template_prefix)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
