"""What an editor decides on a contribution: approve, ask, reject, undo."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from casekatalog.core.data_version import set_new_version
from cases.models import Contribution
from cases.models.contributions import OPEN
from cases.workflow import adoptions, confirmations, error_reports, suggestions
from cases.workflow.contribution_steps import Consequences, DecisionError, Status, mail, move

# What an editor may take back.
UNDONE_FROM = (Status.APPROVED, Status.REJECTED, Status.ASKED)
_CONSEQUENCES: dict[str, Consequences] = {
    Contribution.Kind.ADOPTION: adoptions.CONSEQUENCES,
    Contribution.Kind.SUGGESTION: suggestions.CONSEQUENCES,
    Contribution.Kind.ERROR_REPORT: error_reports.CONSEQUENCES,
    Contribution.Kind.CONFIRMATION: confirmations.CONSEQUENCES,
}


def approve(contribution: Contribution, user: User, vouched: bool = False) -> None:
    """Let it have its effect. An editor vouches for a mailbox under no known domain."""
    if not (contribution.proven or vouched):
        raise DecisionError("Tjek først, at postkassen er kommunens, og sæt kryds ved det.")
    with transaction.atomic():
        move(contribution, OPEN, Status.APPROVED, "Godkendt", user)
        _CONSEQUENCES[contribution.kind].approve(contribution, user)
        set_new_version()
    mail("approved", contribution)


def ask(contribution: Contribution, user: User, words: str) -> None:
    """Send the municipality a question. The answer comes as a change of what it sent."""
    if not contribution.mailbox:
        raise DecisionError("Der er ingen postkasse at spørge.")
    move(contribution, OPEN, Status.ASKED, "Spurgt", user, words)
    mail("asked", contribution, words)


def reject(contribution: Contribution, user: User, words: str) -> None:
    move(contribution, OPEN, Status.REJECTED, "Afvist", user, words)
    mail("rejected", contribution, words)


def undo(contribution: Contribution, user: User) -> None:
    """Take the last decision back, and what it did."""
    was_approved, decided_at = contribution.status == Status.APPROVED, contribution.decided_at
    with transaction.atomic():
        move(contribution, UNDONE_FROM, Status.WAITING, "Fortrudt", user)
        if was_approved and decided_at:
            _CONSEQUENCES[contribution.kind].undo(contribution, user, decided_at)
            set_new_version()
    mail("undone", contribution)
