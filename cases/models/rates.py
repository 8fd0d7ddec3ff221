"""Rates and limits that others set: each with its date and its source."""

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from casekatalog.core.danish_numbers import danish
from casekatalog.core.database_fields import https_link
from casekatalog.core.text_fields import LineField
from casekatalog.core.vocabulary import Term


class Rate(Term):
    """A number that a public body sets, such as a limit for public tenders, or a rule, which has no number.

    ``name`` says what it is. It is shown with the date it applies from, and never without its source.
    """

    value = models.DecimalField("tal", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = LineField("enhed", max_length=40, blank=True)
    applies_from = models.DateField("gælder fra")
    applies_until = models.DateField("gælder til og med", null=True, blank=True)
    source = LineField("kilde", max_length=200)
    source_url = https_link("link til kilden")
    # Shared links carry their date, and list what has changed since.
    changed_on = models.DateField("senest ændret", default=localdate)

    class Meta(Term.Meta):
        verbose_name = "sats eller regel"
        verbose_name_plural = "satser og regler"
        constraints = [
            models.CheckConstraint(
                condition=Q(applies_until__isnull=True) | Q(applies_until__gte=F("applies_from")),
                name="rate_dates_in_order",
                violation_error_message="En sats kan ikke slutte, før den begynder.",
            )
        ]

    @property
    def shown(self) -> str:
        """The number with its unit as Danes write it: “3,5 % om året”. Empty for a rule."""
        return "" if self.value is None else f"{danish(self.value)} {self.unit}"
