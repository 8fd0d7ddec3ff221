"""The editors' inbox: what municipalities have sent in and confirmed, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count

from cases.models import Contribution
from cases.models.contributions import OPEN

SHOWN = 10
DECIDE = "cases.change_contribution"


@dataclass(frozen=True)
class Inbox:
    """The first that wait, how many there are in all, and how many have each status."""

    waiting: list[Contribution]
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
    labels = Contribution.Status.choices
    return Inbox(
        list(waiting.order_by("confirmed_at", "pk")[:SHOWN]),
        sum(numbers.get(status, 0) for status in OPEN),
        [(status, label, numbers[status]) for status, label in labels if status in numbers],
    )
