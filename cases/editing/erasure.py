"""Erasing a person everywhere: the contact rows, and the name, mail and phone wherever else they stand.

Every text of every table is read, so that a table that comes later is not forgotten. History and log are changed where
the person stands, and keep the rest. Accounts are left to an administrator, and backups are out of reach.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import models, transaction
from django.urls import reverse
from reversion.models import Revision, Version

from casekatalog.core.vocabulary import Slugged
from cases.editing.person_matching import Person
from cases.models import Case, Contact, Contribution, ContributionEvent, Municipality
from cases.search.models import Miss
from cases.search.text import fold, words

BACKUPS = (
    "Sikkerhedskopier fra før sletningen indeholder stadig personen. Slet dem, eller slet personen igen, "
    "hvis en af dem bliver lagt ind."
)
# More texts than this, history and log apart, are hardly about one contact person.
FEW = 10
# Accounts are people's own and their sessions end; the rest are the code's own words, or are built again.
_NOT_READ = {"auth", "account", "socialaccount", "mfa", "contenttypes", "sessions", "search"}
_HISTORY = {Version: "casenes historik", Revision: "bemærkninger i historikken", LogEntry: "redaktionens log"}
# An amount or a date, which the history keeps as text.
_FIGURE = re.compile(r"-?\d+\.\d+|\d{4}-\d\d-\d\d(?:T.*)?")


@dataclass(frozen=True)
class Hit:
    """A field of a row where the person stands, what it holds without the person, and the words around."""

    row: models.Model
    field: Any
    without: Any
    excerpts: list[str]

    @property
    def table(self) -> str:
        return _HISTORY.get(type(self.row)) or str(self.row._meta.verbose_name_plural)

    @property
    def address(self) -> str:
        """The editors' page about the row, or about its case; empty if there is none."""
        if isinstance(self.row, LogEntry):
            return self.row.get_admin_url() or ""
        if isinstance(self.row, Version | Revision):
            revision = getattr(self.row, "revision_id", self.row.pk)
            case = Version.objects.get_for_model(Case).filter(revision=revision).first()
            return reverse("admin:cases_case_history", args=[case.object_id]) if case else ""
        if isinstance(self.row, Contribution | ContributionEvent):
            key = getattr(self.row, "contribution_id", self.row.pk)
            return reverse("admin:cases_contribution_change", args=[key])
        row = getattr(self.row, "case", self.row)
        has_page = admin.site.is_registered(type(row))
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) if has_page else ""

    def rewrite(self) -> None:
        """Store the row without the person. Not through save: no time stamp moves, and the index is built after."""
        without = self.without
        if self.field.unique:
            # Another row may have the same: let its key tell them apart.
            key = f" ({self.row.pk})"
            without = without[: self.field.max_length - len(key)] + key
        type(self.row)._base_manager.filter(pk=self.row.pk).update(**{self.field.name: without})


@dataclass(frozen=True)
class Findings:
    """Where a person stands. ``others`` share a name, mail or phone with the person, and may be somebody else."""

    person: Person
    contacts: list[Contact]
    others: list[Contact]
    accounts: list[User]
    hits: list[Hit]
    misses: list[Miss]

    @property
    def total(self) -> int:
        return len(self.contacts) + len(self.hits) + len(self.misses)

    @property
    def lines(self) -> list[str]:
        """“kontaktpersoner: 1 sted”, one for each table."""
        rows = [*self.contacts, *self.misses]
        tables = Counter([*(str(row._meta.verbose_name_plural) for row in rows), *(hit.table for hit in self.hits)])
        return [f"{table}: {number} {'sted' if number == 1 else 'steder'}" for table, number in tables.items()]

    @property
    def needs_administrator(self) -> bool:
        """Whether this may be something else than a person, so that erasing it could empty the catalogue of a word."""
        words = [getattr(hit.row, hit.field.name) for hit in self.hits if isinstance(hit.row, Slugged | Municipality)]
        return len(self.texts) > FEW or any(self.person.has(name=str(word)) for word in words)

    @property
    def texts(self) -> list[Hit]:
        """The places in neither history nor log."""
        return [hit for hit in self.hits if type(hit.row) not in _HISTORY]


