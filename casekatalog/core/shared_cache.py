"""The cache that all web processes share."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError


class SharedCache(DatabaseCache):
    """Django's database cache, fit for limits: one that cannot be written does not look like one that is full."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Add ``value``, or return False if there is one. Raise where Django says False: it could not be written."""
        for _ in range(2):  # once more, since another process may have deleted the key in between
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise OperationalError("The shared cache cannot be written")
