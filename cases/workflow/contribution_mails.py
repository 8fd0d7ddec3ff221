"""The mails about contributions. Every word in them is ours or an editor's, so that nobody can send mail through us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from cases.models import Contribution
from cases.workflow.contribution_links import Purpose, link_to


class Kind(NamedTuple):
    """A mail: its template, its subject, and what its link is for."""

    template: str
    subject: str
    purpose: Purpose | None = None


KINDS = {
    "confirm": Kind("register/mail/confirm.txt", "Bekræft, at I gør det også", Purpose.CONFIRM),
    "approved": Kind("register/mail/approved.txt", "Jeres svar står nu på siden", Purpose.CHANGE),
    "asked": Kind("register/mail/asked.txt", "Vi har et spørgsmål til jeres svar", Purpose.CHANGE),
    "rejected": Kind("register/mail/rejected.txt", "Jeres svar kommer ikke på siden"),
    "undone": Kind("register/mail/undone.txt", "Vi ser på jeres svar igen"),
    "renew": Kind("register/mail/renew.txt", "Passer det stadig, at I gør det også?", Purpose.RENEW),
    "change": Kind("register/mail/change.txt", "Ret eller fjern jeres svar"),
}


def mail_about(kind: str, contribution: Contribution, words: str = "") -> EmailMessage:
    """The mail to the contribution's mailbox."""
    purpose = KINDS[kind].purpose
    context = {"contribution": contribution, "words": words}
    context["link"] = link_to(contribution, purpose) if purpose else ""
    return _mail(kind, contribution.mailbox, context)


def mail_with_all(mailbox: str, contributions: Sequence[Contribution]) -> EmailMessage:
    """The mail with a link to each contribution of a mailbox."""
    return _mail("change", mailbox, {"links": [(c, link_to(c, Purpose.CHANGE)) for c in contributions]})


def _mail(kind: str, mailbox: str, context: dict[str, Any]) -> EmailMessage:
    told = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "owner_email": settings.OWNER_EMAIL}
    text = render_to_string(KINDS[kind].template, told | context).strip() + "\n"
    reply_to = [settings.OWNER_EMAIL] if settings.OWNER_EMAIL else None
    # No holiday message should answer a machine.
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(
        f"{settings.SITE_NAME}: {KINDS[kind].subject}", text, to=[mailbox], reply_to=reply_to, headers=headers
    )