def find(given: Person, chosen: Iterable[Contact] = ()) -> Findings:
    """Find everything that is known of ``given`` and of the ``chosen`` contact persons, and where it stands."""
    everybody = list(Contact.objects.select_related("case"))
    keys = {contact.pk for contact in chosen}
    gone = [c for c in everybody if c.pk in keys or given.has(c.name, c.email, c.phone)]
    gone += [c for c in everybody if c not in gone and any(_are_same(c, other) for other in gone)]
    rest = [c for c in everybody if c not in gone]
    known, shared = given | _known_of(gone), _known_of(rest)
    # A mail or phone that another contact person has too is an office's, and stays where it is written.
    person = given | Person(known.names, known.emails - shared.emails, known.phones - shared.phones)
    names = [{word.folded for word in words(name)} for name in person.names]
    return Findings(
        person,
        contacts=gone,
        others=[c for c in rest if known.has(c.name, c.email, c.phone)],
        accounts=[
            user
            for user in get_user_model().objects.order_by("pk")
            if known.has(user.get_full_name(), user.email) or known.has(email=user.username)
        ],
        hits=list(_hits(person)),
        # Searches for every word of the name. The words of a mail or phone number are never kept.
        misses=[miss for miss in Miss.objects.all() if any(name <= set(fold(miss.words).split()) for name in names)],
    )


def erase(given: Person, chosen: Iterable[Contact] = ()) -> Findings:
    """Erase the person, in one transaction. Returns what was found."""
    with transaction.atomic():
        findings = find(given, chosen)
        Contact.objects.filter(pk__in=[contact.pk for contact in findings.contacts]).delete()
        for hit in findings.hits:
            hit.rewrite()
        Miss.objects.filter(pk__in=[miss.pk for miss in findings.misses]).delete()
        if findings.texts:
            call_command("reindex", stdout=io.StringIO())
    return findings


def _are_same(one: Contact, other: Contact) -> bool:
    """Whether two contact persons are one: the name alone is not enough, and nor is an office's mail or phone."""
    a, b = _known_of([one]), _known_of([other])
    same_place = one.case.municipality_id == other.case.municipality_id
    return bool(a.names & b.names and (same_place or a.emails & b.emails or a.phones & b.phones))


def _known_of(contacts: list[Contact]) -> Person:
    return Person.of([c.name for c in contacts], [c.email for c in contacts], [c.phone for c in contacts])


def _is_text(field: Any) -> bool:
    """Whether a field holds words. Codes, choices, keys and what the database computes do not."""
    return (
        isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.SlugField)
        and not (field.primary_key or field.choices or field.is_relation)
    )


def _hits(person: Person) -> Iterator[Hit]:
    for model in apps.get_models():
        own = {"name", "email", "phone"} if model is Contact else set()
        fields = [field for field in model._meta.local_concrete_fields if _is_text(field) and field.name not in own]
        if not fields or model._meta.app_label in _NOT_READ:
            continue
        for row in model._base_manager.order_by("pk").iterator():
            for field in fields:
                excerpts: list[str] = []
                without = _without(getattr(row, field.name), person, excerpts)
                if excerpts:
                    # What is left of a mailbox is no mailbox: nobody is written to there any more.
                    yield Hit(row, field, "" if isinstance(field, models.EmailField) else without, excerpts)


def _without(value: Any, person: Person, excerpts: list[str]) -> Any:
    """Return ``value`` with the person taken out of every text in it, also one that is JSON, and note the words."""
    if isinstance(value, list):
        return [_without(each, person, excerpts) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, person, excerpts) for key, each in value.items()}
    if not isinstance(value, str) or _FIGURE.fullmatch(value):
        return value
    if value[:1] in ("[", "{"):
        # Ordinary text can begin like JSON.
        with suppress(ValueError):
            return json.dumps(_without(json.loads(value), person, excerpts), ensure_ascii=False)
    without = person.removed_from(value)
    if without != value:
        excerpts.append(person.excerpt(value))
    return without
