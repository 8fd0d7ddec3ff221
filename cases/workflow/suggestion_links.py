"""The two addresses that show how far a suggested case is. They only show, and so they last as long as it does.

The one in the mails belongs to whoever reads the mailbox, and shows everything. The one on the receipt belongs to
whoever sent the form, which may be anybody: it shows what readers can see, and so not whether a mailbox exists.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cases.models import Suggestion
from cases.workflow.contribution_links import DamagedLinkError, GoneError

_SALT = "casekatalog.suggestions"
_STATE, _RECEIPT = "suggestion_state", "suggestion_receipt"


def state_link(suggestion: Suggestion) -> str:
    return settings.SITE_URL + _path(_STATE, suggestion)


def receipt_path(suggestion: Suggestion) -> str:
    return _path(_RECEIPT, suggestion)


def read_state_link(token: str) -> Suggestion:
    """The suggestion that the link in a mail is about.

    Raises:
        DamagedLinkError: the link is not as we sent it.
        GoneError: the suggestion is deleted.
    """
    suggestion = _read(_STATE, token)
    if suggestion is None:
        raise GoneError
    return suggestion


def read_receipt(token: str) -> Suggestion | None:
    """The suggestion that the receipt is for; None when it is deleted.

    Raises:
        DamagedLinkError: the address is not as we gave it.
    """
    return _read(_RECEIPT, token)


def _path(name: str, suggestion: Suggestion) -> str:
    return reverse(name, args=[signing.dumps([name, suggestion.pk, suggestion.state_key], salt=_SALT)])


def _read(name: str, token: str) -> Suggestion | None:
    try:
        found: Any = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise DamagedLinkError from error
    kind, pk, key = found
    if kind != name:
        raise DamagedLinkError
    return Suggestion.objects.select_related("draft", "municipality").filter(pk=pk, state_key=key).first()
