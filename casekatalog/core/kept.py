"""What a web process reads once and keeps for as long as the data has the same version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

from casekatalog.core.data_version import current_version

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """What ``read`` returns, for each database. Those who use it change nothing in it: other threads have it too."""

    def __init__(self, read: Callable[[], Value]) -> None:
        self._read = read
        self._kept: dict[str, tuple[str, Value]] = {}
        self._reading = threading.Lock()

    def current(self) -> Value:
        """As it is now. One query for the version, and those of ``read`` where that is another."""
        database = str(connection.settings_dict["NAME"])
        version = current_version()
        kept = self._kept.get(database)
        if kept is None or kept[0] != version:
            with self._reading:
                # Another thread may have read it meanwhile.
                kept = self._kept.get(database)
                if kept is None or kept[0] != version:
                    kept = self._kept[database] = (version, self._read())
        return kept[1]
