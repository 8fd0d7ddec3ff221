"""allauth's forms in our words. `settings.py` names them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.http import HttpRequest

from casekatalog.accounts.lockout import second_factor_is_open

LAST_USED = "last_used"
CODE = {"code": {"inputmode": "numeric", "spellcheck": "false"}}
NEW_PASSWORD = {"password1": "Mindst 12 tegn. Ikke kun tal, ikke dit navn og ikke en af dem, mange bruger."}


class OwnLook:
    """Det Fælles Designsystem's classes; a label above the field instead of a placeholder inside it."""

    fields: dict[str, Any]
    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}
    attributes: dict[str, dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= {"class": "form-input", **self.attributes.get(name, {})}


class LoginForm(OwnLook, account.LoginForm):
    attributes = {"login": {"autocapitalize": "none", "spellcheck": "false"}}


class ReauthenticateForm(OwnLook, account.ReauthenticateForm):
    labels = {"password": "Adgangskode"}


class ChangePasswordForm(OwnLook, account.ChangePasswordForm):
    help_texts = NEW_PASSWORD


class ResetPasswordForm(OwnLook, account.ResetPasswordForm):
    labels = {"email": "E-mail"}
    users: list[Any]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Every address gets a message, so that the answer takes the same time whether it is known or not."""
        self.users = [user for user in self.users if user.has_usable_password()]
        if self.users:
            return super().save(request, **kwargs)
        email: str = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {"request": request})
        return email


class ResetPasswordKeyForm(OwnLook, account.ResetPasswordKeyForm):
    help_texts = NEW_PASSWORD


class ActivateTOTPForm(OwnLook, totp.ActivateTOTPForm):
    labels = {"code": "Koden fra appen"}
    help_texts = {"code": "Seks cifre."}
    attributes = CODE


class OneTimeCode(OwnLook):
    """A code that counts as a failed sign-in when it is wrong, and that is taken once only.

    allauth remembers used codes in each process's own memory; this remembers the last one in the database.
    """

    labels = {"code": "Kode"}
    help_texts = {"code": "Seks cifre fra appen, eller en af dine nødkoder."}
    attributes = CODE
    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        if not second_factor_is_open(context.request, self.user):
            raise get_mfa_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not self._first_use(code):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code

    @transaction.atomic
    def _first_use(self, code: str) -> bool:
        """Whether no code of this or a later moment has been used, and from now on it has."""
        app = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
        secret, digits = decrypt(app.data["secret"]), "".join(filter(str.isdigit, code))
        moments = [c for c in auth.yield_hotp_counters_from_time() if auth.hotp_value(secret, c) == int(digits)]
        if not moments or moments[-1] <= app.data.get(LAST_USED, 0):
            return False
        app.data[LAST_USED] = moments[-1]
        app.save(update_fields=["data"])
        self.authenticator.data = app.data
        return True


class AuthenticateForm(OneTimeCode, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(OneTimeCode, mfa.ReauthenticateForm):
    pass
