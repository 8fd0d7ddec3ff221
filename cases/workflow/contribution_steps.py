"""What every step of a contribution has in common: the change of status, the line in its history, the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from casekatalog.accounts.mail import send_soon
from cases.models import Contribution, ContributionEvent
from cases.models.contributions import new_key
from cases.workflow.contribution_mails import mail_about

Status = Contribution.Status


CHANGED = "Bidraget er ændret, siden I så det. Læs det, der står nu, og afgør det så."
NOT_PUBLIC = "Casen er ikke på siden nu, så svaret kan ikke få virkning."


class DecisionError(Exception):
    """A step that the contribution cannot take now. The message says why, in Danish."""


@dataclass(frozen=True)
class Consequences:
    """What an editor's decision does to one kind of contribution, beside its status, in the same transaction.

    ``approve`` and ``undo`` may raise DecisionError, and then nothing is done. ``undo`` is asked when an approval is
    taken back, with the time of the approval.
    """

    approve: Callable[[Contribution, User], None]
    undo: Callable[[Contribution, User, datetime], None]


def move(
    contribution: Contribution,
    sources: tuple[str, ...],
    target: str,
    what: str,
    user: User | None = None,
    words: str = "",
) -> None:
    """Change the status if it is still one of ``sources``, and nothing has happened since ``contribution`` was read.

    Else somebody was first. Ends every link sent before.
    """
    with transaction.atomic():
        current = Contribution.objects.select_for_update().filter(pk=contribution.pk).first()
        if current is None:
            raise DecisionError("Bidraget er slettet.")
        if current.status not in sources:
            raise DecisionError(f"Bidraget er nu “{current.get_status_display()}”, så det kan ikke lade sig gøre.")
        if current.key != contribution.key:
            raise DecisionError(CHANGED)
        contribution.status, contribution.key = target, new_key()
        contribution.decided_at = timezone.now() if user else current.decided_at
        contribution.save(update_fields=["status", "key", "decided_at", "proven", "confirmed_at"])
        note(contribution, what, user, words)


def replace_older(contribution: Contribution, user: User) -> None:
    """What the municipality said before about the same case gives way to what is approved now."""
    for older in _same(contribution).filter(status=Status.APPROVED):
        move(older, (Status.APPROVED,), Status.REPLACED, "Afløst af en nyere", user)


def restore_replaced(contribution: Contribution, user: User, approved_at: datetime) -> None:
    """What gave way to a contribution that was approved then stands again."""
    for older in _same(contribution).filter(status=Status.REPLACED, decided_at__gte=approved_at):
        move(older, (Status.REPLACED,), Status.APPROVED, "Står igen, fordi den nyere blev trukket tilbage", user)


def _same(contribution: Contribution) -> models.QuerySet[Contribution]:
    """The others of the municipality, of the same kind and about the same case."""
    same = {name: getattr(contribution, name) for name in ("kind", "case", "municipality")}
    return Contribution.objects.filter(**same).exclude(pk=contribution.pk)


def end_links(contribution: Contribution) -> None:
    contribution.key = new_key()
    contribution.save(update_fields=["key"])


def note(contribution: Contribution, what: str, user: User | None = None, words: str = "") -> None:
    ContributionEvent.objects.create(contribution_id=contribution.pk, what=what, who=user, words=words)


def mail(event: str, contribution: Contribution, words: str = "") -> None:
    """Send the mail when what it tells is stored, and not if that fails. Where there is no mailbox, nothing is sent."""
    if not contribution.mailbox:
        return
    message = mail_about(event, contribution, words)
    deliver: Callable[[], None] = lambda: send_soon(message, f"register/mail/{contribution.kind}/{event}")  # noqa: E731
    transaction.on_commit(deliver)
