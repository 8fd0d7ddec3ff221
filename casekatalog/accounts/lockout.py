"""What django-axes asks us: which address a failure came from, what is locked, and what the locked-out read.

A wrong password locks the name for the address it came from, so that nobody can lock others out. A wrong second factor
comes from someone who knows the password: it locks the second factor of that account wherever they come from.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from casekatalog.accounts.pages import stopped

# No user name may hold a colon, so this cannot be mistaken for one.
SECOND_FACTOR = "totrin:"


def client_address(request: HttpRequest) -> str | None:
    """The client's address as allauth sees it; of an IPv6 address only the network, which is one household's."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def locked_by(request: HttpRequest, credentials: dict[str, Any] | None = None) -> list[Any]:
    """The fields whose failures are counted together."""
    name = (credentials or {}).get("username") or ""
    return ["username"] if name.startswith(SECOND_FACTOR) else [["username", "ip_address"]]


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page for someone who has tried too often. It is the same whether the name exists or not."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    minutes = int(wait.total_seconds() // 60)
    explanation = f"Efter {settings.AXES_FAILURE_LIMIT} forkerte forsøg er der lukket i {minutes} minutter."
    page = stopped(request, 429, "Du har prøvet for mange gange", f"{explanation} Vent, og prøv så igen.")
    page["Retry-After"] = str(int(wait.total_seconds()))
    return page


def second_factor_is_open(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether ``user`` may try a code now. If not, the answer becomes the page for the locked-out."""
    is_open = AxesProxyHandler.is_allowed(request, _credentials(user))
    if not is_open:
        request.axes_locked_out = True  # type: ignore[attr-defined]
    return is_open


def second_factor_failed(request: HttpRequest, user: AbstractBaseUser) -> None:
    user_login_failed.send(sender=__name__, credentials=_credentials(user), request=request)


def forget_second_factor_failures(user: AbstractBaseUser) -> None:
    reset(username=SECOND_FACTOR + user.get_username())


def _credentials(user: AbstractBaseUser) -> dict[str, str]:
    return {"username": SECOND_FACTOR + user.get_username()}
