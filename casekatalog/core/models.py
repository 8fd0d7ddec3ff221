"""What the site itself keeps in the database."""

import uuid

from django.db import models


def new_version() -> str:
    return uuid.uuid4().hex


class DataVersion(models.Model):
    """One row, whose version changes in the same transaction as anything that readers can see."""

    version = models.CharField(max_length=32, default=new_version)

    def __str__(self) -> str:
        return self.version


class SharedCacheEntry(models.Model):
    """The table of ``CACHES["shared"]``: a model, so that ``migrate`` does the work of ``createcachetable``."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
