"""A page of lærdomme: the findings, what cases state in figures, what was hard, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

from casekatalog.core.data_version import cached
from casekatalog.core.phrases import both, number_of_cases
from cases.catalogue.lesson_figures import FigureGroup, figure_groups
from cases.catalogue.lessons import Topic
from cases.models import Case, Difficulty, KeyFigure, Lesson, LessonEvidence
from cases.models.choices import SUBJECTS_OF_COST, SUBJECTS_OF_EFFECT, FigureBasis, FigureSubject
from cases.models.lessons import TOPICS

# Of a topic with hundreds of cases, as many figures and cases as anybody reads. The page says that there are more.
MOST_SHOWN = 30


@dataclass(frozen=True)
class Finding:
    """A finding with the evidence for and against it."""

    lesson: Lesson
    borne_out: Sequence[LessonEvidence]
    against: Sequence[LessonEvidence]
    cases: int

    @property
    def evidence(self) -> list[LessonEvidence]:
        return [*self.borne_out, *self.against]

    @property
    def weight(self) -> str:
        """How many cases it rests on, and which went another way."""
        same = {entry.case.municipality_id for entry in self.borne_out}
        named = [
            f"{entry.case.municipality.name}{' (i en anden case)' if entry.case.municipality_id in same else ''}"
            for entry in self.against
        ]
        others = f" {both(named)} gik en anden vej." if named else ""
        return f"{len(self.borne_out)} af {number_of_cases(self.cases)} peger på det.{others}"


@dataclass(frozen=True)
class Known:
    """A line of the evidence at a glance: what is known, from how many cases, and what is not."""

    name: str
    known: str
    unknown: str


@dataclass(frozen=True)
class LessonPage:
    """Everything the page of a topic says. Plain data, kept until something changes."""

    topic: Topic
    findings: Sequence[Finding]
    reviewed: date | None
    stated_in: str
    figures: Sequence[FigureGroup]
    hard: Sequence[Case]
    hard_cases: int
    more_hard: str
    silent: Sequence[str]
    at_a_glance: Sequence[Known]


def lesson_page(topic: Topic) -> LessonPage:
    return cached(f"lesson-{topic.field}-{topic.term.slug}", lambda: _read(topic))


def _read(topic: Topic) -> LessonPage:
    counts = _counts(topic)
    findings = _findings(topic)
    hard_cases = topic.published_cases.filter(Exists(Difficulty.objects.filter(case=OuterRef("pk"))))
    shown = hard_cases.select_related("municipality").prefetch_related("difficulties").order_by("number")[:MOST_SHOWN]
    return LessonPage(
        topic=topic,
        findings=findings,
        reviewed=localdate(max(one.lesson.reviewed_at for one in findings)) if findings else None,
        stated_in="Oplyst i 2019 eller senere"
        if topic.published_cases.exclude(source="").exists()
        else "Oplyst i 2019",
        figures=figure_groups(topic.published_cases, topic.cases, MOST_SHOWN),
        hard=list(shown),
        hard_cases=counts["hard"],
        more_hard=f"Her er de første {MOST_SHOWN}. De andre står i casene." if counts["hard"] > MOST_SHOWN else "",
        silent=_silent(topic, counts),
        at_a_glance=_at_a_glance(topic, counts),
    )


def _findings(topic: Topic) -> list[Finding]:
    evidence = LessonEvidence.objects.published().select_related("case__municipality")
    lessons = Lesson.objects.published().filter(**{topic.field: topic.term.pk}).select_related(*TOPICS)
    return [
        Finding(lesson, *_sides(lesson.evidence.all()), topic.cases)
        for lesson in lessons.prefetch_related(Prefetch("evidence", evidence))
    ]


def _sides(evidence: Iterable[LessonEvidence]) -> tuple[list[LessonEvidence], list[LessonEvidence]]:
    entries = list(evidence)
    return [entry for entry in entries if not entry.is_against], [entry for entry in entries if entry.is_against]


_EFFECT = Q(subject__in=SUBJECTS_OF_EFFECT)
# What is asked of each case, and how “Ingen af de 8 cases …” goes on when none says it; without words it is not told.
_STATED = {
    "cost": (Q(subject__in=SUBJECTS_OF_COST), "oplyser en pris i kroner"),
    "running": (Q(subject=FigureSubject.RUNNING_COST), "oplyser, hvad driften koster"),
    "time": (Q(subject=FigureSubject.TIME_TO_OPERATION), "oplyser, hvor lang tid der gik til drift"),
    "effort": (Q(subject=FigureSubject.EFFORT), "oplyser, hvor meget arbejde indførelsen tog"),
    "effect": (_EFFECT & Q(basis__in=(FigureBasis.MEASURED, FigureBasis.STATED)), "oplyser en effekt i tal"),
    "measured": (_EFFECT & Q(basis=FigureBasis.MEASURED), "har målt effekten i drift"),
}
_TOLD = {
    "preconditions": ("preconditions", "fortæller, hvad der skulle være på plads"),
    "required": ("preconditions", ""),
    "steps": ("steps", "fortæller, hvordan de gjorde"),
    "changes": ("changes", "fortæller, hvad der ændrede sig"),
    "hard": ("difficulties", "fortæller, hvad der var svært"),
}


def _counts(topic: Topic) -> dict[str, int]:
    """How many of the topic's cases say each thing. One query."""
    says: dict[str, Any] = {
        name: Exists(KeyFigure.objects.filter(stated, case=OuterRef("pk"))) for name, (stated, _) in _STATED.items()
    }
    for name, (parts, _) in _TOLD.items():
        model: Any = Case._meta.get_field(parts).related_model
        rows = model._default_manager.filter(case=OuterRef("pk"))
        says[name] = Exists(rows.filter(required=True) if name == "required" else rows)
    cases = topic.published_cases.order_by().annotate(**{f"says_{name}": one for name, one in says.items()})
    return cases.aggregate(**{name: Count("pk", filter=Q(**{f"says_{name}": True})) for name in says})


