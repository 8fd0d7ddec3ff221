"""The question that the fit check (“Passer den til os?”) asks about an entry, and whether it must be in place."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from casekatalog.core.text_fields import ProseField
from cases.models.case import page_in_source
from cases.models.entry_keys import Keyed
from frameworks.models import PreconditionTheme


class FitQuestion(Keyed):
    """An entry that the fit check asks another municipality about."""

    question = ProseField(
        "spørgsmål til en anden kommune",
        blank=True,
        validators=[RegexValidator(r"\?$", "Et spørgsmål slutter med “?”.")],
        help_text="Til “Passer den til os?”: “Har I …?”, “Kan I …?”. Kan besvares med “På plads” eller “Mangler”.",
    )
    question_theme = models.ForeignKey(
        PreconditionTheme,
        on_delete=models.PROTECT,
        related_name="%(class)s_questions",
        null=True,
        blank=True,
        verbose_name="spørgsmålets tema",
        help_text="Redaktionens. Bruges kun, hvor kilden ikke selv sætter et tema.",
    )
    required = models.BooleanField(
        "skal være på plads",
        default=False,
        help_text="Kun når kilden selv siger, at casen ikke kunne være gennemført uden.",
    )
    required_page = page_in_source("side, hvor det står")
    required_wording = ProseField(
        "kildens ord for, at det skal være på plads", blank=True, help_text="Ordret. Læserne ser dem som begrundelse."
    )

    class Meta:
        abstract = True

    @property
    def fit_theme(self) -> PreconditionTheme | None:
        """The theme that the question stands under: what the source labels, or what the editors chose."""
        return getattr(self, "theme", None) or self.question_theme


def required_has_words() -> models.CheckConstraint:
    """The database's own check that a must-have carries the source's words for it."""
    return models.CheckConstraint(
        condition=Q(required=False) | ~Q(required_wording=""),
        name="%(class)s_required_has_words",
        violation_error_message="Skriv kildens ord for, at det skal være på plads, eller fjern krydset.",
    )
