"""Cases that municipalities suggest: “Foreslå en case”."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casekatalog.core.text_fields import LineField, ProseField
from cases.models.case import Case
from cases.models.choices import ContributionKind, FigureBasis, Outcome
from cases.models.contributions import Contribution, new_key
from cases.models.vocabulary import Task, Technology


class Suggestion(Contribution):
    """A case in a municipality's own words. An editor's approval makes a draft of it, and readers see that alone."""

    KIND = ContributionKind.SUGGESTION
    SAME = ("title", "municipality", "mailbox")
    # Shorter than a case's, so that there is room for what tells it from another of the same title.
    LONGEST_TITLE, LONGEST_TEXT = 90, 2_000
    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="suggestion"
    )
    title = LineField("titel", max_length=LONGEST_TITLE)
    task = models.ForeignKey(
        Task, on_delete=models.SET_NULL, related_name="+", null=True, blank=True, verbose_name="opgave"
    )
    technology = models.ForeignKey(
        Technology, on_delete=models.SET_NULL, related_name="+", null=True, blank=True, verbose_name="teknologi"
    )
    done = ProseField("hvad gjorde I")
    outcome = models.CharField("virkede det", max_length=15, choices=Outcome)
    result = ProseField("hvad kom der ud af det")
    figure = LineField("et tal", max_length=80, blank=True)
    figure_basis = models.CharField("slags tal", max_length=10, choices=FigureBasis, blank=True)
    system = LineField("system", max_length=100, blank=True)
    # In the address of the page that shows how far it is. No step changes it.
    state_key = models.CharField(max_length=16, default=new_key, editable=False)
    draft = models.OneToOneField(
        Case, on_delete=models.SET_NULL, related_name="suggestion", null=True, blank=True, verbose_name="kladde"
    )

    class Meta:
        verbose_name = "forslag til en case"
        verbose_name_plural = "forslag til cases"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(done="") & ~Q(result=""), name="suggestion_says_something"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="suggestion_outcome_known"),
            models.CheckConstraint(
                condition=Q(figure="", figure_basis="") | (~Q(figure="") & Q(figure_basis__in=FigureBasis.values)),
                name="suggestion_figure_has_basis",
            ),
        ]
