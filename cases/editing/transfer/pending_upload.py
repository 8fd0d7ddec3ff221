"""Keeps an uploaded file from the dry run until it is confirmed.

It is kept as a session of its own, because that is storage every web host shares, that expires by itself, that is
encoded with the site's secret, and that needs no table. The browser has only its key, and only the same user can use
that. The file is not in the user's own session, which is read at every request.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings

_NAME = "case_import"
_LIFETIME = 60 * 60


@dataclass(frozen=True)
class Upload:
    """An uploaded file, and the fingerprint of what the dry run said it would change."""

    name: str
    data: bytes
    fingerprint: str


def keep(request: Any, upload: Upload) -> str:
    """Store the file, in place of the user's previous one, and give the key to it."""
    forget(request)
    store = _store()
    store[_NAME] = {
        "user": request.user.pk,
        "name": upload.name,
        "data": base64.b64encode(zlib.compress(upload.data)).decode(),
        "fingerprint": upload.fingerprint,
    }
    store.set_expiry(_LIFETIME)
    store.create()
    request.session[_NAME] = store.session_key
    return store.session_key


def find(request: Any, key: str) -> Upload | None:
    """The user's kept file with this key, if it is still there."""
    kept = _store(key).get(_NAME) if key == request.session.get(_NAME) else None
    if not isinstance(kept, dict) or kept["user"] != request.user.pk:
        return None
    return Upload(kept["name"], zlib.decompress(base64.b64decode(kept["data"])), kept["fingerprint"])


def forget(request: Any) -> None:
    if key := request.session.pop(_NAME, None):
        _store(key).delete()


def _store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
