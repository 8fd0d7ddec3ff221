"""What happens at a sign-in and at a failed one. The log names an account by its number, never by name or address."""

import logging
import time
from typing import Any

from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from casekatalog.accounts import lockout, sessions

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    request.session[sessions.SIGNED_IN_AT] = time.time()
    methods = [record["method"] for record in request.session.get("account_authentication_methods", [])]
    logger.info("Account %s signed in with %s", user.pk, " and ".join(methods) or "no method of allauth's")


@receiver(authentication_step_completed)
def said_again(request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    """Go on under a new key, so that a copy of the old one is worth nothing."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(user_login_failed)
def password_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    account = User.objects.filter(username=credentials.get("username")).values_list("pk", flat=True).first()
    logger.warning("Account %s: wrong password", account or "that is none")


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    logger.warning("Account %s: wrong second factor", user.pk)
    # allauth's key of wrong codes. Whoever sends them knows the password, so they count from all addresses.
    lockout.stop_after_the_last(request, f"mfa-auth-user-{user.pk}")


@receiver(user_logged_out)
def signed_out(user: AbstractBaseUser | None, **kwargs: Any) -> None:
    if user is not None:
        logger.info("Account %s signed out", user.pk)


@receiver([password_changed, password_reset, authenticator_added, authenticator_removed, authenticator_reset])
def changed(signal: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
    logger.info("Account %s: %s", user.pk, CHANGES[signal])


CHANGES = {
    password_changed: "password changed",
    password_reset: "password reset",
    authenticator_added: "second factor added",
    authenticator_removed: "second factor removed",
    authenticator_reset: "recovery codes renewed",
}
