"""The forms that municipalities fill in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from casekatalog.core.text_fields import EmailFormField, LineFormField
from cases.models import Adoption, Case, Municipality
from cases.models.adoptions import FIRST_YEAR, AdoptionStage
from cases.register.protected_form import ProtectedForm

# Advertising, and what may be a person's.
_LINK = re.compile(r"://|www\.|@|\b[\w-]+\.(?:dk|com|net|org|info|eu|io|ru)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?:\d[ .-]?){8,}")


# A mailbox as people write it: what else the standard allows may hide a second one.
PLAIN_MAILBOX = RegexValidator(r"^[^\s\"<>,;:()\\\[\]]+$", "Skriv en hel mailadresse: digitalisering@kommune.dk.")


def mailbox_field(hint: str) -> EmailFormField:
    field = EmailFormField(
        label="Fællespostkasse",
        max_length=120,
        help_text=hint,
        validators=[PLAIN_MAILBOX],
        error_messages={"invalid": "Skriv en hel mailadresse: digitalisering@kommune.dk."},
    )
    field.widget.attrs |= {"class": "form-input", "autocomplete": "email"}
    return field


def refuse_links(text: str) -> None:
    """Raises ValidationError where the text has a link, a mail address or a telephone number."""
    if _LINK.search(text) or _PHONE.search(text):
        raise ValidationError("Skriv uden links, mailadresser og telefonnumre.")


def _text(label: str, length: int, hint: str) -> LineFormField:
    field = LineFormField(label=label, max_length=length, required=False, help_text=hint, validators=[refuse_links])
    field.widget.attrs |= {"class": "form-input", "autocomplete": "off"}
    return field


class StateForm(ProtectedForm):
    """How far the municipality is: what it may change later on."""

    stage = forms.ChoiceField(label="Hvor langt er I?", choices=AdoptionStage, widget=forms.RadioSelect)
    since_year = forms.IntegerField(
        label="Siden hvilket år?",
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"class": "form-input input-width-xs", "inputmode": "numeric", "maxlength": "4"}),
        error_messages={"invalid": "Skriv et årstal med fire cifre: 2024."},
    )
    system = _text("Hvilket system bruger I?", 100, "Kan være tomt.")
    remark = _text(
        "Hvad er anderledes hos jer, eller hvorfor stoppede I?",
        200,
        "Én linje. Skriv ikke navne på personer. Kan være tom.",
    )
    mailbox_is_public = forms.BooleanField(
        label="Andre må skrive til os",
        required=False,
        help_text="Så ser læserne fællespostkassen. Ellers ser kun redaktionen den.",
    )

    def clean_since_year(self) -> int:
        year: int = self.cleaned_data["since_year"]
        if year > timezone.localdate().year:
            raise ValidationError("Året er ikke begyndt endnu.")
        return year

    def state(self) -> dict[str, Any]:
        """What the form says, by the names that an adoption has for it."""
        return {name: self.cleaned_data[name] for name in STATE}


STATE = ("stage", "since_year", "system", "remark", "mailbox_is_public")


def _select(label: str, to_field: str, error: str, empty: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Case.objects.none(),
        to_field_name=to_field,
        empty_label=empty,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": error},
    )


class AdoptionForm(StateForm):
    """“Vi gør det også”."""

    case = _select("Hvilken case gælder det?", "slug", "Vælg en case fra listen.", "Vælg en case")
    municipality = _select("Kommune", "code", "Vælg en kommune fra listen.", "Vælg jeres kommune")
    mailbox = mailbox_field("En afdelings postkasse, ikke en persons. Vi sender et link dertil, som I bekræfter med.")

    field_order = ("case", "municipality", *STATE[:-1], "mailbox", "mailbox_is_public")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["case"].queryset = Case.objects.published().only("slug", "title")  # type: ignore[attr-defined]
        self.fields["municipality"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]

    def adoption(self) -> Adoption:
        given = {name: self.cleaned_data[name] for name in ("case", "municipality", "mailbox")}
        return Adoption(**given, **self.state())


class MailboxForm(ProtectedForm):
    """“Ret eller fjern”: a new link to the mailbox."""

    mailbox = mailbox_field("Den, I skrev, da I sendte jeres svar.")


class ButtonForm(ProtectedForm):
    """A button and nothing else."""
