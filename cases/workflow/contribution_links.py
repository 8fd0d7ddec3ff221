"""Links by mail that do one thing once: signed, with an end, and dead when another has been used."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cases.models import Contribution

_SALT = "casekatalog.contributions"


class Purpose(Enum):
    """What a link is for: the word in its address, and how long it lives."""

    CONFIRM = "bekraeft", timedelta(days=14)
    RENEW = "forny", timedelta(days=60)
    CHANGE = "ret", timedelta(days=7)

    def __init__(self, word: str, lifetime: timedelta) -> None:
        self.word, self.lifetime = word, lifetime


class LinkError(Exception):
    """A link that leads nowhere."""


class DamagedLinkError(LinkError):
    """One that is not as we sent it."""


class ExpiredLinkError(LinkError):
    """One whose time is over."""


class UsedLinkError(LinkError):
    """One that has been used, or that a later one ended."""


class GoneError(LinkError):
    """One to something that is deleted, or to a case that readers no longer see."""


def link_to(contribution: Contribution, purpose: Purpose) -> str:
    """The whole address, of the site as its owner calls it: a request's Host is anybody's."""
    token = signing.dumps([purpose.word, contribution.pk, contribution.key], salt=_SALT)
    return settings.SITE_URL + reverse(f"{contribution.kind}_link", args=[purpose.word, token])


def read_link(purpose: Purpose, token: str) -> Contribution:
    """The contribution that the link is about. Reading changes nothing.

    Raises:
        LinkError: one of the kinds above.
    """
    try:
        found: Any = signing.loads(token, salt=_SALT, max_age=purpose.lifetime)
    except signing.SignatureExpired as error:
        raise ExpiredLinkError from error
    except (signing.BadSignature, ValueError) as error:
        raise DamagedLinkError from error
    word, pk, key = found
    if word != purpose.word:
        raise DamagedLinkError
    contribution = Contribution.objects.with_details().filter(pk=pk).first()
    # Without the mailbox, as when a person is erased, the link is nobody's.
    if contribution is None or not contribution.mailbox:
        raise GoneError
    if contribution.case and not contribution.case.is_public and purpose is not Purpose.CHANGE:
        raise GoneError
    if contribution.key != key:
        raise UsedLinkError
    return contribution
