"""Lærdomme: the topics that have a page of what their cases teach together, and where the catalogue leads to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, QuerySet
from django.urls import reverse

from casekatalog.core.data_version import cached
from casekatalog.core.vocabulary import Term
from cases.models import Case, Lesson, SynonymGroup
from cases.models.lessons import FEWEST_CASES, TOPICS
from cases.search.text import forms


@dataclass(frozen=True)
class Kind:
    """What topics of a kind are called, how a case has them, and the list's parameter for them, if it has one."""

    name: str
    several: str
    lookup: str
    parameter: str


KINDS = {
    "task": Kind("Opgave", "Opgaver", "tasks", "opgave"),
    "technology": Kind("Teknologi", "Teknologier", "technologies", "teknologi"),
    "grip": Kind("Greb", "Greb", "evidence__grip", "greb"),
    "phase": Kind("Fase", "Faser", "steps__phase", ""),
}


@dataclass(frozen=True)
class Topic:
    """A task, technology, greb or phase with a page of its own, how many cases it has, and how many findings."""

    field: str
    term: Term
    cases: int
    findings: int

    @property
    def kind(self) -> Kind:
        return KINDS[self.field]

    @property
    def url(self) -> str:
        return reverse("lesson", args=[self.term.slug])

    @property
    def list_url(self) -> str:
        """The address of the list with the same cases; the list with all for a phase, which every case has."""
        parameter = self.kind.parameter
        return reverse("cases") + (f"?{parameter}={self.term.slug}" if parameter else "")

    @property
    def published_cases(self) -> QuerySet[Case]:
        """The published cases that have it."""
        having = Case.objects.filter(**{self.kind.lookup: self.term.pk}).values("pk")
        return Case.objects.published().filter(pk__in=having).order_by("number")


def topics() -> list[Topic]:
    """Every topic with cases enough to teach something together, in reading order."""
    return cached("lesson-topics", _read_topics)


def topics_to_link() -> list[Topic]:
    """Those that have findings, without their number of cases: one query, for pages that only lead there."""
    return cached("lesson-links", _read_links)


def find_topic(slug: str) -> Topic | None:
    return next((topic for topic in topics() if topic.term.slug == slug), None)


def by_kind() -> list[tuple[Kind, list[Topic]]]:
    """The topics under their kinds."""
    return [(kind, [topic for topic in topics() if topic.field == field]) for field, kind in KINDS.items()]


def lessons_of(terms: Iterable[Term]) -> list[Topic]:
    """The topics with findings among ``terms``."""
    wanted = {term.slug for term in terms}
    return [topic for topic in topics_to_link() if topic.term.slug in wanted]


def lessons_for(selected: Mapping[str, Sequence[str]], words: str) -> list[Topic]:
    """The topics with findings that a list is narrowed to, and those that the reader's words name."""
    if not words and not any(kind.parameter in selected for kind in KINDS.values()):
        return []
    wanted = _stems(words)
    names = cached("lesson-names", _read_names) if wanted else {}
    return [
        topic
        for topic in topics_to_link()
        if topic.term.slug in selected.get(topic.kind.parameter, ())
        or (wanted and (wanted <= names[topic.term.slug][0] or wanted in names[topic.term.slug]))
    ]


# The words with a meaning, each with the words whose search finds them too, as stems.
Synonyms = Mapping[frozenset[str], Sequence[frozenset[str]]]


def _stems(text: str) -> frozenset[str]:
    return frozenset(form.stem for form in forms(text))


def _names(term: Term, synonyms: Synonyms) -> tuple[frozenset[str], ...]:
    own = _stems(f"{term.name} {term.short_name}")
    return (own, *{word for found, words in synonyms.items() if found <= own for word in words})


def _findings() -> Counter[tuple[str, Term]]:
    """How many findings each topic has, by its field and term."""
    lessons = Lesson.objects.published().select_related(*TOPICS)
    return Counter((field, getattr(lesson, field)) for lesson in lessons for field in TOPICS if getattr(lesson, field))


def _read_names() -> dict[str, tuple[frozenset[str], ...]]:
    """The stems of what readers call each topic: its own name, and the editors' synonyms for words in that."""
    # A group has each of its words many times.
    stems = cache(_stems)
    synonyms: dict[frozenset[str], list[frozenset[str]]] = defaultdict(list)
    for group in SynonymGroup.objects.all():
        for word, found_too in group.meanings:
            for found in found_too:
                synonyms[stems(found)].append(stems(word))
    return {topic.term.slug: _names(topic.term, synonyms) for topic in topics_to_link()}


def _read_links() -> list[Topic]:
    linked = [Topic(field, term, 0, number) for (field, term), number in _findings().items()]
    order = list(TOPICS)
    return sorted(linked, key=lambda topic: (order.index(topic.field), topic.term.order))


def _read_topics() -> list[Topic]:
    found, findings = [], _findings()
    for field, model in TOPICS.items():
        kind = KINDS[field]
        numbers = dict(
            Case.objects.published()
            .order_by()
            .values_list(kind.lookup)
            .annotate(number=Count("pk", distinct=True))
            .filter(**{f"{kind.lookup}__isnull": False})
        )
        found += [
            Topic(field, term, numbers.get(term.pk, 0), findings[field, term])
            for term in model._default_manager.all()
            if numbers.get(term.pk, 0) >= FEWEST_CASES or findings[field, term]
        ]
    return found
