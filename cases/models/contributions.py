"""What municipalities send in: who says it, how far it has come, and what has happened to it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from casekatalog.core.text_fields import EmailField, LineField, ProseField
from cases.models.case import Case
from cases.models.choices import ContributionKind, ContributionStatus
from cases.models.vocabulary import Municipality

# What an editor can decide on.
OPEN = (ContributionStatus.WAITING, ContributionStatus.ASKED)


def new_key() -> str:
    return get_random_string(16)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def with_details(self) -> Self:
        """With what each of them says, whichever kind it is: one query."""
        return self.select_related(*ContributionKind.values, "case", "municipality")


class Contribution(models.Model):
    """One thing that has been sent in. Its mailbox is its only personal data, and is deleted with it.

    What it says stands in a row of its own beside this one, a model for each kind.
    """

    Status, Kind = ContributionStatus, ContributionKind
    # Of the models for each kind.
    KIND = ""
    # What two have in common that say the same: the mailbox confirms one of them.
    SAME: tuple[str, ...] = ("case", "municipality", "mailbox")
    kind = models.CharField("slags", max_length=12, choices=ContributionKind, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="kommune"
    )
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="contributions", null=True, blank=True, verbose_name="case"
    )
    mailbox = EmailField("fællespostkasse", max_length=120, blank=True)
    # Whether the mailbox belongs to one of the municipality's domains: known when it is confirmed.
    proven = models.BooleanField("postkassen er kommunens", default=False)
    status = models.CharField(
        "status", max_length=12, choices=ContributionStatus, default=ContributionStatus.UNCONFIRMED
    )
    # In every link by mail. It changes when a link has been used, and so ends the others.
    key = models.CharField(max_length=16, default=new_key, editable=False)
    sent_at = models.DateTimeField("sendt", default=timezone.now)
    confirmed_at = models.DateTimeField("bekræftet", null=True, blank=True)
    decided_at = models.DateTimeField("afgjort", null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "bidrag"
        verbose_name_plural = "bidrag"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ContributionStatus.values), name="contribution_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ContributionKind.values), name="contribution_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=[ContributionKind.ADOPTION, ContributionKind.CONFIRMATION])
                | models.Q(case__isnull=False, municipality__isnull=False),
                name="contribution_of_a_municipality_about_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ContributionKind.ERROR_REPORT) | models.Q(case__isnull=False),
                name="contribution_error_is_in_a_case",
            ),
        ]

    def __str__(self) -> str:
        # No mailbox here: logs keep this text after the contribution is gone.
        about = str(self.case or self.get_kind_display())
        return f"{self.municipality}: {about}" if self.municipality else about

    def save(self, **options: Any) -> None:
        self.kind = self.kind or self.KIND
        super().save(**options)

    @property
    def details(self) -> Any:
        """What it says: the row of its kind."""
        return self if self.KIND else getattr(self, self.kind)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class ContributionEvent(models.Model):
    """A line of a contribution's history. Not kept by django-reversion, so that it is deleted with it."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("hvornår", default=timezone.now)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    what = LineField("hvad", max_length=120)
    words = ProseField("med ordene", blank=True)

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class MunicipalityDomain(models.Model):
    """A domain that a municipality has its mail under, by a source that says so."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="domains", verbose_name="kommune"
    )
    domain = LineField("domæne", max_length=100, unique=True, help_text="Det efter @: “vesthimmerland.dk”.")
    source = LineField("kilde", max_length=200, help_text="Hvor det står, at kommunen bruger domænet til mail.")

    class Meta:
        verbose_name = "kommunes maildomæne"
        verbose_name_plural = "kommuners maildomæner"
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="municipality_domain_form",
                violation_error_message="Skriv domænet med små bogstaver og uden @: “vesthimmerland.dk”.",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="municipality_domain_has_source",
                violation_error_message="Skriv, hvor det står.",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    @classmethod
    def covers(cls, municipality: Municipality | None, mailbox: str) -> bool:
        """Whether the mailbox is under one of the municipality's domains: the whole of it, or after a dot."""
        host = mailbox.rpartition("@")[2].lower()
        domains = cls.objects.filter(municipality=municipality).values_list("domain", flat=True)
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)
