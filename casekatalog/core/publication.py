"""What a case's status means: only published cases, and what belongs to them, are shown to readers."""

from django.db import models
from django.db.models import Q


class Status(models.TextChoices):
    """The way of a case from a first draft to the archive."""

    DRAFT = "kladde", "Kladde"
    IN_REVIEW = "til-gennemgang", "Til gennemgang"
    PUBLISHED = "publiceret", "Publiceret"
    ARCHIVED = "arkiveret", "Arkiveret"


def is_published(path: str = "") -> Q:
    """The condition that the case at the end of the lookup ``path`` (“cases”, “steps__case”) is published."""
    return Q(**{"__".join(filter(None, [path, "status"])): Status.PUBLISHED})
