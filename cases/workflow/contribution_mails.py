"""The mails about contributions. Every word in them is ours or an editor's, so that nobody can send mail through us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from cases.models import Contribution
from cases.workflow.contribution_links import Purpose, link_to
from cases.workflow.suggestion_links import state_link


class Mail(NamedTuple):
    """Its template, its subject, and what its link is for."""

    template: str
    subject: str
    purpose: Purpose | None = None


# What is told of each kind of contribution, by what has happened to it.
MAILS: dict[str, dict[str, Mail]] = {
    Contribution.Kind.ADOPTION: {
        "confirm": Mail("register/mail/adoption/confirm.txt", "Bekræft, at I gør det også", Purpose.CONFIRM),
        "approved": Mail("register/mail/adoption/approved.txt", "Jeres svar står nu på siden", Purpose.CHANGE),
        "asked": Mail("register/mail/adoption/asked.txt", "Vi har et spørgsmål til jeres svar", Purpose.CHANGE),
        "rejected": Mail("register/mail/adoption/rejected.txt", "Jeres svar kommer ikke på siden"),
        "undone": Mail("register/mail/adoption/undone.txt", "Vi ser på jeres svar igen"),
        "renew": Mail("register/mail/adoption/renew.txt", "Passer det stadig, at I gør det også?", Purpose.RENEW),
    },
    Contribution.Kind.SUGGESTION: {
        "confirm": Mail("register/mail/suggestion/confirm.txt", "Bekræft jeres forslag til en case", Purpose.CONFIRM),
        "approved": Mail("register/mail/suggestion/approved.txt", "Jeres forslag er blevet en kladde"),
        "asked": Mail("register/mail/suggestion/asked.txt", "Vi har et spørgsmål til jeres forslag", Purpose.CHANGE),
        "rejected": Mail("register/mail/suggestion/rejected.txt", "Jeres forslag bliver ikke til en case"),
        "undone": Mail("register/mail/suggestion/undone.txt", "Vi ser på jeres forslag igen"),
    },
    Contribution.Kind.ERROR_REPORT: {
        "confirm": Mail("register/mail/error_report/confirm.txt", "Bekræft, at I har meldt en fejl", Purpose.CONFIRM),
        "approved": Mail("register/mail/error_report/approved.txt", "Fejlen, I meldte, er rettet"),
        "no_error": Mail("register/mail/error_report/no_error.txt", "Vi har set på den fejl, I meldte"),
        "asked": Mail("register/mail/error_report/asked.txt", "Spørgsmål til den fejl, I meldte", Purpose.CHANGE),
        "rejected": Mail("register/mail/error_report/rejected.txt", "Svar om den fejl, I meldte"),
        "undone": Mail("register/mail/error_report/undone.txt", "Vi ser på jeres melding igen"),
    },
    Contribution.Kind.CONFIRMATION: {
        "confirm": Mail("register/mail/confirmation/confirm.txt", "Er jeres case stadig rigtig?", Purpose.CONFIRM),
        "approved": Mail("register/mail/confirmation/approved.txt", "Tak for jeres svar om casen", Purpose.CHANGE),
        "asked": Mail("register/mail/confirmation/asked.txt", "Vi har et spørgsmål til jeres svar", Purpose.CHANGE),
        "rejected": Mail("register/mail/confirmation/rejected.txt", "Jeres svar om casen"),
        "undone": Mail("register/mail/confirmation/undone.txt", "Vi ser på jeres svar igen"),
    },
}
_REMINDER = Mail("register/mail/confirmation/renew.txt", "Er jeres case stadig rigtig?")
_ALL_LINKS = Mail("register/mail/change.txt", "Ret eller fjern jeres svar")


def mail_about(event: str, contribution: Contribution, words: str = "") -> EmailMessage:
    """The mail to the contribution's mailbox."""
    kind = MAILS[contribution.kind][event]
    context = {"contribution": contribution, "details": contribution.details, "words": words}
    context["link"] = link_to(contribution, kind.purpose) if kind.purpose else ""
    if contribution.kind == Contribution.Kind.SUGGESTION:
        context["state_link"] = state_link(contribution.details)
    return _mail(kind, contribution.mailbox, context)


def mail_with_all(mailbox: str, contributions: Sequence[Contribution]) -> EmailMessage:
    """The mail with a link to each contribution of a mailbox."""
    return _mail(_ALL_LINKS, mailbox, {"links": [(c, link_to(c, Purpose.CHANGE)) for c in contributions]})


def mail_reminding(mailbox: str, contributions: Sequence[Contribution]) -> EmailMessage:
    """The mail that asks a mailbox about its cases, with a link to answer for each."""
    links = [(c, link_to(c, Purpose.RENEW)) for c in contributions]
    return _mail(_REMINDER, mailbox, {"links": links})


def _mail(mail: Mail, mailbox: str, context: dict[str, Any]) -> EmailMessage:
    told = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "owner_email": settings.OWNER_EMAIL}
    text = render_to_string(mail.template, told | context).strip() + "\n"
    reply_to = [settings.OWNER_EMAIL] if settings.OWNER_EMAIL else None
    # No holiday message should answer a machine.
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(f"{settings.SITE_NAME}: {mail.subject}", text, to=[mailbox], reply_to=reply_to, headers=headers)
