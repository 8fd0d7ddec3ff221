"""Sessions in the database that end after an hour without activity, and after eight hours whatever happens."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from casekatalog.core.unsaved_work import CANNOT_WRITE

logger = logging.getLogger(__name__)

SIGNED_IN_AT = "signed_in_at"
# Prolonged only where a page uses it: SESSION_SAVE_EVERY_REQUEST would give a reader with an ended session a new one.
STEP = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """The row's expiry is the session's end, so the database itself lets no older session in."""

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if _end(data) - row.expire_date > STEP:
            self.modified = True
        return data

    def save(self, must_create: bool = False) -> None:
        """A database that can only be read just now ends no session. It is prolonged when it can be."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if not isinstance(error.__context__, CANNOT_WRITE):
                raise
            logger.warning("A session could not be prolonged.")

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.expire_date = _end(data)
        return row


def seconds_left(session: Any) -> int:
    """How long the session lasts if nothing more is asked for."""
    return max(0, int((_end(dict(session.items())) - timezone.now()).total_seconds()))


def _end(data: dict[str, Any]) -> datetime:
    idle = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if SIGNED_IN_AT not in data:
        return idle
    return min(idle, datetime.fromtimestamp(data[SIGNED_IN_AT], UTC) + settings.SESSION_LONGEST)
