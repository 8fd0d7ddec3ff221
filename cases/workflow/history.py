"""The history of a case with its parts and the way back. Contacts are no part of it, so that a person can be erased."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import reversion
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from reversion.models import Revision, Version

from cases.models import Case
from cases.models.records import DATES, PARTS, Record, part_model, replace_content, stored
from cases.workflow.differences import Difference, difference
from cases.workflow.publication_requirements import require_whole

BASELINE = "Som casen var, før den blev rettet første gang"


def register() -> None:
    """Tell django-reversion what a case is made of."""
    reversion.register(Case, follow=PARTS, exclude=DATES, use_natural_foreign_keys=True)
    for name in PARTS:
        reversion.register(part_model(name), use_natural_foreign_keys=True)


def name_of(user: User | None) -> str:
    """What a person is called in the editing pages; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


@dataclass(frozen=True)
class CaseVersion:
    """A case as it was after one change."""

    revision: Revision
    before: "CaseVersion | None" = None

    @property
    def pk(self) -> int:
        return self.revision.pk

    @property
    def when(self) -> datetime:
        return self.revision.date_created

    @property
    def who(self) -> str:
        return name_of(self.revision.user)

    @cached_property
    def records(self) -> list[Record]:
        stored_texts = [version.serialized_data for version in self.revision.version_set.all()]
        return sorted((record for text in stored_texts for record in json.loads(text)), key=_place)

    @cached_property
    def changes(self) -> list[Difference]:
        """What this change did to the version before it."""
        return difference(self.before.records, self.records) if self.before else []


def _place(record: Record) -> tuple[int, int, int]:
    models = ["cases.case", *(part_model(name)._meta.label_lower for name in PARTS)]
    return models.index(record["model"]), record["fields"].get("order", 0), record["pk"]


def in_danish_time(when: datetime) -> str:
    return date_format(timezone.localtime(when), r"j. F Y \k\l. H.i")


def record(case: Case, user: AbstractBaseUser | AnonymousUser | None, comment: str) -> None:
    """Store the case as it is now as a new version, in the transaction of the change, and date it for its readers."""
    if case.is_public:
        case.changed_at = timezone.now()
        case.first_published_at = case.first_published_at or case.changed_at
        dates = {name: getattr(case, name) for name in DATES}
        Case.objects.filter(pk=case.pk).update(**dates)  # a save would index the case once more
    _store(case, user, comment)


def _store(case: Case, user: AbstractBaseUser | AnonymousUser | None, comment: str) -> None:
    with reversion.create_revision(manage_manually=True):
        reversion.set_comment(comment)
        if user and user.is_authenticated:
            reversion.set_user(user)
        reversion.add_to_revision(*stored([case]))


def record_baseline(case: Case) -> bool:
    """Before the first change of a case that has no history yet: store it as it is. Return whether that was needed."""
    needed = latest(case) is None
    if needed:
        _store(case, None, BASELINE)
    return needed


def latest(case: Case) -> int | None:
    """The key of the newest version, or None when the case has no history yet."""
    return Version.objects.get_for_object(case).values_list("revision_id", flat=True).first()


def versions(case: Case) -> list[CaseVersion]:
    """Every version, newest first, each with the one before it. What they hold is read where it is asked for."""
    keys = Version.objects.get_for_object(case).values("revision")
    revisions = Revision.objects.filter(pk__in=keys).select_related("user")
    found: list[CaseVersion] = []
    for revision in revisions.order_by("pk"):
        found.append(CaseVersion(revision, found[-1] if found else None))
    return found[::-1]


def load(some: Iterable[CaseVersion]) -> None:
    """Read what these versions and the ones before them hold, in one query."""
    wanted = [one.revision for version in some for one in (version, version.before) if one]
    prefetch_related_objects(wanted, "version_set")


def restore(case: Case, version: CaseVersion, user: AbstractBaseUser | AnonymousUser) -> None:
    """Give the case the content of ``version`` as a new one.

    Raises:
        django.core.serializers.base.DeserializationError: when a value was deleted since.
        IncompleteError: when readers would meet a case that lacks something.
    """
    with transaction.atomic():
        replace_content(case, version.records)
        require_whole(case)
        record(case, user, f"Gendannet, som casen var {in_danish_time(version.when)}")
