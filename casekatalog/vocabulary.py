"""What every controlled vocabulary shares: a slug that never changes, a Danish name, and a place in order."""

from django.db import models


class SluggedQuerySet(models.QuerySet):
    """Rows found by slug in fixtures."""

    def get_by_natural_key(self, slug: str) -> models.Model:
        return self.get(slug=slug)


class Term(models.Model):
    """A value of a controlled vocabulary, identified by its slug in URLs and fixtures.

    Readers meet the terms of one vocabulary in the same order everywhere, which is what ``order`` holds.
    """

    slug = models.SlugField("kortnavn i adresser", max_length=60, unique=True)
    name = models.CharField("navn", max_length=120, unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", unique=True)
    description = models.TextField("beskrivelse", blank=True)

    objects = SluggedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
