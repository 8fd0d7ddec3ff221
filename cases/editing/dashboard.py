"""The start page for editors: what waits for somebody, what is getting old, and what has happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from reversion.models import Revision, Version

from casekatalog.core.phrases import both
from casekatalog.core.publication import Status
from cases.editing.data_quality import (
    figure_gaps_in_words,
    unconfirmed,
    with_figure_gaps,
    with_mailbox,
    without_questions,
)
from cases.models import Case, Lesson
from cases.models.lessons import TOPICS
from cases.models.querysets import CaseQuerySet
from cases.models.records import stored
from cases.search.models import Miss
from cases.workflow.history import BASELINE, name_of
from cases.workflow.publication_requirements import unmet_requirements

SHOWN = 10


@dataclass(frozen=True)
class Entry:
    """A line in a list: what it is, where it leads, and what an editor wants to know of it."""

    title: str
    url: str
    facts: list[str]
    # Why a reviewer sent the case back.
    note: str = ""
    # What a draft lacks before readers can see it.
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class DashboardList:
    """The first of a list, with the words above it, those in its place when it is empty, and where to see them all."""

    name: str
    heading: str
    about: str
    empty: str
    entries: list[Entry]
    total: int | None = None
    url: str = ""


def dashboard_of(user: User | AnonymousUser) -> list[DashboardList]:
    """The lists on the start page of one editor."""
    made: list[Callable[[], DashboardList]] = []
    if user.has_perm("cases.view_case") or user.has_perm("cases.change_case"):
        made += [_drafts, _in_review, _unconfirmed, _without_figures, _without_questions, _latest_changes]
    if user.has_perm("cases.view_lesson") or user.has_perm("cases.change_lesson"):
        made.append(_lessons)
    if user.has_perm("search.view_miss") or user.has_perm("search.change_miss"):
        made.append(_misses)
    return [make() for make in made]


def _drafts() -> DashboardList:
    """With what each of them lacks, so that a draft from a municipality's suggestion says what is left to write."""
    drafts = _with_last_change(Case.objects.filter(status=Status.DRAFT))
    return _case_list(
        ("kladder", "Kladder", "Nye cases og rettelser, der ikke er sendt videre.", "Der er ingen kladder."),
        drafts.order_by(F("last_change").desc(nulls_last=True), "-pk"),
        {"status__exact": Status.DRAFT},
        _last_changed,
        lambda cases: [[unmet.text for unmet in unmet_requirements(case)] for case in stored(cases)],
    )


def _in_review() -> DashboardList:
    waiting = _with_last_change(Case.objects.filter(status=Status.IN_REVIEW))
    return _case_list(
        ("gennemgang", "Venter på gennemgang", "Den ældste først.", "Ingen cases venter på gennemgang."),
        waiting.order_by(F("last_change").asc(nulls_first=True), "pk"),
        {"status__exact": Status.IN_REVIEW},
        _last_changed,
    )


def _unconfirmed() -> DashboardList:
    words = (
        "ikke-bekraeftet",
        "Ikke bekræftet i to år",
        "Spørg kommunen, om casen stadig passer, og skriv datoen på casen.",
        "Kommunerne har bekræftet alle cases inden for de sidste to år.",
    )
    return _case_list(
        words,
        with_mailbox(unconfirmed(Case.objects.published())).order_by(F("confirmed_on").asc(nulls_first=True), "number"),
        {"bekraeftet": "nej", "status__exact": Status.PUBLISHED},
        lambda cases: [_last_word(case) for case in cases],
    )


def _last_word(case: Any) -> str:
    """When the municipality last stood by the case, and whether we ask it ourselves."""
    last = f"bekræftet {_day(case.confirmed_on)}" if case.confirmed_on else "aldrig bekræftet"
    return f"{last} · vi minder selv kommunen om det" if case.has_mailbox else last


def _without_figures() -> DashboardList:
    words = (
        "mangler-tal",
        "Cases, der mangler tal",
        "Læserne kan ikke se, hvad det kostede, hvad der kom ud af det, eller hvor lang tid det tog.",
        "Alle cases har tal for pris, gevinst og tid.",
    )
    return _case_list(
        words,
        with_figure_gaps(Case.objects.published()).filter(lacks__gt=0).order_by("-lacks", "number"),
        {"mangler": "noget", "status__exact": Status.PUBLISHED},
        lambda cases: [f"mangler {both(figure_gaps_in_words(case))}" for case in cases],
    )


def _without_questions() -> DashboardList:
    words = (
        "mangler-spoergsmaal",
        "Cases, der mangler spørgsmål",
        "“Passer den til os?” kan ikke spørge om alt i dem. Skriv et spørgsmål til hver forudsætning og hvert greb.",
        "Alle forudsætninger og greb har et spørgsmål.",
    )
    return _case_list(
        words,
        without_questions(Case.objects.published()).order_by("number"),
        {"spoergsmaal": "mangler", "status__exact": Status.PUBLISHED},
        lambda cases: ["" for _ in cases],
    )


