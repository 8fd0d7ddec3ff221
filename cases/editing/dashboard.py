"""The start page for editors: what waits for somebody, what is getting old, and what has happened.

Each list shows ten at most, and is there only for those who may see its rows. The queries do not grow with the cases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
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
from cases.editing.data_quality import figure_gaps_in_words, unconfirmed, with_figure_gaps
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
    # Why a reviewer sent the case back.
    note: str = ""


@dataclass(frozen=True)
class DashboardList:
    """A list on the start page, with the words that stand above it, and in its place when it is empty.

    ``total`` and ``url`` say how many there are in all and where to see them: None and empty where no page has them.
    """

    name: str
    heading: str
    about: str
    empty: str
    entries: list[Entry] = field(default_factory=list)
    total: int | None = None
    url: str = ""


def dashboard_of(user: User | AnonymousUser) -> list[DashboardList]:
    """The lists on the start page of one editor."""
    made: list[Callable[[], DashboardList]] = []
    if _may_see(user, "cases", "case"):
        made += [_drafts, _in_review, _unconfirmed, _without_figures, _latest_changes]
    if _may_see(user, "search", "miss"):
        made += [_misses]
    return [make() for make in made]


def _may_see(user: User | AnonymousUser, app: str, model: str) -> bool:
    return any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))


def _drafts() -> DashboardList:
    drafts = _with_last_change(Case.objects.filter(status=Status.DRAFT))
    return _case_list(
        DashboardList(
            "kladder", "Kladder", "Nye cases og rettelser, der ikke er sendt videre.", "Der er ingen kladder."
        ),
        drafts.order_by(F("last_change").desc(nulls_last=True), "-pk"),
        {"status__exact": Status.DRAFT},
        _last_changed,
    )


def _in_review() -> DashboardList:
    waiting = _with_last_change(Case.objects.filter(status=Status.IN_REVIEW))
    return _case_list(
        DashboardList("gennemgang", "Venter på gennemgang", "Den ældste først.", "Ingen cases venter på gennemgang."),
        waiting.order_by(F("last_change").asc(nulls_first=True), "pk"),
        {"status__exact": Status.IN_REVIEW},
        _last_changed,
    )


def _unconfirmed() -> DashboardList:
    return _case_list(
        DashboardList(
            "ikke-bekraeftet",
            "Ikke bekræftet i to år",
            "Spørg kommunen, om casen stadig passer, og skriv datoen på casen.",
            "Kommunerne har bekræftet alle cases inden for de sidste to år.",
        ),
        unconfirmed(Case.objects.published()).order_by(F("confirmed_on").asc(nulls_first=True), "number"),
        {"bekraeftet": "nej", "status__exact": Status.PUBLISHED},
        lambda cases: [f"bekræftet {_day(c.confirmed_on)}" if c.confirmed_on else "aldrig bekræftet" for c in cases],
    )


def _without_figures() -> DashboardList:
    return _case_list(
        DashboardList(
            "mangler-tal",
            "Cases, der mangler tal",
            "Læserne kan ikke se, hvad det kostede, hvad der kom ud af det, eller hvor lang tid det tog.",
            "Alle cases har tal for pris, gevinst og tid.",
        ),
        with_figure_gaps(Case.objects.published()).filter(lacks__gt=0).order_by("-lacks", "number"),
        {"mangler": "noget", "status__exact": Status.PUBLISHED},
        lambda cases: [f"mangler {both(figure_gaps_in_words(case))}" for case in cases],
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


def _misses() -> DashboardList:
    misses = Miss.objects.all()
    return DashboardList(
        "soegninger",
        "Søgninger uden resultat",
        "Det, læserne har søgt efter og ikke fundet. Måske mangler der et synonym eller en case.",
        "Alle søgninger har givet et resultat.",
        [Entry(miss.words, "", [_times(miss.number), f"senest {_day(miss.last_seen)}"]) for miss in misses[:SHOWN]],
        misses.count(),
        reverse("admin:search_miss_changelist"),
    )


def _case_list(
    empty_list: DashboardList,
    cases: QuerySet[Any],
    filters: dict[str, str],
    facts: Callable[[Sequence[Any]], list[str]],
) -> DashboardList:
    """The first of ``cases``, each with what ``facts`` says of it. With the ``filters`` the admin's list has all."""
    shown = list(cases.select_related("municipality", "revises")[:SHOWN])
    return replace(
        empty_list,
        entries=[_entry(case, fact) for case, fact in zip(shown, facts(shown), strict=True)],
        total=cases.count(),
        url=f"{reverse('admin:cases_case_changelist')}?{urlencode(filters)}",
    )


def _entry(case: Any, fact: str) -> Entry:
    kind = f"rettelse af case {case.revises.number}" if case.revises else ""
    return Entry(
        case.title,
        reverse("admin:cases_case_change", args=[case.pk]),
        [fact for fact in (case.municipality.official_name, kind, fact) if fact],
        case.review_note if case.status == Status.DRAFT else "",
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
    return " ".join(filter(None, [verb, _moment(revision.date_created), name and f"af {name}"]))


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), r"j. F Y \k\l. H.i")


def _day(day: date) -> str:
    return date_format(day, "j. F Y")


def _times(number: int) -> str:
    return "1 gang" if number == 1 else f"{number} gange"
