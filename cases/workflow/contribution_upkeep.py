"""What a timer does to contributions: remind before the end, delete after it. It may run as often as anyone likes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from dateutil.relativedelta import relativedelta
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone

from casekatalog.core.data_version import set_new_version
from cases.models import Adoption, Confirmation, Contribution
from cases.models.adoptions import MONTHS_GREY, MONTHS_OF_NOTICE
from cases.models.contributions import ContributionStatus
from cases.workflow.contribution_mails import mail_about, mail_reminding

DAYS_UNCONFIRMED = 14
DAYS_DECIDED = 90
_ENDED = (ContributionStatus.ASKED, ContributionStatus.REJECTED, ContributionStatus.REPLACED)

logger = logging.getLogger(__name__)


def remind() -> int:
    """Ask the mailboxes whose entries end, and those whose cases nobody has confirmed. Return how many were asked."""
    return _remind_of_ends() + _remind_of_cases()


def _remind_of_ends() -> int:
    """Ask the mailboxes whose entries end within a month, once for each end."""
    today = timezone.localdate()
    soon = today + relativedelta(months=MONTHS_OF_NOTICE)
    ending = Adoption.objects.filter(
        status=ContributionStatus.APPROVED, expires_on__range=(today, soon), reminded_on__isnull=True
    ).exclude(mailbox="")
    return sum(
        _sent(mail_about("renew", adoption), [adoption]) for adoption in ending.select_related("case", "municipality")
    )


def _remind_of_cases() -> int:
    """Ask the mailboxes whose word on their cases is two years old: one mail to each, about all of its cases."""
    due = groupby(Confirmation.objects.due(), key=lambda confirmation: confirmation.mailbox)
    return sum(_sent(mail_reminding(mailbox, own), own) for mailbox, own in [(box, list(found)) for box, found in due])


def _sent(message: EmailMessage, about: Sequence[Adoption | Confirmation]) -> bool:
    """Send one mail now: no reader waits for it. What fails is tried again at the next run."""
    try:
        message.send()
    except OSError as error:
        logger.error("Could not send register/mail/%s/renew: %s", about[0].kind, type(error).__name__)
        return False
    type(about[0])._default_manager.filter(pk__in=[each.pk for each in about]).update(reminded_on=timezone.localdate())
    return True


def delete_outdated() -> int:
    """Delete what its time is over for, with mailbox and history. Return how many."""
    now, today = timezone.now(), timezone.localdate()
    long_ago = now - timedelta(days=DAYS_DECIDED)
    outdated = Contribution.objects.filter(
        Q(status=ContributionStatus.UNCONFIRMED, sent_at__lt=now - timedelta(days=DAYS_UNCONFIRMED))
        | Q(status__in=_ENDED, decided_at__lt=long_ago)
        | Q(kind=Contribution.Kind.ERROR_REPORT, status=ContributionStatus.APPROVED, decided_at__lt=long_ago)
        # A draft that the editors have thrown away.
        | Q(
            kind=Contribution.Kind.SUGGESTION,
            status=ContributionStatus.APPROVED,
            suggestion__draft__isnull=True,
            decided_at__lt=long_ago,
        )
        | Q(adoption__expires_on__lt=today - relativedelta(months=MONTHS_GREY))
        | Confirmation.outdated()
    )
    number = outdated.count()
    outdated.delete()
    # What readers see may depend on today's date.
    set_new_version()
    return number
