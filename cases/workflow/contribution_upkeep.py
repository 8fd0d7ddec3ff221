"""What a timer does to contributions: remind before the end, delete after it. It may run as often as anyone likes."""

from __future__ import annotations

import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils import timezone

from casekatalog.core.data_version import set_new_version
from cases.models import Adoption, Contribution
from cases.models.adoptions import MONTHS_GREY, MONTHS_OF_NOTICE
from cases.models.contributions import ContributionStatus
from cases.workflow.contribution_mails import mail_about

DAYS_UNCONFIRMED = 14
DAYS_DECIDED = 90
_ENDED = (ContributionStatus.ASKED, ContributionStatus.REJECTED, ContributionStatus.REPLACED)

logger = logging.getLogger(__name__)


def remind() -> int:
    """Ask the mailboxes whose entries end within a month, once for each end. Return how many were asked."""
    today = timezone.localdate()
    soon = today + relativedelta(months=MONTHS_OF_NOTICE)
    ending = Adoption.objects.filter(
        status=ContributionStatus.APPROVED, expires_on__range=(today, soon), reminded_on__isnull=True
    ).exclude(mailbox="")
    return sum(_reminded(adoption) for adoption in ending.select_related("case", "municipality"))


def _reminded(adoption: Adoption) -> bool:
    """Send one mail now: no reader waits for it. What fails is tried again at the next run."""
    try:
        mail_about("renew", adoption).send()
    except OSError as error:
        logger.error("Could not send register/mail/renew: %s", type(error).__name__)
        return False
    Adoption.objects.filter(pk=adoption.pk).update(reminded_on=timezone.localdate())
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
    )
    number = outdated.count()
    outdated.delete()
    # What readers see may depend on today's date.
    set_new_version()
    return number
