"""The forms of “Foreslå en case”."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest

from cases.models import Outcome, Suggestion, Task, Technology
from cases.models.choices import FigureBasis
from cases.register.fields import line_field, mailbox_field, municipality_field, term_field, text_field
from cases.register.protected_form import ProtectedForm
from cases.workflow.suggestions import CHANGED

MISSING_BASIS = "Vælg, hvilken slags tal det er."
MISSING_FIGURE = "Skriv tallet, eller vælg “Intet tal”."
NO_DIGITS = "Skriv tallet med cifre: “500 timer om året”."
DECLARATION = "Kommunen står bag forslaget, det må offentliggøres, og det nævner ingen personer"


class ContentForm(ProtectedForm):
    """What the case is: what the municipality may change until an editor has made a draft of it."""

    title = line_field(
        "Titel",
        Suggestion.LONGEST_TITLE,
        "Hvad I gjorde, i én linje: “Softwarerobot bogfører fakturaer”.",
        required=True,
    )
    task = term_field("Opgave", Task, "Vælg, eller lad stå, hvis ingen passer")
    technology = term_field("Teknologi", Technology, "Vælg, eller lad stå, hvis ingen passer")
    done = text_field("Hvad gjorde I?", Suggestion.LONGEST_TEXT, "Hvordan var det før, og hvad indførte I?")
    outcome = forms.ChoiceField(label="Virkede det?", choices=Outcome, widget=forms.RadioSelect)
    result = text_field("Fortæl, hvad der kom ud af det", Suggestion.LONGEST_TEXT, "Virkede det ikke? Skriv hvorfor.")
    figure = line_field("Tallet", 80, "“500 timer om året”. Kan være tomt.")
    figure_basis = forms.ChoiceField(
        label="Slags tal",
        choices=[("", "Intet tal"), *((basis.value, basis.label.capitalize()) for basis in FigureBasis)],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    system = line_field("System", 100, "Hvilket system bruger I? Kan være tomt.")
    declaration = forms.BooleanField(
        label=DECLARATION,
        help_text="Sæt kryds, hvis alle tre ting er rigtige.",
        error_messages={"required": "Sæt kryds, hvis det er rigtigt. Ellers kan vi ikke tage imod forslaget."},
    )

    field_order: tuple[str, ...] = (*CHANGED, "declaration")

    def __init__(self, request: HttpRequest, **options: Any) -> None:
        super().__init__(request, **options)
        for field in self.fields.values():
            # Browsers cut what is pasted there, and do not say so.
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        figure, basis = (self.cleaned_data.get(name) for name in ("figure", "figure_basis"))
        if figure and not re.search(r"\d", figure):
            self.add_error("figure", NO_DIGITS)
        if figure and basis == "":
            self.add_error("figure_basis", MISSING_BASIS)
        if basis and figure == "":
            self.add_error("figure", MISSING_FIGURE)
        return super().clean()

    def content(self) -> dict[str, Any]:
        """What the form says, by the names that a suggestion has for it."""
        return {name: self.cleaned_data[name] for name in CHANGED}


class SuggestionForm(ContentForm):
    """“Foreslå en case”: ten fields, of which two have two parts."""

    municipality = municipality_field()
    mailbox = mailbox_field("En afdelings postkasse, ikke en persons. Vi sender et link dertil, som I bekræfter med.")

    field_order = ("municipality", *CHANGED, "mailbox", "declaration")

    def suggestion(self) -> Suggestion:
        given = {name: self.cleaned_data[name] for name in ("municipality", "mailbox")}
        return Suggestion(**given, **self.content())
