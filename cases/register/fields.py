"""The fields that several forms for municipalities have."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone

from casekatalog.core.text_fields import EmailFormField, LineFormField, ProseFormField
from casekatalog.core.vocabulary import Term
from cases.models import Case, Municipality
from cases.models.adoptions import FIRST_YEAR

# Advertising, and what may be a person's.
_LINK = re.compile(
    # The public portals are systems too.
    r"://|www\.|@|\b(?!(?:borger|virk|sundhed)\.dk\b)[\w-]+\.(?:dk|com|net|org|info|eu|io|ru)\b",
    re.IGNORECASE,
)
_CPR = re.compile(r"\b\d{6}[- ]?\d{4}\b")
# Eight digits, in pairs or fours or together. No amount (“12.345.678”, “12345678 kr.”), years (“2018-2019”) or date.
_YEARS_OR_DATE = r"(?:19|20)\d\d[ -](?:19|20)\d\d(?!\d)|\d{4}-\d\d-\d\d|\d\d[.-]\d\d[.-](?:19|20)\d\d"
_PHONE = re.compile(
    rf"(?<![\d.,])(?!{_YEARS_OR_DATE})(?:\+?45[ .-]?)?\d\d(?:[ .-]?\d\d){{3}}(?![\d,])(?!\s*(?:kr|mio|%))"
)
# A mailbox as people write it. What else the standard allows may hide a second one, which some mail servers read
# (“=?utf-8?q?…?=”, “%”, “!”), and letters of other alphabets may look like a municipality's domain.
PLAIN_MAILBOX = RegexValidator(
    r"^\w[\w.+&'-]*@[a-zA-Z0-9æøåéäöüÆØÅÉÄÖÜ.-]+$", "Skriv en hel mailadresse: digitalisering@kommune.dk."
)


def mailbox_field(hint: str, required: bool = True) -> EmailFormField:
    field = EmailFormField(
        label="Fællespostkasse",
        required=required,
        max_length=120,
        help_text=hint,
        validators=[PLAIN_MAILBOX],
        error_messages={"invalid": "Skriv en hel mailadresse: digitalisering@kommune.dk."},
    )
    field.widget.attrs |= {"class": "form-input", "autocomplete": "email"}
    return field


def refuse_future(year: int) -> None:
    """Raises ValidationError where the year is not begun."""
    if year > timezone.localdate().year:
        raise ValidationError("Året er ikke begyndt endnu.")


def year_field(hint: str = "", required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label="Siden hvilket år?",
        required=required,
        min_value=FIRST_YEAR,
        help_text=hint,
        validators=[refuse_future],
        widget=forms.TextInput(attrs={"class": "form-input input-width-xs", "inputmode": "numeric", "maxlength": "4"}),
        error_messages={"invalid": "Skriv et årstal med fire cifre: 2024."},
    )


def refuse_links(text: str) -> None:
    """Raises ValidationError where the text has a link, a mail address, a telephone number or a CPR number."""
    if _LINK.search(text) or _PHONE.search(text) or _CPR.search(text):
        raise ValidationError("Skriv uden links, mailadresser og telefonnumre.")


def line_field(label: str, length: int, hint: str, required: bool = False) -> LineFormField:
    field = LineFormField(label=label, max_length=length, required=required, help_text=hint, validators=[refuse_links])
    field.widget.attrs |= {"class": "form-input", "autocomplete": "off"}
    return field


def text_field(label: str, length: int, hint: str) -> ProseFormField:
    return ProseFormField(
        label=label,
        max_length=length,
        help_text=hint,
        validators=[refuse_links],
        widget=forms.Textarea(attrs={"class": "form-input", "rows": 5}),
    )


def case_field() -> forms.ModelChoiceField:
    """A case that readers see, by its slug."""
    label, error = "Hvilken case gælder det?", "Vælg en case fra listen."
    return _select(label, Case.objects.published().only("slug", "title"), "slug", error, "Vælg en case")


def municipality_field() -> forms.ModelChoiceField:
    """A municipality, by its code."""
    return _select("Kommune", Municipality.objects.all(), "code", "Vælg en kommune fra listen.", "Vælg jeres kommune")


def term_field(label: str, terms: type[Term], empty: str) -> forms.ModelChoiceField:
    """A term of a vocabulary, by its slug, or none of them."""
    field = _select(label, terms._default_manager.all(), "slug", "Vælg fra listen.", empty)
    field.required = False
    return field


def _select(label: str, choices: QuerySet[Any], to_field: str, error: str, empty: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=choices,
        to_field_name=to_field,
        empty_label=empty,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": error},
    )
