"""What readers say is wrong on a case's page: “Meld en fejl”."""

from __future__ import annotations

from django.db import models

from casekatalog.core.text_fields import LineField, ProseField
from cases.models.choices import ContributionKind
from cases.models.contributions import Contribution


class ErrorReport(Contribution):
    """What is wrong in one place of a case, with the place's text as the reader had it.

    The mailbox, if there is one, only gets the answer. Without one nobody confirms the report.
    """

    KIND = ContributionKind.ERROR_REPORT
    SAME = ("case", "mailbox", "section", "figure")
    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="error_report"
    )
    # The section by its anchor, empty for the whole case; the key figure by its number on the page at that time.
    section = models.CharField("afsnit", max_length=15, blank=True, editable=False)
    figure = models.PositiveSmallIntegerField("tal", null=True, blank=True)
    # What the place was called, what stood there, and from when readers had met it so.
    place = LineField("sted", max_length=120)
    text = ProseField("det, der stod")
    edition = models.DateTimeField("udgave", null=True, blank=True)
    what = ProseField("hvad er forkert?")

    class Meta:
        verbose_name = "meldt fejl"
        verbose_name_plural = "meldte fejl"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(what=""), name="errorreport_says_what", violation_error_message="Skriv hvad."
            ),
        ]
