"""Keep an uploaded file from the dry run until it is confirmed, where every web process can find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils.crypto import get_random_string

_LIFETIME = 60 * 60


@dataclass(frozen=True)
class PendingUpload:
    """A file, and the fingerprint of what the dry run said it would change."""

    name: str
    data: bytes
    fingerprint: str = ""


def keep(user: Any, upload: PendingUpload) -> str:
    """Store the file for an hour, in place of the user's previous one. Returns the key that finds it."""
    key = get_random_string(32)
    caches["shared"].set(_slot(user), (key, upload), _LIFETIME)
    return key


def find(user: Any, key: str) -> PendingUpload | None:
    """The user's file with this key, if it is still there."""
    stored_key, upload = caches["shared"].get(_slot(user), ("", None))
    return upload if key == stored_key else None


def forget(user: Any) -> None:
    """Delete the user's file, if there is one."""
    caches["shared"].delete(_slot(user))


def _slot(user: Any) -> str:
    return f"pending-upload:{user.pk}"
