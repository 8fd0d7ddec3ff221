"""What the sender of a contribution does, whichever kind it is: send, confirm, remove."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from casekatalog.core.data_version import set_new_version
from cases.models import Contribution, MunicipalityDomain
from cases.models.contributions import OPEN
from cases.workflow.contribution_steps import Status, mail, move, note


def submit(contribution: Contribution) -> None:
    """Keep what was sent in, and ask its mailbox to confirm it. Sent again it takes the place of the first."""
    same = {name: getattr(contribution, name) for name in contribution.SAME}
    with transaction.atomic():
        type(contribution)._default_manager.filter(**same, status=Status.UNCONFIRMED).delete()
        contribution.save()
        note(contribution, "Sendt ind")
    mail("confirm", contribution)


def confirm(contribution: Contribution) -> None:
    """The mailbox has said that it is theirs: now an editor may see it."""
    contribution.proven = MunicipalityDomain.covers(contribution.municipality, contribution.mailbox)
    contribution.confirmed_at = timezone.now()
    move(contribution, (Status.UNCONFIRMED,), Status.WAITING, "Bekræftet fra postkassen")


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
