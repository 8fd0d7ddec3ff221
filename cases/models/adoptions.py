"""Municipalities that do the same as a case: “Vi gør det også”."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from casekatalog.core.text_fields import LineField
from cases.models.choices import AdoptionStage, ContributionKind, ContributionStatus
from cases.models.contributions import Contribution

MONTHS_CURRENT = 12
# How long before its end an entry's mailbox is reminded, and how long after it the entry stays, in grey.
MONTHS_OF_NOTICE = 1
MONTHS_GREY = 6
FIRST_YEAR = 1990


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def shown(self) -> Self:
        """Those that readers see: approved, and at most six months past their end."""
        earliest = timezone.localdate() - relativedelta(months=MONTHS_GREY)
        found = self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=earliest), status=ContributionStatus.APPROVED
        )
        return found.select_related("municipality").order_by("municipality__sort_key")

    def with_last_event(self) -> Self:
        """With ``last_event_at``: when the municipality or an editor last did something with it."""
        return self.annotate(last_event_at=Coalesce(Max("events__at"), "decided_at", "confirmed_at", "sent_at"))


class Adoption(Contribution):
    """A municipality's word that it does the same as a case. It ends after a year unless the municipality renews it."""

    KIND = ContributionKind.ADOPTION
    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="adoption"
    )
    stage = models.CharField("hvor langt er I?", max_length=12, choices=AdoptionStage)
    since_year = models.PositiveSmallIntegerField("siden hvilket år?")
    system = LineField("hvilket system bruger I?", max_length=100, blank=True)
    remark = LineField("hvad er anderledes hos jer, eller hvorfor stoppede I?", max_length=200, blank=True)
    mailbox_is_public = models.BooleanField("andre må skrive til os", default=False)
    # Empty for what has stopped: that does not end.
    expires_on = models.DateField("gælder til", null=True, blank=True)
    reminded_on = models.DateField("mindet om fornyelse", null=True, blank=True)

    objects = AdoptionQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = "kommune, der gør det også"
        verbose_name_plural = "kommuner, der gør det også"
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=AdoptionStage.values), name="adoption_stage_known"),
            models.CheckConstraint(condition=Q(since_year__gte=FIRST_YEAR), name="adoption_since_possible"),
        ]

    @property
    def is_lapsed(self) -> bool:
        return bool(self.expires_on and self.expires_on < timezone.localdate())

    @property
    def lapsed_at(self) -> datetime | None:
        """When it turned grey, if it has: at the end of its last day."""
        if not (self.expires_on and self.is_lapsed):
            return None
        return timezone.make_aware(datetime.combine(self.expires_on + timedelta(days=1), time.min))

    @property
    def in_words(self) -> str:
        """How far the municipality is: “i drift siden 2023, med MARC”."""
        stage = self.get_stage_display().lower()
        return f"{stage} siden {self.since_year}{f', med {self.system}' if self.system else ''}"

    @property
    def standing(self) -> str:
        """Whose word it is and from when, or since when it is none any more."""
        if self.expires_on and self.is_lapsed:
            return f"Udløb {date_format(self.expires_on, 'j. F Y')} og er ikke bekræftet siden."
        said_on = f", {date_format(timezone.localtime(self.confirmed_at), 'F Y')}" if self.confirmed_at else ""
        return f"Kommunens eget svar{said_on}."

    @property
    def public_mailbox(self) -> str:
        """The mailbox where readers may have it: not of an entry that has lapsed."""
        return self.mailbox if self.mailbox_is_public and not self.is_lapsed else ""

    def next_end(self, today: date | None = None) -> date | None:
        """When the entry ends if it is confirmed today."""
        if self.stage == AdoptionStage.STOPPED:
            return None
        return (today or timezone.localdate()) + relativedelta(months=MONTHS_CURRENT)
