"""A case with all its parts as plain records, in the fixture's own format: ``{"model": …, "pk": …, "fields": {…}}``.

What the fixtures, the history, import and export, and the correction of a published case have in common. Values are
as in JSON: numbers with decimals and dates are text, and a row points at another by its natural key.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core import serializers
from django.db import models

from casekatalog.core.batch import batched
from casekatalog.core.rows import Rows
from cases.models import Case
from cases.models.entry_keys import KEYED_LISTS, new_key, words_of

Record = dict[str, Any]

# The lists of a case in the order of its page, by the names a case knows them by.
PARTS = (
    "case_products",
    "rollouts",
    "operation_dates",
    "purposes",
    "effects",
    "gains",
    "key_figures",
    "preconditions",
    "steps",
    "changes",
    "difficulties",
    "evidence",
    "grip_examples",
    "notes",
)
# Not content, and so in no record: when readers met the case, which the history sets.
DATES = ("first_published_at", "changed_at")
# What a case keeps when it gets other content.
KEPT = ("id", "slug", "number", "status", "revises_id", "review_note", *DATES)


def content_of(records: Iterable[Record]) -> list[Record]:
    """The records without what a case keeps when its content is replaced, for comparing two cases."""
    identity = {name.removesuffix("_id") for name in KEPT}
    return [
        {**record, "fields": {name: value for name, value in record["fields"].items() if name not in identity}}
        for record in records
    ]


def part_model(name: str) -> type[models.Model]:
    """The model of the list that cases call ``name``."""
    return Case._meta.get_field(name).related_model  # type: ignore[return-value]


def stored(cases: Iterable[Case]) -> list[Case]:
    """The cases as they are stored, with their parts and all they point at. The queries do not grow with the cases."""
    lists: list[Any] = ["tasks", "technologies"]
    for name in PARTS:
        options = part_model(name)._meta
        keys = [field.name for field in options.fields if field.many_to_one and field.name != "case"]
        rows = part_model(name)._default_manager.select_related(*keys) if keys else part_model(name)._default_manager
        lists.append(models.Prefetch(name, rows.order_by(*options.ordering or ())))
    wanted = [case.pk for case in cases]
    whole = Case.objects.select_related("municipality", "support_function").prefetch_related(*lists).in_bulk(wanted)
    return [whole[key] for key in wanted]


def records_of(case: Case) -> list[Record]:
    """The case as it is stored, and its parts in the order of its page."""
    return as_records(*stored([case]))


def as_records(whole: Case) -> list[Record]:
    """The records of a ``stored`` case. No query."""
    rows: list[models.Model] = [whole, *(row for name in PARTS for row in getattr(whole, name).all())]
    records = json.loads(serializers.serialize("json", rows, use_natural_foreign_keys=True))
    for name in DATES:
        del records[0]["fields"][name]
    return records


def with_keys(records: Iterable[Record], before: Iterable[Record]) -> list[Record]:
    """The records that are to take the place of ``before``, each entry with the key it has there, or one of its own.

    A version from before there were keys, and a file with an empty or a foreign key, tell an entry by its primary
    key or its words.
    """
    records, labels = list(records), {part_model(name)._meta.label_lower for name in KEYED_LISTS}
    known: dict[Any, str] = {}
    for record in before:
        if record["model"] in labels:
            known |= dict.fromkeys(_identities(record), record["fields"]["key"])
    given = {record["fields"].get("key") for record in records if record["model"] in labels}
    return [_with_key(record, known, given) if record["model"] in labels else record for record in records]


def _with_key(record: Record, known: dict[Any, str], given: set[Any]) -> Record:
    own = record["fields"].get("key")
    if own and own in known.values():
        return record
    same = (known[identity] for identity in _identities(record) if identity in known)
    words = words_of(record["model"], record["fields"])
    key = next((key for key in same if key not in given), None) or own or new_key(words, {*known.values(), *given})
    given.add(key)
    return {**record, "fields": {**record["fields"], "key": key}}


def _identities(record: Record) -> list[Any]:
    """What an entry is told by: its primary key, if it has one, and its words."""
    by_pk = [(record["model"], record["pk"])] if record.get("pk") else []
    return [*by_pk, words_of(record["model"], record["fields"])]


def replace_content(case: Case, records: Iterable[Record]) -> None:
    """Give ``case`` the content of ``records``: their case's fields, and their parts instead of its own.

    The case keeps its identity, status and place in the editing. A part keeps its primary key if it was this case's.

    Raises:
        django.core.serializers.base.DeserializationError: when a record is malformed or points at what is not there.
        django.db.IntegrityError: when the records contradict each other.
    """
    with batched():
        before = records_of(case)
        own = {(record["model"], record["pk"]) for record in before}
        rows, lists = Rows([case]), defaultdict(list)
        for record in with_keys(records, before):
            if record["model"] == Case._meta.label_lower:
                _write_case(case, *rows.made_of(record))
            else:
                pk = record.get("pk") if (record["model"], record.get("pk")) in own else None
                fields = {**record["fields"], "case": case.natural_key()}
                lists[record["model"]].append({**record, "pk": pk, "fields": fields})
        for model in map(part_model, PARTS):
            model._default_manager.filter(case=case).delete()
            rows.store(model, lists[model._meta.label_lower])
    case.refresh_from_db()


def _write_case(case: Case, written: Case, lists: dict[str, list[Any]]) -> None:
    for name in KEPT:
        setattr(written, name, getattr(case, name))
    written.save()
    for name, values in lists.items():
        getattr(written, name).set(values)
