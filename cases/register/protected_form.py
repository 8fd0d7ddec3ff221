"""Forms without a cookie: a signed token that ends, the browser's word for where it was, and two traps for robots.

Whatever is wrong with these, the sender gets the filled form back, ready to be sent again.
"""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict

# Seconds. Nobody fills in a form faster than the first; a form left open overnight has outlived the last.
SHORTEST, LONGEST = 3, 12 * 60 * 60
TOO_OLD = "Formularen stod åben for længe. Det, I skrev, er her stadig. Tryk på knappen igen."
TOO_FAST = "Det gik så hurtigt, at det lignede en robot. Det, I skrev, er her stadig. Tryk på knappen igen."
TRAPPED = "Et felt, som kun robotter ser, var udfyldt. Vi har tømt det. Tryk på knappen igen."
MISSING = "Her mangler jeres svar."
ELSEWHERE = "Vi kunne ikke se, at formularen kom fra vores egen side. Tjek det, der står, og tryk på knappen igen."


class ProtectedForm(forms.Form):
    """A form that is filled in on our own page, by a person."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    # Not seen by people. A robot that fills in everything fills it in too.
    hjemmeside = forms.CharField(
        label="Lad feltet stå tomt",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, request: HttpRequest, **options: Any) -> None:
        self.problem = ""
        if request.method == "POST":
            options["data"] = self._checked(request)
        super().__init__(**{"initial": {}, **options})
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = MISSING
        self.initial["token"] = self._new_token()

    @property
    def is_from_elsewhere(self) -> bool:
        return self.problem == ELSEWHERE

    def clean(self) -> dict[str, Any]:
        # With a field to mend, nobody sends it again that fast.
        if self.problem and not (self.problem == TOO_FAST and self.errors):
            raise forms.ValidationError(self.problem)
        return super().clean() or {}

    def _checked(self, request: HttpRequest) -> QueryDict:
        """What was sent, as the form shows it again: with an empty trap, and a token that is good."""
        sent = request.POST.copy()
        age = self._age(sent.get("token", ""))
        if not is_from_our_page(request):
            self.problem = ELSEWHERE
        elif age is None or age > LONGEST:
            self.problem = TOO_OLD
        elif sent.get("hjemmeside"):
            self.problem = TRAPPED
        elif age < SHORTEST:
            self.problem = TOO_FAST
        if age is None or age > LONGEST:
            sent["token"] = self._new_token()
        sent["hjemmeside"] = ""
        return sent

    @classmethod
    def _signer(cls) -> signing.Signer:
        return signing.Signer(salt=f"cases.register.{cls.__name__}")

    @classmethod
    def _new_token(cls) -> str:
        return cls._signer().sign(str(int(time.time())))

    @classmethod
    def _age(cls, token: str) -> float | None:
        """Seconds since the token was made; None if it is none of ours for this form."""
        try:
            return time.time() - int(cls._signer().unsign(token))
        except signing.BadSignature:
            return None


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of ours. Every browser says so when a form is sent."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin", "") in ours