def _latest_changes() -> DashboardList:
    """From the history of the cases. How a case was before its first change is not a change."""
    found = Version.objects.get_for_model(Case).exclude(revision__comment=BASELINE)
    latest = found.select_related("revision__user").defer("serialized_data").order_by("-revision_id", "-pk")[:SHOWN]
    cases = Case.objects.in_bulk([int(version.object_id) for version in latest])
    return DashboardList(
        "aendringer",
        "Seneste ændringer",
        "Hvem der har ændret hvad. Titlen fører til casens historik.",
        "Ingen har ændret noget endnu.",
        [_change(version, cases.get(int(version.object_id))) for version in latest],
    )


def _lessons() -> DashboardList:
    """Findings across cases that a change of a case may have made less true."""
    lessons = Lesson.objects.to_look_at().select_related(*TOPICS)
    entries = [
        Entry(
            lesson.sentence,
            reverse("admin:cases_lesson_change", args=[lesson.pk]),
            [str(lesson.topic), f"senest holdt op mod casene {_day(timezone.localtime(lesson.reviewed_at).date())}"],
        )
        for lesson in lessons[:SHOWN]
    ]
    return DashboardList(
        "laerdomme",
        "Lærdomme, der skal ses efter",
        "En case i belægget er ændret eller taget ned. Læs lærdommen efter, og gem den, når den passer.",
        "Ingen lærdomme skal ses efter.",
        entries,
        lessons.count(),
        f"{reverse('admin:cases_lesson_changelist')}?efterses=ja",
    )


def _misses() -> DashboardList:
    misses = Miss.objects.all()
    entries = []
    for miss in misses[:SHOWN]:
        times = "1 gang" if miss.number == 1 else f"{miss.number} gange"
        entries.append(Entry(miss.words, "", [times, f"senest {_day(miss.last_seen)}"]))
    return DashboardList(
        "soegninger",
        "Søgninger uden resultat",
        "Det, læserne har søgt efter og ikke fundet. Måske mangler der et synonym eller en case.",
        "Alle søgninger har givet et resultat.",
        entries,
        misses.count(),
        reverse("admin:search_miss_changelist"),
    )


def _case_list(
    words: tuple[str, str, str, str],
    cases: QuerySet[Any],
    filters: dict[str, str],
    facts: Callable[[Any], list[str]],
    missing: Callable[[Any], list[list[str]]] = lambda cases: [[] for _ in cases],
) -> DashboardList:
    """The first of ``cases``, each with what ``facts`` says of it and what it lacks as far as ``missing`` says so.

    With the ``filters`` the admin's list has all.
    """
    shown = list(cases.select_related("municipality", "revises")[:SHOWN])
    entries = [_entry(*each) for each in zip(shown, facts(shown), missing(shown), strict=True)]
    return DashboardList(
        *words, entries, cases.count(), f"{reverse('admin:cases_case_changelist')}?{urlencode(filters)}"
    )


def _entry(case: Any, fact: str, missing: list[str]) -> Entry:
    kind = f"rettelse af case {case.revises.number}" if case.revises else ""
    return Entry(
        case.title,
        reverse("admin:cases_case_change", args=[case.pk]),
        [fact for fact in (case.municipality.official_name, kind, fact) if fact],
        case.review_note if case.status == Status.DRAFT else "",
        missing,
    )


def _with_last_change(cases: CaseQuerySet) -> QuerySet[Any]:
    """Each case with the key of the last change of it in the history, as ``last_change``."""
    changes = Version.objects.get_for_model(Case).filter(object_id=Cast(OuterRef("pk"), CharField()))
    changes = changes.exclude(revision__comment=BASELINE).order_by("-revision_id").values("revision_id")
    return cases.annotate(last_change=Subquery(changes[:1]))


def _last_changed(cases: Sequence[Any]) -> list[str]:
    """When and by whom each was changed last; empty where the history says nothing. One query."""
    keys = {case.last_change for case in cases} - {None}
    revisions = Revision.objects.select_related("user").in_bulk(keys)
    return [_when_and_who("ændret", revisions[c.last_change]) if c.last_change else "" for c in cases]


def _change(version: Any, case: Case | None) -> Entry:
    """A case that is deleted since is known by the name it had."""
    facts = [fact for fact in (_when_and_who("", version.revision), version.revision.get_comment()) if fact]
    if case is None:
        return Entry(f"{version.object_repr} (slettet)", "", facts)
    return Entry(case.title, reverse("admin:cases_case_history", args=[case.pk]), facts)


def _when_and_who(verb: str, revision: Any) -> str:
    name = name_of(revision.user)
    when = date_format(timezone.localtime(revision.date_created), r"j. F Y \k\l. H.i")
    return " ".join(filter(None, [verb, when, name and f"af {name}"]))


def _day(day: date) -> str:
    return date_format(day, "j. F Y")
