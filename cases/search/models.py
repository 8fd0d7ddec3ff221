"""The documents that are searched, derived from the cases and the framework, and the searches that found nothing."""

from __future__ import annotations

from django.db import models

from cases.models import Case


class Document(models.Model):
    """What can be found: a case, or something beside the cases with its address and kind."""

    class Kind(models.TextChoices):
        """In the order of what readers are told of beside the cases."""

        CASE = "case", "Case"
        GRIP = "greb", "Greb"
        TOOL = "redskab", "Redskab"
        GLOSSARY = "ordliste", "Ordliste"
        EXAMPLE = "eksempel", "Historisk eksempel"
        PAMPHLET = "pjece", "Pjece"
        FIGURE = "tal", "Tal fra undersøgelse"
        FRAMEWORK = "ramme", "Analyseramme"

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=80)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, null=True, related_name="document")
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    # Another each time the document is indexed: web processes read again what has another than they know.
    version = models.CharField(max_length=32)
    # The text as it is written: [anchor, section, text] for each passage, in the page's order.
    parts = models.JSONField()
    # The same passages as folded words and as stems, parted by "|", each word with a space on both sides.
    running_text = models.TextField()
    running_stems = models.TextField()
    # Each word, as it is written here, with what it weighs in the document.
    words = models.JSONField()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="document_once")]
        # Lets the versions be compared without reading the texts.
        indexes = [models.Index(fields=["version"], name="document_version")]

    def __str__(self) -> str:
        return self.title


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
