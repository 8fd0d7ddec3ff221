"""Too many wrong passwords or codes. allauth counts them; this says which belong together, and what to read then."""

import logging

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest

from casekatalog.accounts.pages import stopped

logger = logging.getLogger(__name__)

ACTION = "login_failed"


def locked(request: HttpRequest) -> ImmediateHttpResponse:
    """Return the exception that becomes the page about the lock, the same whether the name exists or not."""
    minutes = settings.LOCKOUT_MINUTES
    logger.warning("Locked after %s wrong passwords or codes", settings.LOCKOUT_AFTER)
    explanation = f"Efter {settings.LOCKOUT_AFTER} forkerte forsøg er der lukket i {minutes} minutter."
    page = stopped(request, 429, "Du har prøvet for mange gange", f"{explanation} Vent, og prøv så igen.")
    page["Retry-After"] = str(minutes * 60)
    return ImmediateHttpResponse(page)


def stop_after_the_last(request: HttpRequest, key: str) -> None:
    """Raise `locked` if the failure just counted under ``key`` was the last that is allowed."""
    if not ratelimit.consume(request, action=ACTION, key=key, dry_run=True):
        raise locked(request)
