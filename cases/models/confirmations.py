"""A municipality's word on its own case: still right, to be corrected, or no longer in operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casekatalog.core.text_fields import LineField
from cases.models.adoptions import FIRST_YEAR
from cases.models.case import Case
from cases.models.case_texts import texts_of
from cases.models.choices import ConfirmationAnswer, ContributionKind, ContributionStatus
from cases.models.contact import oldest_confirmation, unconfirmed
from cases.models.contributions import Contribution

# How long a mailbox is left alone after a reminder, and how long it is kept without a new answer.
MONTHS_BETWEEN_REMINDERS = 6
MONTHS_KEPT = 36


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def due(self) -> Self:
        """The approved answers that are two years old, whose case nobody has confirmed since.

        Not those of a mailbox that was reminded in the last six months, whichever of its cases that was about, and not
        those that say that the solution is gone.
        """
        oldest, reminded = oldest_confirmation(), timezone.localdate() - relativedelta(months=MONTHS_BETWEEN_REMINDERS)
        left_alone = Confirmation.objects.filter(reminded_on__gt=reminded).values("mailbox")
        found = self.filter(unconfirmed("case__"), status=ContributionStatus.APPROVED, confirmed_at__date__lt=oldest)
        found = found.filter(case__status=Case.Status.PUBLISHED).exclude(answer=ConfirmationAnswer.STOPPED)
        return (
            found.exclude(mailbox="")
            .exclude(mailbox__in=left_alone)
            .select_related("case", "municipality")
            .order_by("mailbox", "pk")
        )


@dataclass(frozen=True)
class Change:
    """A text that the municipality corrected: as it stood then, as it is to be, and as it stands now."""

    label: str
    before: str
    after: str
    now: str

    @property
    def is_overtaken(self) -> bool:
        return self.now not in (self.before, self.after)


class Confirmation(Contribution):
    """What a municipality says of its own case. The mailbox of the newest approved one is the one that is reminded."""

    KIND = ContributionKind.CONFIRMATION
    Answer = ConfirmationAnswer
    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="confirmation"
    )
    # Empty until the link by mail has been followed.
    answer = models.CharField("svar", max_length=14, choices=ConfirmationAnswer, blank=True)
    stopped_year = models.PositiveSmallIntegerField("siden hvilket år?", null=True, blank=True)
    remark = LineField("hvorfor?", max_length=200, blank=True)
    # The texts that differ: their key, their label, and how they were and are to be.
    changes = models.JSONField("rettelser", default=list, blank=True)
    # What approving did, so that it can be undone: the facts of the case before and after, the draft it began with the
    # version it had then, and the texts that an editor has to put in.
    facts_before = models.JSONField(default=dict, blank=True, editable=False)
    facts_after = models.JSONField(default=dict, blank=True, editable=False)
    correction = models.ForeignKey(
        Case, on_delete=models.SET_NULL, related_name="told_by", null=True, blank=True, editable=False
    )
    correction_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    left_to_editors = models.JSONField(default=list, blank=True, editable=False)
    reminded_on = models.DateField("mindet om casen", null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        verbose_name = "kommunes svar om sin case"
        verbose_name_plural = "kommuners svar om deres cases"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", *ConfirmationAnswer.values]), name="confirmation_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(stopped_year__isnull=True) | Q(stopped_year__gte=FIRST_YEAR),
                name="confirmation_stopped_possible",
            ),
        ]

    @property
    def why_stopped(self) -> str:
        """Since when, and why, in a line."""
        since = f"Siden {self.stopped_year}." if self.stopped_year else ""
        return " ".join(filter(None, [since, self.remark]))

    @property
    def compared(self) -> list[Change]:
        """The corrections beside what the case says now; nothing where the text is gone."""
        case: Any = Case.objects.with_texts().get(contributions=self)
        now = {text.key: text.text for text in texts_of(case)}
        return [Change(c["label"], c["before"], c["after"], now.get(c["key"], "")) for c in self.changes]

    @property
    def open_correction(self) -> Case | None:
        """A correction of the case that is begun already, other than the one that this began."""
        return Case.objects.filter(revises__contributions=self).exclude(pk=self.correction_id or 0).first()

    @classmethod
    def outdated(cls) -> Q:
        """The condition that a contribution is an answer that is too old to be kept."""
        end = timezone.now() - relativedelta(months=MONTHS_KEPT) - timedelta(days=1)
        return Q(kind=cls.KIND, status=ContributionStatus.APPROVED, confirmed_at__lt=end)
