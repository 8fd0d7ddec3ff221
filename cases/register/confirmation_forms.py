"""The forms of “Er det jeres case?”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict

from casekatalog.core.clean_text import clean_line, clean_prose
from casekatalog.core.danish_numbers import danish
from casekatalog.core.text_fields import LineFormField, ProseFormField
from cases.models import Case, Confirmation
from cases.models.case_texts import CaseText
from cases.register.fields import case_field, line_field, mailbox_field, refuse_links, year_field
from cases.register.protected_form import ProtectedForm

OTHER, OTHER_LONGEST = "other", 2_000
# Characters of all corrected texts together.
MOST = 10_000
TOO_MUCH = f"Det er mere, end vi kan tage imod på én gang: højst {danish(Decimal(MOST))} tegn i alt."
NOTHING_CHANGED = "I har ikke rettet noget endnu. Er alt rigtigt, så gå tilbage, og svar, at casen stadig er rigtig."
OVERTAKEN = "Teksten på siden er ændret, mens I skrev. Se, hvad der står nu, og tjek jeres ord."
GONE = "En tekst, I har rettet, står ikke på siden mere. Vi har flyttet jeres ord herned."
# Before the name of a field: the mark of the text that it came with.
SEEN = "seen-"
_ENTRY = re.compile(r"[a-z_]{1,20}-\d{1,4}(?:-heading)?")


class MailboxOfCaseForm(ProtectedForm):
    """Which case it is, and where the link is sent."""

    case = case_field()
    mailbox = mailbox_field("En afdelings postkasse hos kommunen, ikke en persons. Læserne ser den aldrig.")

    field_order = ("case", "mailbox")

    def confirmation(self) -> Confirmation:
        case: Case = self.cleaned_data["case"]
        mailbox = self.cleaned_data["mailbox"].lower()
        return Confirmation(case=case, municipality=case.municipality, mailbox=mailbox)


class StoppedForm(ProtectedForm):
    """No longer in operation: since when and why, both if they like."""

    stopped_year = year_field("Kan være tomt.", required=False)
    remark = line_field(
        "Hvorfor, eller hvad har I i stedet?",
        200,
        "Én linje, som læserne ser. Skriv ikke navne på personer. Kan være tom.",
    )


@dataclass(frozen=True)
class Shown:
    """A text of today, and the field to correct it in."""

    today: CaseText
    field: BoundField


@dataclass(frozen=True)
class ShownSection:
    """The texts under one heading. It is unfolded where something in it is corrected or wrong."""

    heading: str
    texts: list[Shown]
    is_open: bool


class CorrectionForm(ProtectedForm):
    """Every text of the case beside a field with the same text. What differs is a correction.

    Beside each field is a mark of the text that the municipality saw, so that a text that became another meanwhile is
    not taken for a correction.
    """

    def __init__(self, request: HttpRequest, texts: list[CaseText], corrected: Iterable[dict[str, str]]) -> None:
        self.texts = texts
        self.overtaken: set[str] = set()
        self.is_moved = False
        proposed = {change["key"]: change["after"] for change in corrected}
        super().__init__(request, initial={OTHER: proposed.get(OTHER, "")})
        for text in texts:
            self.fields[text.key] = _field(text)
            self.initial[text.key] = proposed.get(text.key, text.text)
            seen = SEEN + text.key
            self.fields[seen] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[seen] = mark(text.text)
        self.fields[OTHER] = ProseFormField(
            label="Andet, der skal rettes",
            required=False,
            max_length=OTHER_LONGEST,
            validators=[refuse_links],
            help_text="Mangler der noget, eller skal noget helt væk? Skriv ikke navne på personer. Kan være tomt.",
            widget=_area(6),
        )

    def _checked(self, request: HttpRequest) -> QueryDict:
        sent = super()._checked(request)
        known = {text.key for text in self.texts}
        for text in self.texts:
            # A browser sends all fields. What is missing stays as it is.
            given = _clean(text, sent.get(text.key, text.text))
            seen, now = sent.get(SEEN + text.key), mark(text.text)
            if seen and seen != now:
                if mark(given) == seen:
                    given = text.text
                elif given != text.text:
                    self.overtaken.add(text.key)
            sent[text.key], sent[SEEN + text.key] = given, now
        self._move_homeless(sent, known)
        return sent

    def _move_homeless(self, sent: QueryDict, known: set[str]) -> None:
        """Corrections of entries that are gone become other words, so that none is lost."""
        for name in sorted(sent):
            words = clean_prose(str(sent[name]))
            is_entry = _ENTRY.fullmatch(name) and name not in known and name != OTHER
            if is_entry and words and sent.get(SEEN + name, mark(words)) != mark(words):
                sent[OTHER] = "\n\n".join(filter(None, [sent.get(OTHER, ""), words]))
                self.is_moved = True

    def clean(self) -> dict[str, Any]:
        for key in self.overtaken:
            self.add_error(key, OVERTAKEN)
        if self.is_moved:
            self.add_error(OTHER, GONE)
        cleaned = super().clean()
        changes = self.changes()
        if sum(len(change["after"]) for change in changes) > MOST:
            raise ValidationError(TOO_MUCH)
        if not changes and not self.errors:
            raise ValidationError(NOTHING_CHANGED)
        return cleaned

    def changes(self) -> list[dict[str, str]]:
        """What differs, each as it was and is to be."""
        found = [
            {"key": text.key, "label": text.label, "before": text.text, "after": self.cleaned_data[text.key]}
            for text in self.texts
            if (before := _clean(text, text.text)) != self.cleaned_data.get(text.key, before)
        ]
        if other := self.cleaned_data.get(OTHER):
            found.append({"key": OTHER, "label": "Andet", "before": "", "after": other})
        return found

    def sections(self) -> list[ShownSection]:
        shown = [Shown(text, self[text.key]) for text in self.texts]
        return [_section(heading, list(own)) for heading, own in groupby(shown, key=lambda each: each.today.section)]

    @property
    def other(self) -> BoundField:
        return self[OTHER]


def _section(heading: str, texts: list[Shown]) -> ShownSection:
    is_open = any(shown.field.errors or shown.field.value() != shown.today.text for shown in texts)
    return ShownSection(heading, texts, is_open)


def _field(text: CaseText) -> forms.Field:
    options: dict[str, Any] = {"label": text.label, "required": False, "max_length": text.longest}
    validators = [_Unless(text.text)]
    if text.is_line:
        widget = forms.TextInput(attrs={"class": "form-input", "autocomplete": "off"})
        return LineFormField(**options, widget=widget, validators=validators)
    return ProseFormField(**options, widget=_area(min(12, 2 + len(text.text) // 60)), validators=validators)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-input", "rows": rows, "autocomplete": "off"})


class _Unless:
    """Refuses links and telephone numbers, but where the text of today has some itself."""

    def __init__(self, today: str) -> None:
        self.today = today

    def __call__(self, text: str) -> None:
        if text == self.today:
            return
        try:
            refuse_links(self.today)
        except ValidationError:
            return
        refuse_links(text)


def _clean(text: CaseText, words: str) -> str:
    return clean_line(words) if text.is_line else clean_prose(words)


def mark(text: str) -> str:
    return sha256(clean_prose(text).encode()).hexdigest()[:12]
