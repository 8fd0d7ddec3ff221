"""Erasing a person everywhere: the contact rows, and the name, mail and phone wherever else they stand.

Every text of every table is read, so that a table that comes later is not forgotten. History and log are changed where
the person stands, and keep the rest. Accounts are left to an administrator, and backups are out of reach.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from reversion.models import Revision, Version

from cases.editing.person_matching import Person
from cases.models import Case, Contact
from cases.search import index
from cases.search.models import Miss
from cases.search.text import fold, words

BACKUPS = (
    "Sikkerhedskopier fra før sletningen indeholder stadig personen. Slet dem, eller slet personen igen, "
    "hvis en af dem bliver lagt ind."
)
# Accounts are people's own and their sessions end; the rest are the code's own words, or are built again.
_NOT_READ = frozenset({"auth", "account", "socialaccount", "mfa", "contenttypes", "sessions", "search"})
_CATALOGUE = frozenset({"cases", "frameworks"})
# Columns of text that hold JSON, where a text may also be cut off in the middle of a name.
_JSON_COLUMNS = {(LogEntry, "change_message"), (Revision, "comment"), (Version, "serialized_data")}
_CUT_COLUMNS = {(LogEntry, "object_repr"), (Version, "object_repr")}
_TABLE_NAMES: dict[type[models.Model], str] = {
    Version: "casenes historik",
    Revision: "bemærkninger i historikken",
    LogEntry: "redaktionens log",
}

Texts = Callable[[str], str]


@dataclass(frozen=True)
class Hit:
    """A row where the person stands, and what its columns hold without the person."""

    model: type[models.Model]
    pk: Any
    columns: dict[str, Any]


@dataclass
class Findings:
    """Where a person stands."""

    person: Person
    contacts: list[Contact]
    # Contact persons that share a name, mail or phone with the person, and may be somebody else.
    others: list[Contact]
    accounts: list[User]
    places: Counter[str] = field(default_factory=Counter)
    hits: list[Hit] = field(default_factory=list)
    misses: list[int] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not self.places

    @property
    def lines(self) -> list[str]:
        """“kontaktpersoner: 1 sted”, one for each table."""
        return [f"{table}: {number} {'sted' if number == 1 else 'steder'}" for table, number in self.places.items()]


def find(given: Person, chosen: Iterable[Contact] = ()) -> Findings:
    """Everything that is known of ``given`` and of the ``chosen`` contact persons, and where it stands."""
    everybody = list(Contact.objects.select_related("case__municipality"))
    keys = {contact.pk for contact in chosen}
    gone = [contact for contact in everybody if contact.pk in keys or _is_named(given, contact)]
    gone += [contact for contact in everybody if contact not in gone and any(_are_same(contact, c) for c in gone)]
    rest = [contact for contact in everybody if contact not in gone]
    known = given | _known_of(gone)
    # A mail or phone that another contact person has too is an office's, and stays where it is written.
    shared = _known_of(rest)
    alone = Person(known.names, known.emails - shared.emails, known.phones - shared.phones)
    findings = Findings(given | alone, gone, [c for c in rest if _is_named(known, c)], _accounts(known))
    if gone:
        findings.places[_table(Contact)] = len(gone)
    for model in _read_models():
        for hit, places in _hits(model, findings.person):
            findings.hits.append(hit)
            findings.places[_table(model)] += places
    findings.misses = _misses(findings.person)
    if findings.misses:
        findings.places[_table(Miss)] = len(findings.misses)
    touched = _touched_cases(findings.hits) | {contact.case_id for contact in gone}
    findings.cases = list(Case.objects.filter(pk__in=touched).select_related("municipality"))
    return findings


def erase(given: Person, chosen: Iterable[Contact] = ()) -> Findings:
    """Erase the person, in one transaction. Returns what was found."""
    with transaction.atomic():
        findings = find(given, chosen)
        Contact.objects.filter(pk__in=[contact.pk for contact in findings.contacts]).delete()
        for hit in findings.hits:
            _rewrite(hit)
        Miss.objects.filter(pk__in=findings.misses).delete()
        if any(hit.model._meta.app_label in _CATALOGUE for hit in findings.hits):
            # Only building the whole index forgets the words that stand nowhere any more.
            index.index_all()
    return findings


def _is_named(person: Person, contact: Contact) -> bool:
    return person.has_name(contact.name) or person.has_email(contact.email) or person.has_phone(contact.phone)


def _are_same(one: Contact, other: Contact) -> bool:
    """Whether two contact persons are one: the name alone is not enough, and nor is an office's mail or phone."""
    a, b = _known_of([one]), _known_of([other])
    same_place = one.case.municipality_id == other.case.municipality_id
    return bool(a.names & b.names and (same_place or a.emails & b.emails or a.phones & b.phones))


def _known_of(contacts: Iterable[Contact]) -> Person:
    found = list(contacts)
    return Person.of([c.name for c in found], [c.email for c in found], [c.phone for c in found])


def _accounts(person: Person) -> list[User]:
    return [
        user
        for user in get_user_model().objects.order_by("pk")
        if person.has_email(user.email) or person.has_email(user.username) or person.has_name(user.get_full_name())
    ]