def _silent(topic: Topic, counts: dict[str, int]) -> list[str]:
    """What none of the cases says. Without any price there is no price of running it either, and so for the effect."""
    implied = {"running": "cost", "measured": "effect"}
    return [
        f"Ingen af de {topic.cases} cases {words}."
        for name, (_, words) in {**_STATED, **_TOLD}.items()
        if words and not counts[name] and counts.get(implied.get(name, ""), 1)
    ]


def _at_a_glance(topic: Topic, counts: dict[str, int]) -> list[Known]:
    """Effect, mechanism, context, implementation, economy: in that order, each with what is not known said aloud."""

    def of(name: str) -> str:
        return f"{counts[name]} af {number_of_cases(topic.cases)}"

    return [
        Known(
            "Virker det?",
            f"{of('effect')} oplyser en effekt i tal, og {counts['measured'] or 'ingen'} har målt den.",
            _unknown(topic.cases - counts["effect"], "hvor stor effekten er") or "Om effekten holder ved, ved vi ikke.",
        ),
        Known(
            "Hvordan virker det?",
            f"{of('changes')} fortæller, hvad der ændrede sig i organisationen.",
            "Hvor meget løsningen selv gav, ved vi ikke.",
        ),
        Known(
            "Hvor virker det?",
            f"{of('preconditions')} fortæller, hvad der skulle være på plads. {of('required')} siger, at noget ikke "
            "kunne undværes.",
            "Om det virker uden, ved vi ikke.",
        ),
        Known(
            "Hvordan gør man?",
            f"{of('steps')} fortæller, hvordan de gjorde. {of('hard')} fortæller, hvad der var svært.",
            _unknown(topic.cases - counts["time"], "hvor lang tid der gik til drift"),
        ),
        Known(
            "Hvad koster det?",
            f"{of('cost')} oplyser en pris. {of('running')} oplyser, hvad driften koster.",
            _unknown(topic.cases - counts["cost"], "hvad det kostede"),
        ),
    ]


def _unknown(number: int, what: str) -> str:
    return f"Fra {number_of_cases(number)} ved vi ikke, {what}." if number else ""
