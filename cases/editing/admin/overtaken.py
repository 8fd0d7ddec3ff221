"""A case that was published, archived, corrected or deleted while an editor wrote in it: where the text goes then."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from reversion.models import Version

from cases.editing.admin.conflict import Conflict, merge, seen_version
from cases.editing.admin.inlines import number_of_rows
from cases.models import Case
from cases.models.records import PARTS, Record, content_of, part_model, records_of
from cases.workflow import history
from cases.workflow.differences import difference
from cases.workflow.history import CaseVersion
from cases.workflow.transitions import PUBLISH, TRANSITIONS, perform, start_correction

UNSAVED = "Din tekst står herunder og er ikke gemt endnu."
INTO_CORRECTION = f"{UNSAVED} Den er nu en del af rettelsen: læs den igennem, og tryk “Gem”."
BRING_BACK = "_bring_back"


def versions_of_deleted(pk: str) -> list[CaseVersion]:
    """The versions of a case that is gone, newest first."""
    found = Version.objects.get_for_object_reference(Case, pk).select_related("revision__user")
    return [CaseVersion(version.revision) for version in found.order_by("-revision_id")]


def find_overtaken(admin: Any, request: HttpRequest, case: Case | None, pk: str) -> tuple[Case | None, Conflict] | None:
    """The case whose form now holds the text (None for a new one), and what happened; None where nothing is known."""
    # Only a form that could be saved when it was opened says which version it was made of.
    seen = request.POST.get("seen_version", "")
    if not (seen.isdecimal() and pk.isdecimal()):
        return None
    if case:
        history.record_baseline(case)
    if not (known := history.versions(case) if case else versions_of_deleted(pk)):
        return None
    if case and case.status == Case.Status.ARCHIVED:
        return case, _archived(admin, request, case, known)
    original = case or _original(known[0])
    if original is None or not original.is_public:
        return None if case else (None, _deleted(request, known))
    begun = Case.objects.filter(revises=original).first()
    target = start_correction(original, request.user)  # type: ignore[arg-type]
    said = _what_happened(case, original, begun, known)
    source = records_of(case) if case else known[0].records
    return target, _carried(admin, request, seen_version(known, seen), source, target, said)


def bring_back(request: Any, case: Case) -> None:
    """Make an archived case a draft again for the form that is posted, which has seen all that was saved before."""
    had_seen_all = request.POST.get("seen_version") == str(history.latest(case))
    perform(TRANSITIONS["hent-frem"], case, request.user)
    if had_seen_all:
        request.POST = request.POST.copy()
        request.POST["seen_version"] = str(history.latest(case))


def _what_happened(case: Case | None, original: Case, begun: Case | None, known: list[CaseVersion]) -> str:
    if case is None:
        newest = history.versions(original)[0]
        if newest.pk > known[0].pk:
            return f"{_name(newest)} har publiceret rettelsen, mens du skrev. {INTO_CORRECTION}"
        return f"Rettelsen er kasseret, mens du skrev. {INTO_CORRECTION}"
    if begun:
        who = _name(history.versions(begun)[-1])
        return f"{who} er begyndt på en rettelse af casen, mens du skrev. {INTO_CORRECTION}"
    return f"{_name(known[0])} har publiceret casen, mens du skrev. {INTO_CORRECTION}"


def _archived(admin: Any, request: HttpRequest, case: Case, known: list[CaseVersion]) -> Conflict:
    base = seen_version(known, request.POST["seen_version"])
    advice = (
        "Tryk “Hent frem som kladde og gem”, hvis den skal bruges."
        if request.user.has_perm(PUBLISH)
        else "Bed en udgiver om at hente casen frem, og tryk så “Gem”. Lad siden stå åben så længe."
    )
    return Conflict(
        known[0].who,
        known[0].when,
        difference(base.records, known[0].records),
        merge(admin, request, request.POST, case, base.records),
        f"{_name(known[0])} har arkiveret casen, mens du skrev. {UNSAVED} {advice}",
    )


def _deleted(request: HttpRequest, known: list[CaseVersion]) -> Conflict:
    data = request.POST.copy()
    for name in [*PARTS, "contact"]:
        for i in range(number_of_rows(data, name, "TOTAL")):
            data[f"{name}-{i}-id"] = data[f"{name}-{i}-case"] = ""
        data[f"{name}-INITIAL_FORMS"] = "0"
    data["slug"] = data.get("slug") or known[0].records[0]["fields"]["slug"]
    said = f"Casen er slettet, mens du skrev. {UNSAVED} Gemmer du, bliver den oprettet igen som en kladde."
    return Conflict("", known[0].when, [], data, said)


def _original(version: CaseVersion) -> Case | None:
    """The case that a deleted correction corrected."""
    key = version.records[0]["fields"].get("revises")
    if not key:
        return None
    word = key[0] if isinstance(key, list) else key
    by_key = Q(pk=word) if isinstance(word, int) else Q(slug=word)
    return Case.objects.filter(by_key).first()


def _carried(
    admin: Any, request: HttpRequest, base: CaseVersion, source: Iterable[Record], target: Case, said: str
) -> Conflict:
    """The posted form as one of ``target``, whose rows were copied in order from those of ``source``."""
    start = history.versions(target)[-1].records
    places = {_place(record): record["pk"] for record in start}
    keys = {(r["model"], r["pk"]): places[_place(r)] for r in source if _place(r) in places}
    data = request.POST.copy()
    for name in PARTS:
        label = part_model(name)._meta.label_lower
        for i in range(number_of_rows(data, name, "TOTAL")):
            key = data.get(f"{name}-{i}-id", "")
            if key.isdecimal() and (label, int(key)) in keys:
                data[f"{name}-{i}-id"] = str(keys[label, int(key)])
            if f"{name}-{i}-case" in data:
                data[f"{name}-{i}-case"] = str(target.pk)
    records = [{**record, "pk": keys.get((record["model"], record["pk"]), record["pk"])} for record in base.records]
    newest = history.versions(target)[0]
    changes = difference(content_of(base.records), content_of(newest.records))
    return Conflict(newest.who, newest.when, changes, merge(admin, request, data, target, records), said)


def _place(record: Record) -> tuple[str, Any]:
    return record["model"], record["fields"].get("order")


def _name(version: CaseVersion) -> str:
    return version.who or "En anden"
