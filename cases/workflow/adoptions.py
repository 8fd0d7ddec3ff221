"""What happens to “Vi gør det også” alone: how long it holds, that it is renewed, and that it is changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from casekatalog.core.data_version import set_new_version
from cases.models import Adoption, Contribution
from cases.models.contributions import OPEN
from cases.workflow.contribution_steps import (
    NOT_PUBLIC,
    Consequences,
    DecisionError,
    Status,
    move,
    replace_older,
    restore_replaced,
)
from cases.workflow.contributions import confirm, submit_instead

# How far the municipality is: what it may change later on.
STATE = ("stage", "since_year", "system", "remark", "mailbox_is_public")


def _approve(contribution: Contribution, user: User) -> None:
    """Show it to readers for a year, instead of what the municipality said before."""
    if contribution.case and not contribution.case.is_public:
        raise DecisionError(NOT_PUBLIC)
    _begin_a_year(contribution.adoption)
    replace_older(contribution, user)


def _undo(contribution: Contribution, user: User, approved_at: datetime) -> None:
    restore_replaced(contribution, user, approved_at)


CONSEQUENCES = Consequences(_approve, _undo)


def renew(contribution: Contribution) -> None:
    """The municipality says that it still holds: another year."""
    with transaction.atomic():
        move(contribution, (Status.APPROVED,), Status.APPROVED, "Fornyet fra postkassen")
        _begin_a_year(contribution.adoption)
        set_new_version()


def _begin_a_year(adoption: Adoption) -> None:
    adoption.expires_on, adoption.reminded_on = adoption.next_end(), None
    adoption.save(update_fields=["expires_on", "reminded_on"])


def change(contribution: Contribution, changed: Adoption) -> None:
    """What the municipality says now, from its mailbox. Readers see the old words until an editor has seen these."""
    with transaction.atomic():
        if contribution.status == Status.APPROVED:
            submit_instead(contribution, changed, "Ændring sendt ind fra postkassen")
        else:
            own = contribution.adoption
            for name in STATE:
                setattr(own, name, getattr(changed, name))
            own.save(update_fields=STATE)
            if contribution.status == Status.UNCONFIRMED:
                confirm(contribution)
            else:
                move(contribution, (*OPEN, Status.REJECTED), Status.WAITING, "Ændret fra postkassen")
