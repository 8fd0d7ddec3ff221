"""What happens to a contribution: sent, confirmed, decided on, changed, renewed, removed. Each in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from casekatalog.accounts.mail import send_soon
from casekatalog.core.data_version import set_new_version
from cases.models import Adoption, Contribution, ContributionEvent, MunicipalityDomain
from cases.models.contributions import OPEN, new_key
from cases.workflow.contribution_mails import mail_about

Status = Contribution.Status
# What an editor may take back.
UNDONE_FROM = (Status.APPROVED, Status.REJECTED, Status.ASKED)


class DecisionError(Exception):
    """A step that the contribution cannot take now. The message says why, in Danish."""


def submit(adoption: Adoption) -> Adoption:
    """Keep what was sent in, and ask its mailbox to confirm it. Sent again it takes the place of the first."""
    with transaction.atomic():
        same = {"case": adoption.case, "municipality": adoption.municipality, "mailbox": adoption.mailbox}
        Adoption.objects.filter(**same, status=Status.UNCONFIRMED).delete()
        adoption.save()
        _note(adoption, "Sendt ind")
    _mail("confirm", adoption)
    return adoption


def confirm(contribution: Contribution) -> None:
    """The mailbox has said that it is theirs: now an editor may see it."""
    contribution.proven = MunicipalityDomain.covers(contribution.municipality, contribution.mailbox)
    contribution.confirmed_at = timezone.now()
    _move(contribution, (Status.UNCONFIRMED,), Status.WAITING, "Bekræftet fra postkassen")


def approve(contribution: Contribution, user: User, vouched: bool = False) -> None:
    """Show it to readers, instead of what the municipality said before. An editor vouches for an unproven mailbox."""
    if not (contribution.proven or vouched):
        raise DecisionError("Tjek først, at postkassen er kommunens, og sæt kryds ved det.")
    with transaction.atomic():
        _move(contribution, OPEN, Status.APPROVED, "Godkendt", user)
        adoption = contribution.adoption
        adoption.expires_on, adoption.reminded_on = adoption.next_end(), None
        adoption.save(update_fields=["expires_on", "reminded_on"])
        before = Contribution.objects.filter(
            case=contribution.case, municipality=contribution.municipality, status=Status.APPROVED
        )
        for older in before.exclude(pk=contribution.pk):
            _move(older, (Status.APPROVED,), Status.REPLACED, "Afløst af en nyere", user)
        set_new_version()
    _mail("approved", contribution)


def ask(contribution: Contribution, user: User, words: str) -> None:
    """Send the municipality a question. The answer comes as a change of what it sent."""
    _move(contribution, OPEN, Status.ASKED, "Spurgt", user, words)
    _mail("asked", contribution, words)


def reject(contribution: Contribution, user: User, words: str) -> None:
    _move(contribution, OPEN, Status.REJECTED, "Afvist", user, words)
    _mail("rejected", contribution, words)


def undo(contribution: Contribution, user: User) -> None:
    """Take the last decision back. What an approval replaced stands again."""
    with transaction.atomic():
        was_shown = contribution.status == Status.APPROVED
        approved_at = contribution.decided_at
        _move(contribution, UNDONE_FROM, Status.WAITING, "Fortrudt", user)
        if was_shown:
            replaced = Contribution.objects.filter(
                case=contribution.case,
                municipality=contribution.municipality,
                status=Status.REPLACED,
                decided_at__gte=approved_at,
            )
            for older in replaced:
                _move(
                    older, (Status.REPLACED,), Status.APPROVED, "Står igen, fordi den nyere blev trukket tilbage", user
                )
            set_new_version()
    _mail("undone", contribution)


def renew(contribution: Contribution) -> None:
    """The municipality says that it still holds: another year."""
    with transaction.atomic():
        _move(contribution, (Status.APPROVED,), Status.APPROVED, "Fornyet fra postkassen")
        adoption = contribution.adoption
        adoption.expires_on, adoption.reminded_on = adoption.next_end(), None
        adoption.save(update_fields=["expires_on", "reminded_on"])
        set_new_version()


def change(contribution: Contribution, changed: Adoption) -> None:
    """What the municipality says now, from its mailbox. Readers see the old words until an editor has seen these."""
    with transaction.atomic():
        if contribution.status == Status.APPROVED:
            changed.status, changed.confirmed_at = Status.WAITING, timezone.now()
            changed.proven = MunicipalityDomain.covers(changed.municipality, changed.mailbox)
            waiting = Adoption.objects.filter(
                case=changed.case, municipality=changed.municipality, mailbox=changed.mailbox, status__in=OPEN
            )
            waiting.delete()
            changed.save()
            _note(changed, "Ændring sendt ind fra postkassen")
            _end_links(contribution)
        else:
            own = contribution.adoption
            for name in ("stage", "since_year", "system", "remark", "mailbox_is_public"):
                setattr(own, name, getattr(changed, name))
            own.save()
            if contribution.status == Status.UNCONFIRMED:
                confirm(contribution)
            else:
                _move(contribution, (*OPEN, Status.REJECTED), Status.WAITING, "Ændret fra postkassen")


def remove(contribution: Contribution) -> None:
    """Delete it with its mailbox and history."""
    with transaction.atomic():
        was_shown = contribution.status == Status.APPROVED
        Contribution.objects.filter(pk=contribution.pk).delete()
        if was_shown:
            set_new_version()


def _move(
    contribution: Contribution,
    sources: tuple[str, ...],
    target: str,
    what: str,
    user: User | None = None,
    words: str = "",
) -> None:
    """Change the status if it is still one of ``sources``; else somebody was first. Ends every link sent before."""
    with transaction.atomic():
        current = Contribution.objects.select_for_update().filter(pk=contribution.pk).first()
        if current is None:
            raise DecisionError("Bidraget er slettet.")
        if current.status not in sources:
            raise DecisionError(f"Bidraget er nu “{current.get_status_display()}”, så det kan ikke lade sig gøre.")
        contribution.status, contribution.key = target, new_key()
        contribution.decided_at = timezone.now() if user else current.decided_at
        fields = ["status", "key", "decided_at", "proven", "confirmed_at"]
        contribution.save(update_fields=fields)
        _note(contribution, what, user, words)


def _end_links(contribution: Contribution) -> None:
    contribution.key = new_key()
    contribution.save(update_fields=["key"])


def _note(contribution: Contribution, what: str, user: User | None = None, words: str = "") -> None:
    ContributionEvent.objects.create(contribution_id=contribution.pk, what=what, who=user, words=words)


def _mail(kind: str, contribution: Contribution, words: str = "") -> None:
    """Send the mail when what it tells is stored, and not if that fails."""
    message = mail_about(kind, contribution, words)
    deliver: Callable[[], None] = lambda: send_soon(message, f"register/mail/{kind}")  # noqa: E731
    transaction.on_commit(deliver)
