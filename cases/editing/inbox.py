"""The editors' inbox: what municipalities and readers have sent in, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count
from django.db.models.functions import Coalesce

from cases.editing.reported_errors import ReportedError, reported_errors
from cases.models import Contribution
from cases.models.contributions import OPEN

SHOWN = 10
DECIDE = "cases.change_contribution"


@dataclass(frozen=True)
class Inbox:
    """The first that wait, with what more is said of a reported error; how many in all, and of each status."""

    waiting: list[tuple[Contribution, ReportedError | None]]
    total: int
    counts: list[tuple[str, str, int]]


def inbox_of(user: User | AnonymousUser) -> Inbox | None:
    """The inbox of one editor; None for those who decide nothing, and while nobody has sent anything."""
    if not user.has_perm(DECIDE):
        return None
    numbers = dict(Contribution.objects.order_by().values_list("status").annotate(number=Count("pk")))
    if not numbers:
        return None
    waiting = Contribution.objects.filter(status__in=OPEN).with_details()
    # What nobody has to confirm waits from when it was sent.
    first = list(waiting.order_by(Coalesce("confirmed_at", "sent_at"), "pk")[:SHOWN])
    errors = reported_errors(first, user)
    labels = Contribution.Status.choices
    return Inbox(
        [(contribution, errors.get(contribution.pk)) for contribution in first],
        sum(numbers.get(status, 0) for status in OPEN),
        [(status, label, numbers[status]) for status, label in labels if status in numbers],
    )
