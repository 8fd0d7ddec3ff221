"""The index as ordinary tables: documents and words, segments with their postings, and what has changed since.

All of it is derived and can be built again.
"""

from __future__ import annotations

from django.db import models

from cases.models import Case


class Document(models.Model):
    """What can be found: a case, or something beside the cases with its address and kind."""

    class Kind(models.TextChoices):
        CASE = "case", "Case"
        GRIP = "greb", "Greb"
        TOOL = "redskab", "Redskab"
        EXAMPLE = "eksempel", "Historisk eksempel"
        PAMPHLET = "pjece", "Pjece"
        FIGURE = "tal", "Tal fra undersøgelse"
        FRAMEWORK = "ramme", "Analyseramme"

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=80)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, null=True, related_name="document")
    # The searched text as folded words and as stems, each with a space on both sides, for phrases and synonyms.
    running_text = models.TextField()
    running_stems = models.TextField()
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    # The same text as it is written: [anchor, section, text] for each passage, in the page's order.
    parts = models.JSONField()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="document_once")]

    def __str__(self) -> str:
        return self.title


class IndexTerm(models.Model):
    """A word that occurs somewhere, folded, with its stems and one way it is written.

    The key is made from the word (``packing.term_id``), so that two who store the same word agree without asking.
    """

    id = models.BigIntegerField(primary_key=True)
    folded = models.CharField(max_length=100)
    stem = models.CharField(max_length=100)
    # The stem of the folded word, for who types without æ, ø and å; and the word less its inflection, for spelling.
    plain_stem = models.CharField(max_length=100)
    light_stem = models.CharField(max_length=100)
    written = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.written


class Segment(models.Model):
    """Documents that were indexed together. The segments, in the order of their keys, give each document its number.

    A web process reads a segment whole when it starts, so everything is packed (packing.py).
    """

    # A random number: a key may come again after a transaction that was rolled back.
    stamp = models.BigIntegerField()
    # The documents' keys, their cases, and the cases' numbers in the catalogue; the first is number ``first``.
    first = models.PositiveIntegerField()
    documents = models.BinaryField()
    # What stands beside the cases: [number, kind, key].
    beside = models.JSONField()
    # The numbers of documents in earlier segments that are gone.
    gone = models.BinaryField()
    # In how many documents each term came, less those that went, and the terms as words.
    frequencies = models.BinaryField()
    words = models.TextField()

    def __str__(self) -> str:
        return f"{self.pk}"


class Posting(models.Model):
    """The documents of a segment that have a term, and what it weighs in each. Read when somebody searches for it."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, db_index=False, related_name="postings")
    term = models.BigIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "segment"], name="posting_once_a_segment")]

    def __str__(self) -> str:
        return f"{self.term}"


class Change(models.Model):
    """A document that came after the segments were made, or that is in one of them and gone."""

    # A random number, as a segment's.
    stamp = models.BigIntegerField()
    document = models.BigIntegerField(unique=True)
    is_gone = models.BooleanField()
    case = models.BigIntegerField(null=True)
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=8, blank=True)
    key = models.CharField(max_length=80, blank=True)
    # Its terms and what each weighs, packed.
    terms = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.document}"


class Miss(models.Model):
    """Words that found nothing, counted for editors. No address, no person, no time of day."""

    words = models.CharField("søgeord", max_length=80, unique=True)
    number = models.PositiveIntegerField("antal gange", default=1)
    last_seen = models.DateField("sidst", auto_now=True)

    class Meta:
        ordering = ["-number", "words"]
        verbose_name = "søgning uden resultat"
        verbose_name_plural = "søgninger uden resultat"

    def __str__(self) -> str:
        return self.words
