"""The person a reader can write to about a case. Kept apart from the case's history, so that it can be erased."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from casekatalog.core.text_fields import EmailField, LineField
from cases.models.case import Case

MONTHS_CURRENT = 24
PHONE = RegexValidator(r"^\+?[0-9 ]{8,20}$", "Skriv telefonnummeret med cifre og mellemrum: 12 34 56 78.")


class ContactQuerySet(models.QuerySet["Contact"]):
    def get_by_natural_key(self, case: str) -> Contact:
        return self.get(case__slug=case)


class Contact(models.Model):
    """A current person at the municipality, shown with the date of the last confirmation.

    The person must have consented, and disappears from the page when nobody has confirmed it for 24 months.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact", verbose_name="case")
    name = LineField("navn", max_length=120)
    title = LineField("stilling", max_length=120, blank=True)
    email = EmailField("e-mail", blank=True)
    phone = LineField("telefon", max_length=20, blank=True, validators=[PHONE])
    consent_on = models.DateField("samtykke givet", help_text="Den dag, personen sagde ja til at stå på siden.")
    confirmed_on = models.DateField(
        "senest bekræftet", help_text="Efter 24 måneder uden bekræftelse forsvinder personen fra siden."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontaktperson"
        verbose_name_plural = "kontaktpersoner"
        ordering = ["confirmed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(email="") | ~Q(phone="")),
                name="contact_can_be_reached",
                violation_error_message="En kontaktperson skal have navn og enten e-mail eller telefon.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__gte=F("consent_on")),
                name="contact_confirmed_after_consent",
                violation_error_message="Bekræftelsen kan ikke være ældre end samtykket.",
            ),
        ]

    def __str__(self) -> str:
        # No name here: Django's log keeps this text after the person is gone.
        return f"Kontaktperson for {self.case}"

    def natural_key(self) -> tuple[str]:
        return self.case.natural_key()

    natural_key.dependencies = ["cases.case"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A day that has not come would keep the person on the page for longer than 24 months."""
        today = timezone.localdate()
        ahead = [name for name in ("consent_on", "confirmed_on") if (day := getattr(self, name)) and day > today]
        if ahead:
            raise ValidationError(dict.fromkeys(ahead, "Datoen må ikke ligge i fremtiden."))

    @property
    def is_current(self) -> bool:
        return self.confirmed_on >= oldest_confirmation()

    @property
    def dialled(self) -> str:
        """The phone number without its spaces, as a link wants it."""
        return self.phone.replace(" ", "")


def unconfirmed(path: str = "") -> Q:
    """The condition that nobody has confirmed a case, reached over ``path``, for as long, or ever."""
    return Q(**{f"{path}confirmed_on__isnull": True}) | Q(**{f"{path}confirmed_on__lt": oldest_confirmation()})


def oldest_confirmation(today: date | None = None) -> date:
    """The earliest date on which a person can last have been confirmed and still be shown."""
    return (today or timezone.localdate()) - relativedelta(months=MONTHS_CURRENT)
