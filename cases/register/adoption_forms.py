"""The forms of “Vi gør det også”."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.models import Adoption
from cases.models.adoptions import AdoptionStage
from cases.register.fields import case_field, line_field, mailbox_field, municipality_field, year_field
from cases.register.protected_form import ProtectedForm
from cases.workflow.adoptions import STATE


class StateForm(ProtectedForm):
    """How far the municipality is: what it may change later on."""

    stage = forms.ChoiceField(label="Hvor langt er I?", choices=AdoptionStage, widget=forms.RadioSelect)
    since_year = year_field()
    system = line_field("Hvilket system bruger I?", 100, "Kan være tomt.")
    remark = line_field(
        "Hvad er anderledes hos jer, eller hvorfor stoppede I?",
        200,
        "Én linje. Skriv ikke navne på personer. Kan være tom.",
    )
    mailbox_is_public = forms.BooleanField(
        label="Andre må skrive til os",
        required=False,
        help_text="Så ser læserne fællespostkassen. Ellers ser kun redaktionen den.",
    )

    def state(self) -> dict[str, Any]:
        """What the form says, by the names that an adoption has for it."""
        return {name: self.cleaned_data[name] for name in STATE}


class AdoptionForm(StateForm):
    """“Vi gør det også”."""

    case = case_field()
    municipality = municipality_field()
    mailbox = mailbox_field("En afdelings postkasse, ikke en persons. Vi sender et link dertil, som I bekræfter med.")

    field_order = ("case", "municipality", *STATE[:-1], "mailbox", "mailbox_is_public")

    def adoption(self) -> Adoption:
        given = {name: self.cleaned_data[name] for name in ("case", "municipality", "mailbox")}
        return Adoption(**given, **self.state())
