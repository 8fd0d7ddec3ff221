"""A published case as readers met it from a point in time on: its edition."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from django.core import signing
from django.core.serializers.base import DeserializationError
from reversion.models import Revision, Version

from casekatalog.core.rows import Rows
from cases.models import Case
from cases.models.records import PARTS, Record, part_model
from cases.workflow.history import CaseVersion

_FORM = "%Y%m%d%H%M%S%f"


def edition_of(case: Case) -> str:
    """The name of what readers meet now, as an address carries it; empty for a case they never met.

    Signed, so that it takes having met an edition to see it again: what editors took out may be out for a reason.
    """
    return _signer(case).sign(case.changed_at.astimezone(UTC).strftime(_FORM)) if case.changed_at else ""


def read_edition(case: Case, text: str) -> datetime | None:
    """The time of the case's edition that an address names; None where it names none."""
    try:
        return datetime.strptime(_signer(case).unsign(text), _FORM).replace(tzinfo=UTC)
    except signing.BadSignature:
        return None


def _signer(case: Case) -> signing.Signer:
    return signing.Signer(salt=f"cases.workflow.editions.{case.pk}")


def as_read(case: Case, edition: datetime | None) -> Case:
    """The case with its texts, as it was in that edition; as it is now where that is not known.

    What was stored first from that time on is the edition itself, or the case before it was corrected the first time.
    """
    if edition and case.changed_at and edition < case.changed_at:
        keys = Version.objects.get_for_object(case).values("revision")
        revision = Revision.objects.filter(pk__in=keys, date_created__gte=edition).order_by("pk").first()
        # Where a word of a vocabulary that it used is deleted, it cannot be read again.
        with suppress(DeserializationError):
            if revision:
                return _made_of(CaseVersion(revision).records, case)
    return Case.objects.with_texts().get(pk=case.pk)


def _made_of(records: list[Record], case: Case) -> Case:
    """A case of these records, with its lists as if they were fetched with it. Nothing is stored."""
    rows = Rows([case])
    found, lists = rows.made_of(records[0])
    lists |= {name: [] for name in PARTS}
    names = {part_model(name): name for name in PARTS}
    for record in records[1:]:
        part, _ = rows.made_of(record | {"fields": record["fields"] | {"case": case.natural_key()}})
        lists[names[type(part)]].append(part)
    found._prefetched_objects_cache = lists
    return found
