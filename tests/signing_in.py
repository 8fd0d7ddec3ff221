"""Steps that the tests of signing in share."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.test import Client

LOGIN = "/konto/log-ind/"
SET_UP = "/konto/totrin/opsaetning/"
CODES = "/konto/totrin/noedkoder/"
ENTER_CODE = "/konto/totrin/kode/"
PASSWORD = "korrekt-hest-batteri"  # noqa: S105


def editor(name: str = "anna", **fields) -> User:
    return User.objects.create_user(name, password=PASSWORD, is_staff=True, **fields)


def sign_in(client: Client, name: str = "anna", password: str = PASSWORD, **options):
    """What a person's browser sends."""
    return client.post(LOGIN, {"login": name, "password": password}, **options)


def change_password(client: Client, new: str, old: str = PASSWORD, **options):
    return client.post("/konto/adgangskode/", {"oldpassword": old, "password1": new, "password2": new}, **options)


def sign_in_with_code(client: Client, given: str):
    sign_in(client)
    return client.post(ENTER_CODE, {"code": given})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code(secret: str, periods_ahead: int = 0) -> str:
    """What the app shows now, or so many periods of 30 seconds later."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + periods_ahead))


def with_app(user: User) -> str:
    """Set up two-factor for ``user`` and give the app's secret."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret


def recovery_codes(user: User) -> list[str]:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    RecoveryCodes.activate(user)
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
