"""What the site itself keeps in the database."""

from __future__ import annotations

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