def _misses(person: Person) -> list[int]:
    """Searches that hold every word of the name. The words of a mail or phone number are never kept."""
    names = [{word.folded for word in words(name)} for name in person.names]
    kept = Miss.objects.values_list("pk", "words")
    return [pk for pk, text in kept if any(name <= set(fold(text).split()) for name in names)]


def _read_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        options = model._meta
        if options.managed and not options.proxy and options.app_label not in _NOT_READ:
            yield model


def _table(model: type[models.Model]) -> str:
    return _TABLE_NAMES.get(model) or str(model._meta.verbose_name_plural)


def _is_text(column: Any) -> bool:
    """Whether a column holds words. Codes, choices, keys and what the database computes do not."""
    return (
        isinstance(column, models.CharField | models.TextField | models.JSONField)
        and not isinstance(column, models.SlugField)
        and not (column.primary_key or column.choices or column.is_relation)
    )


def _hits(model: type[models.Model], person: Person) -> Iterator[tuple[Hit, int]]:
    """The rows of a table where the person stands, each with its number of places."""
    own = {"name", "email", "phone"} if model is Contact else set()
    columns = [c for c in model._meta.concrete_fields if _is_text(c) and c.name not in own]
    if not columns:
        return
    rows = model._base_manager.order_by("pk").values_list("pk", *(column.name for column in columns))
    for pk, *values in rows.iterator(chunk_size=1_000):
        changed, places = {}, 0
        for column, value in zip(columns, values, strict=True):
            if value:
                without, found = _without(model, column, value, person)
                places += found
                if found:
                    changed[column.name] = without
        if changed:
            yield Hit(model, pk, changed), places


def _without(model: type[models.Model], column: Any, value: Any, person: Person) -> tuple[Any, int]:
    """A column's value without the person, and the number of places."""
    count = _Counting(person)
    if isinstance(column, models.JSONField):
        return _in_json(value, count.whole), count.places
    if (model, column.name) in _JSON_COLUMNS and (parsed := _parsed(value)) is not None:
        clean = _records(parsed, count) if model is Version else _in_json(parsed, count.cut)
        return json.dumps(clean, ensure_ascii=False), count.places
    change = count.cut if (model, column.name) in _CUT_COLUMNS else count.whole
    return change(value, column.max_length), count.places


class _Counting:
    """Takes a person out of texts and counts the places."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.places = 0

    def whole(self, text: str, longest: int | None = None) -> str:
        return self._counted(text, self.person.removed_from(text, longest=longest))

    def cut(self, text: str, longest: int | None = None) -> str:
        return self._counted(text, self.person.removed_from(text, may_be_cut=True, longest=longest))

    def _counted(self, text: str, without: str) -> str:
        if without != text:
            self.places += max(1, self.person.occurrences(text))
        return without


def _parsed(text: str) -> Any:
    """The lists and dicts that ``text`` holds as JSON, or None when it is ordinary text."""
    if text[:1] not in "[{":
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _in_json(value: Any, change: Texts) -> Any:
    """``value`` with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_json(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _in_json(each, change) for key, each in value.items()}
    return value


def _records(parsed: Any, count: _Counting) -> Any:
    """A version's records with their texts changed, and numbers, dates and keys (also kept as text) left alone."""
    for record in parsed:
        for name, value in record["fields"].items():
            try:
                column = apps.get_model(record["model"])._meta.get_field(name)
            except (LookupError, FieldDoesNotExist):
                # A model or field that is gone since.
                record["fields"][name] = _in_json(value, count.whole)
                continue
            if _is_text(column):
                record["fields"][name] = _in_json(value, partial(count.whole, longest=column.max_length))
    return parsed


def _case_path(model: type[models.Model]) -> str:
    """Where a row of ``model`` keeps the key of its case; empty when it belongs to none."""
    return "pk" if model is Case else "case_id" if hasattr(model, "case_id") else ""


def _touched_cases(hits: Iterable[Hit]) -> set[int]:
    """The cases whose own text changes."""
    touched: set[int] = set()
    for hit in hits:
        if hit.model._meta.app_label in _CATALOGUE and (path := _case_path(hit.model)):
            touched |= set(hit.model._base_manager.filter(pk=hit.pk).values_list(path, flat=True))
    return touched


def _rewrite(hit: Hit) -> None:
    """Store a row without the person. Not through save: no time stamp moves, and the index is built once, after."""
    rows = hit.model._base_manager.filter(pk=hit.pk)
    for name, value in hit.columns.items():
        rows.update(**{name: _not_taken(hit, name, value)})


def _not_taken(hit: Hit, name: str, value: Any) -> Any:
    """``value``, or with its key after it when another row already has it and the column holds each value once."""
    column = hit.model._meta.get_field(name)
    once = [c.fields for c in hit.model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    if not (getattr(column, "unique", False) or (name,) in once):
        return value
    if not hit.model._base_manager.filter(**{name: value}).exclude(pk=hit.pk).exists():
        return value
    key = f" ({hit.pk})"
    return f"{value[: (column.max_length or len(value) + len(key)) - len(key)]}{key}"  # type: ignore[union-attr]
