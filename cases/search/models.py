"""The index: documents, terms and postings as ordinary tables. All of it is derived and can be built again."""

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
    # A random number, new whenever the document is indexed: a web process reads again those it does not know.
    stamp = models.BigIntegerField(db_index=True)
    # Its terms and what each weighs, packed (packing.py). Columns that are read alone come first.
    terms = models.BinaryField()
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
