"""allauth's forms in our words. `settings.py` names them."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.http import HttpRequest

from casekatalog.accounts.two_factor import first_use

CODE = {"code": {"inputmode": "numeric", "spellcheck": "false"}}
NEW_PASSWORD = {"password1": "Mindst 12 tegn. Ikke kun tal, ikke dit navn og ikke en af dem, mange bruger."}
# What an empty field asks for.
REQUIRED = {
    "login": "Skriv dit brugernavn.",
    "password": "Skriv din adgangskode.",
    "oldpassword": "Skriv den adgangskode, du har nu.",
    "password1": "Skriv en ny adgangskode.",
    "password2": "Skriv den nye adgangskode igen.",
    "email": "Skriv din e-mailadresse.",
    "code": "Skriv koden.",
}


class OwnLook:
    """Det Fælles Designsystem's classes; a label above the field instead of a placeholder inside it.

    An empty field is told what to write, not that it is required.
    """

    fields: dict[str, Any]
    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}
    attributes: dict[str, dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            if name in REQUIRED:
                field.error_messages["required"] = REQUIRED[name]
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
    """A code from the app or a recovery code."""

    labels = {"code": "Kode"}
    help_texts = {"code": "Seks cifre fra appen, eller en af dine nødkoder."}
    attributes = CODE
    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Return the code if it is right and new. One that was tried before counts as any wrong code."""
        if not first_use(self.user, self.cleaned_data["code"]):
            self.cleaned_data["code"] = ""
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class AuthenticateForm(OneTimeCode, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(OneTimeCode, mfa.ReauthenticateForm):
    pass
