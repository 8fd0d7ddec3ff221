"""The forms of “Meld en fejl”."""

from __future__ import annotations

from typing import Any

from django import forms

from casekatalog.core.text_fields import ProseFormField
from cases.register.fields import mailbox_field, refuse_links
from cases.register.protected_form import ProtectedForm

LONGEST = 1_000


class WhatForm(ProtectedForm):
    """What is wrong: all that the sender may change later on."""

    what = ProseFormField(
        label="Hvad er forkert?",
        max_length=LONGEST,
        help_text="Skriv gerne, hvad der skulle stå, og hvor I ved det fra. Højst 1.000 tegn, og ingen navne.",
        validators=[refuse_links],
        widget=forms.Textarea(attrs={"class": "form-input", "rows": 5, "autocomplete": "off"}),
    )


class ErrorReportForm(WhatForm):
    """“Meld en fejl”."""

    mailbox = mailbox_field(
        "Kan være tom. Skriv en afdelings postkasse, ikke en persons, hvis I vil have svar. Vi sender et link dertil.",
        required=False,
    )

    def given(self) -> dict[str, Any]:
        """What the form says, by the names that a report has for it."""
        return {name: self.cleaned_data[name] for name in ("what", "mailbox")}
