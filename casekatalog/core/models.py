"""What the site itself keeps in the database."""

import uuid

from django.db import models


def new_version() -> str:
    return uuid.uuid4().hex


class DataVersion(models.Model):
    """One row, whose version changes in the same transaction as anything that readers can see.

    Web processes compare it with theirs, and so know whether what they hold is still so.
    """

    version = models.CharField(max_length=32, default=new_version)

    def __str__(self) -> str:
        return self.version


class SharedCacheEntry(models.Model):
    """The table of Django's database cache (``CACHES["shared"]``), for what all web processes must agree on.

    A model, so that ``migrate`` creates the table that ``createcachetable`` otherwise would.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
