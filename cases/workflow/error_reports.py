"""What happens to “Meld en fejl” alone: taken in with a mailbox or without, answered with a click, changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Case, Contribution, ErrorReport
from cases.models.contributions import OPEN
from cases.workflow.contribution_steps import Consequences, Status, mail, move, note
from cases.workflow.contributions import confirm

# Reports without a mailbox that may wait for an answer: nothing else holds back who sends them.
MOST_OF_A_CASE, MOST_IN_ALL = 20, 200


def is_full(case: Case) -> bool:
    """Whether as many reports without a mailbox wait as may."""
    waiting = ErrorReport.objects.filter(status__in=OPEN, mailbox="")
    return waiting.filter(case=case).count() >= MOST_OF_A_CASE or waiting.count() >= MOST_IN_ALL


def submit(report: ErrorReport) -> None:
    """Keep what was sent. A mailbox is asked to confirm it; without one the editors have it at once.

    The same words about the same place without a mailbox are kept once.
    """
    same = {name: getattr(report, name) for name in (*report.SAME, "what")}
    with transaction.atomic():
        if not report.mailbox:
            if ErrorReport.objects.filter(**same, status__in=OPEN).exists():
                return
            report.status = Status.WAITING
        report.save()
        note(report, "Sendt ind" if report.mailbox else "Sendt ind uden postkasse")
    if report.mailbox:
        mail("confirm", report)


def mark_corrected(contribution: Contribution, user: User) -> None:
    move(contribution, OPEN, Status.APPROVED, "Rettet", user)
    mail("approved", contribution)


def mark_as_no_error(contribution: Contribution, user: User) -> None:
    move(contribution, OPEN, Status.REJECTED, "Ikke en fejl", user)
    mail("no_error", contribution)


def change(contribution: Contribution, what: str) -> None:
    """What the sender says now, from its mailbox: the editors look at it again, also where they had answered."""
    with transaction.atomic():
        ErrorReport.objects.filter(pk=contribution.pk).update(what=what)
        if contribution.status == Status.UNCONFIRMED:
            confirm(contribution)
        else:
            move(contribution, (*OPEN, Status.REJECTED, Status.APPROVED), Status.WAITING, "Ændret fra postkassen")


def _approve(contribution: Contribution, user: User) -> None:
    """A report is answered here, and never approved as what readers will see."""


def _undo(contribution: Contribution, user: User, approved_at: datetime) -> None:
    """An answer did nothing but tell the sender."""


CONSEQUENCES = Consequences(_approve, _undo)
