"""What vocabularies share: a slug that never changes, a Danish name, and a place in the order readers meet them."""

from typing import TypeVar

from django.db import models

from casekatalog.core.database_fields import danish_sort_key
from casekatalog.core.text_fields import LineField, ProseField, SlugField


def in_sentence(name: str) -> str:
    """``name`` with its first letter in lower case, unless it opens with an abbreviation (RPA, ESDH)."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


Row = TypeVar("Row", bound=models.Model)


class SluggedQuerySet(models.QuerySet[Row]):
    def get_by_natural_key(self, slug: str) -> Row:
        return self.get(slug=slug)


class Slugged(models.Model):
    """A row identified by its slug in addresses and fixtures. Its manager is a ``SluggedQuerySet``."""

    slug = SlugField("kortnavn i adresser", max_length=60, unique=True)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Term(Slugged):
    """A value of a controlled vocabulary. Readers meet the terms in the same order everywhere: ``order``."""

    name = LineField("navn", max_length=120, unique=True)
    short_name = LineField(
        "navn i løbende tekst", max_length=80, blank=True, help_text="Som det skrives inde i en sætning: “RPA”."
    )
    order = models.PositiveSmallIntegerField("rækkefølge", unique=True)
    description = ProseField("beskrivelse", blank=True)

    objects = SluggedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def running_name(self) -> str:
        """The name as it is written inside a sentence."""
        return self.short_name or in_sentence(self.name)


class Named(Slugged):
    """Something with a name, listed in Danish alphabetical order."""

    name = LineField("navn", max_length=120, unique=True)
    sort_key = danish_sort_key("name")

    objects = SluggedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name
