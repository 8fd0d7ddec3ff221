"""What the sender of a contribution does, whichever kind it is: send, confirm, remove."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casekatalog.core.data_version import set_new_version
from cases.models import Contribution, MunicipalityDomain
from cases.models.contributions import OPEN
from cases.workflow.contribution_steps import Status, end_links, mail, move, note


def submit(contribution: Contribution) -> None:
    """Keep what was sent in, and ask its mailbox to confirm it."""
    with transaction.atomic():
        contribution.save()
        note(contribution, "Sendt ind")
    mail("confirm", contribution)


def confirm(contribution: Contribution) -> None:
    """The mailbox has said that it is theirs: now an editor may see it, and what else was sent of the same goes.

    Do not let a second one take the place of the first before that: anybody may know the mailbox.
    """
    details = contribution.details
    same = {name: getattr(details, name) for name in details.SAME}
    contribution.proven = MunicipalityDomain.covers(contribution.municipality, contribution.mailbox)
    contribution.confirmed_at = timezone.now()
    with transaction.atomic():
        move(contribution, (Status.UNCONFIRMED,), Status.WAITING, "Bekræftet fra postkassen")
        type(details)._default_manager.filter(**same, status=Status.UNCONFIRMED).delete()


def submit_instead(contribution: Contribution, newer: Contribution, what: str) -> None:
    """Keep ``newer``, which the mailbox of an approved contribution says now. Readers see the old until it is approved.

    What the mailbox said before, and no editor has approved, gives way.
    """
    same = {name: getattr(newer, name) for name in newer.SAME}
    with transaction.atomic():
        type(newer)._default_manager.filter(**same, status__in=OPEN).delete()
        newer.status, newer.confirmed_at = Status.WAITING, timezone.now()
        newer.proven = MunicipalityDomain.covers(newer.municipality, newer.mailbox)
        newer.save()
        note(newer, what)
        end_links(contribution)


def prove_again() -> None:
    """The known mail domains are others now: compare them with the mailboxes that wait for an editor."""
    for contribution in Contribution.objects.filter(status__in=OPEN).select_related("municipality"):
        proven = MunicipalityDomain.covers(contribution.municipality, contribution.mailbox)
        Contribution.objects.filter(pk=contribution.pk).update(proven=proven)


def remove(contribution: Contribution) -> None:
    """Delete it with its mailbox and history."""
    with transaction.atomic():
        was_shown = contribution.status == Status.APPROVED
        Contribution.objects.filter(pk=contribution.pk).delete()
        if was_shown:
            set_new_version()
