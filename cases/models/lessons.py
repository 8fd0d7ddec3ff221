"""What the cases teach together: findings that editors wrote by reading across them, each with its evidence."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from casekatalog.core.publication import is_published
from casekatalog.core.text_fields import ProseField
from casekatalog.core.vocabulary import Slugged, SluggedQuerySet, Term
from cases.models.case import Case, page_in_source
from cases.models.parts import CaseSection, one_of
from cases.models.vocabulary import Task, Technology
from frameworks.models import Grip, Phase

# What a page of findings is about, by the name of its foreign key. Their slugs are distinct, as addresses are.
TOPICS: dict[str, type[Term]] = {"task": Task, "technology": Technology, "grip": Grip, "phase": Phase}
FEWEST_CASES = 2


def about(model: type[Term]) -> models.ForeignKey:
    """The foreign key to the topic. Not followed backwards: a topic is used by cases, not by what is written of it.

    A topic that no case has can be deleted, and its findings go with it.
    """
    name = model._meta.verbose_name
    return models.ForeignKey(
        model, on_delete=models.CASCADE, related_name="+", null=True, blank=True, verbose_name=name
    )


def exactly_one(names: list[str]) -> Q:
    """That one of the fields has a value, and no other."""
    either = Q()
    for name in names:
        either |= Q(**{f"{other}__isnull": other != name for other in names})
    return either


class LessonQuerySet(SluggedQuerySet["Lesson"]):
    """Findings, as readers and editors meet them."""

    def published(self) -> Self:
        """Those that still have enough published cases to bear them out."""
        bearing_out = Count("evidence", filter=Q(is_published("evidence__case"), evidence__is_against=False))
        return self.annotate(bearing_out=bearing_out).filter(bearing_out__gte=FEWEST_CASES)

    def to_look_at(self) -> Self:
        """Those of which a case in the evidence has become another since, or is no longer for readers.

        A case that is as it first came has not become another.
        """
        changed = Q(case__changed_at__gt=OuterRef("reviewed_at")) & ~Q(case__changed_at=F("case__first_published_at"))
        evidence = LessonEvidence.objects.filter(lesson=OuterRef("pk"))
        return self.filter(Exists(evidence.filter(changed | ~is_published("case"))))


class Lesson(Slugged):
    """A finding across cases: a sentence that somebody can act on, on the page of one topic."""

    task = about(Task)
    technology = about(Technology)
    grip = about(Grip)
    phase = about(Phase)
    order = models.PositiveSmallIntegerField("rækkefølge på siden")
    sentence = ProseField(
        "lærdom", help_text="Én sætning, som en anden kommune kan handle efter. Sig ikke mere end casene."
    )
    reviewed_at = models.DateTimeField("senest holdt op mod casene", default=timezone.now, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = "lærdom"
        verbose_name_plural = "lærdomme"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(list(TOPICS)),
                name="lesson_about_one_topic",
                violation_error_message="Vælg én opgave, én teknologi, ét greb eller én fase, og kun én af dem.",
            ),
            models.CheckConstraint(
                condition=~Q(sentence=""), name="lesson_has_sentence", violation_error_message="Lærdommen mangler."
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def topic(self) -> Any:
        """The task, technology, greb or phase that it is about."""
        return self.task or self.technology or self.grip or self.phase


class LessonEvidenceQuerySet(models.QuerySet["LessonEvidence"]):
    def published(self) -> Self:
        """Those whose case readers may see."""
        return self.filter(is_published("case"))

    def get_by_natural_key(self, lesson: str, case: str) -> LessonEvidence:
        return self.get(lesson__slug=lesson, case__slug=case)


class LessonEvidence(models.Model):
    """What a case says for or against a finding, in short, and where."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="evidence", verbose_name="lærdom")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", verbose_name="case")
    is_against = models.BooleanField("taler imod", default=False)
    text = ProseField("hvad casen siger", help_text="Kort, med samme forbehold som casen.")
    page = page_in_source("side i kataloget")
    section = models.CharField("afsnit i casen", max_length=15, choices=CaseSection)

    objects = LessonEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["lesson", "is_against", "case__number"]
        verbose_name = "belæg"
        verbose_name_plural = "belæg"
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "case"],
                name="lessonevidence_case_once",
                violation_error_message="En case kan kun stå én gang under en lærdom.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="lessonevidence_text_not_empty", violation_error_message="Teksten mangler."
            ),
            one_of("section", CaseSection),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.text[:60]}"

    def natural_key(self) -> tuple[str, str]:
        return (*self.lesson.natural_key(), *self.case.natural_key())

    natural_key.dependencies = ["cases.lesson", "cases.case"]  # type: ignore[attr-defined]
