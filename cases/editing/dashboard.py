"""The start page for editors: what waits for somebody, what is getting old, and what has happened.

Each list shows ten at most, and is there only for those who may see its rows. The queries do not grow with the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from reversion.models import Revision, Version

from casekatalog.core.publication import Status
from cases.editing.data_quality import missing, named_gaps, unconfirmed, with_gaps
from cases.models import Case
from cases.models.querysets import CaseQuerySet
from cases.search.models import Miss
from cases.workflow.history import BASELINE, name_of

SHOWN = 10


@dataclass(frozen=True)
class Entry:
    """A line in a list: what it is, where it leads, and what an editor wants to know of it."""

    title: str
    url: str
    facts: list[str]
    # The words of the one who sent the case back.
    note: str = ""


@dataclass(frozen=True)
class DeskList:
    """A list on the start page."""

    name: str
    heading: str
    about: str
    # What it says when there is nothing in it.
    empty: str
    entries: list[Entry] = field(default_factory=list)
    # How many there are in all, and where to see them. None and empty where there is no such list.
    total: int | None = None
    url: str = ""


class Desk:
    """The start page of one editor."""

    def __init__(self, user: User | AnonymousUser) -> None:
        self.user = user

    @cached_property
    def lists(self) -> list[DeskList]:
        made: list[Callable[[], DeskList]] = []
        if self._may_see("cases", "case"):
            made += [_drafts, _in_review, _unconfirmed, _missing_figures, _changes]
        if self._may_see("search", "miss"):
            made += [_misses]
        return [make() for make in made]

    def _may_see(self, app: str, model: str) -> bool:
        return any(self.user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def _drafts() -> DeskList:
    drafts = _with_last_change(Case.objects.filter(status=Status.DRAFT)).order_by(
        F("last_change").desc(nulls_last=True), "-pk"
    )
    return _case_list(
        DeskList("kladder", "Kladder", "Nye cases og rettelser, der ikke er sendt videre.", "Der er ingen kladder."),
        drafts,
        {"status__exact": Status.DRAFT},
        _last_changed,
    )


def _in_review() -> DeskList:
    waiting = _with_last_change(Case.objects.filter(status=Status.IN_REVIEW)).order_by(
        F("last_change").asc(nulls_first=True), "pk"
    )
    return _case_list(
        DeskList("gennemgang", "Venter på gennemgang", "Den ældste først.", "Ingen cases venter på gennemgang."),
        waiting,
        {"status__exact": Status.IN_REVIEW},
        _last_changed,
    )


def _unconfirmed() -> DeskList:
    cases = unconfirmed(Case.objects.published()).order_by(F("confirmed_on").asc(nulls_first=True), "number")
    return _case_list(
        DeskList(
            "ikke-bekraeftet",
            "Ikke bekræftet i to år",
            "Spørg kommunen, om casen stadig passer, og skriv datoen på casen.",
            "Kommunerne har bekræftet alle cases inden for de sidste to år.",
        ),
        cases,
        {"bekraeftet": "nej", "status__exact": Status.PUBLISHED},
        lambda case: [f"bekræftet {_day(case.confirmed_on)}" if case.confirmed_on else "aldrig bekræftet"],
    )


def _missing_figures() -> DeskList:
    cases = with_gaps(missing(Case.objects.published())).order_by("-lacks", "number")
    return _case_list(
        DeskList(
            "mangler-tal",
            "Cases, der mangler tal",
            "Læserne kan ikke se, hvad det kostede, hvad der kom ud af det, eller hvor lang tid det tog.",
            "Alle cases har tal for pris, gevinst og tid.",
        ),
        cases,
        {"mangler": "noget", "status__exact": Status.PUBLISHED},
        lambda case: [f"mangler {_and(named_gaps(case))}"],
    )


def _changes() -> DeskList:
    """From the history of the cases. How a case was before its first change is not a change."""
    found = Version.objects.get_for_model(Case).exclude(revision__comment=BASELINE)
    latest = list(
        found.select_related("revision__user").defer("serialized_data").order_by("-revision_id", "-pk")[:SHOWN]
    )
    cases = Case.objects.in_bulk([int(version.object_id) for version in latest])
    entries = [_change(version, cases.get(int(version.object_id))) for version in latest]
    return DeskList(
        "aendringer",
        "Seneste ændringer",
        "Hvem der har ændret hvad. Titlen fører til casens historik.",
        "Ingen har ændret noget endnu.",
        entries,
    )


def _misses() -> DeskList:
    misses = Miss.objects.all()
    entries = [
        Entry(miss.words, "", [_times(miss.number), f"senest {_day(miss.last_seen)}"]) for miss in misses[:SHOWN]
    ]
    return DeskList(
        "soegninger",
        "Søgninger uden resultat",
        "Det, læserne har søgt efter og ikke fundet. Måske mangler der et synonym eller en case.",
        "Alle søgninger har givet et resultat.",
        entries,
        misses.count(),
        reverse("admin:search_miss_changelist"),
    )


def _case_list(
    about: DeskList, cases: QuerySet[Any], narrowed: dict[str, str], facts: Callable[[Any], list[str]]
) -> DeskList:
    """The first of ``cases`` with their ``facts``. ``narrowed`` are the filters that give all of them in the list."""
    shown = list(cases.select_related("municipality", "revises")[:SHOWN])
    _add_revisions(shown)
    return DeskList(
        about.name,
        about.heading,
        about.about,
        about.empty,
        [_entry(case, facts(case)) for case in shown],
        cases.count(),
        f"{reverse('admin:cases_case_changelist')}?{urlencode(narrowed)}",
    )


def _entry(case: Any, facts: list[str]) -> Entry:
    kind = [f"rettelse af case {case.revises.number}"] if case.revises else []
    note = case.review_note if case.status == Status.DRAFT else ""
    return Entry(
        case.title,
        reverse("admin:cases_case_change", args=[case.pk]),
        [case.municipality.official_name, *kind, *facts],
        note,
    )


def _with_last_change(cases: CaseQuerySet) -> QuerySet[Any]:
    """Each case with the key of the last change of it in the history, as ``last_change``."""
    changes = Version.objects.get_for_model(Case).filter(object_id=Cast(OuterRef("pk"), CharField()))
    changes = changes.exclude(revision__comment=BASELINE).order_by("-revision_id").values("revision_id")
    return cases.annotate(last_change=Subquery(changes[:1]))


def _add_revisions(cases: Iterable[Any]) -> None:
    """Put the revision of each case's ``last_change`` on the case. One query, or none where it is not asked for."""
    asked = [case for case in cases if hasattr(case, "last_change")]
    keys = {case.last_change for case in asked} - {None}
    found = {r.pk: r for r in Revision.objects.select_related("user").filter(pk__in=keys)} if asked else {}
    for case in asked:
        case.last_revision = found.get(case.last_change)


def _last_changed(case: Any) -> list[str]:
    revision = case.last_revision
    return [_when_and_who("ændret", revision)] if revision else []


def _change(version: Any, case: Case | None) -> Entry:
    """A case that is deleted since is known by the name it had."""
    facts = [_when_and_who("", version.revision), version.revision.get_comment()]
    if case is None:
        return Entry(f"{version.object_repr} (slettet)", "", facts)
    return Entry(case.title, reverse("admin:cases_case_history", args=[case.pk]), facts)


def _when_and_who(verb: str, revision: Any) -> str:
    who = name_of(revision.user)
    return " ".join(filter(None, [verb, _moment(revision.date_created), who and f"af {who}"]))


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), r"j. F Y \k\l. H.i")


def _day(day: date) -> str:
    return date_format(day, "j. F Y")


def _times(number: int) -> str:
    return "1 gang" if number == 1 else f"{number} gange"


def _and(parts: list[str]) -> str:
    return " og ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""
