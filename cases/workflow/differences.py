"""What differs between two versions of a case, in words that an editor can read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst

from cases.models import Case
from cases.models.records import Record

ADDED, REMOVED, CHANGED, MOVED = "tilføjet", "slettet", "rettet", "flyttet"
# The order of a part is told as a move, its case is the one the reader looks at, and its key says which part it is.
_NOT_COMPARED = frozenset({"case", "order", "key"})


@dataclass(frozen=True)
class Segment:
    """A run of words: the same in both versions, only in the old (“del”), or only in the new (“ins”)."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """A field with its old and new text, woven together."""

    label: str
    segments: list[Segment]


@dataclass(frozen=True)
class Difference:
    """One thing that was added, removed, changed or moved."""

    what: str
    kind: str
    fields: list[FieldDifference] = field(default_factory=list)


def difference(old: Iterable[Record], new: Iterable[Record]) -> list[Difference]:
    """What turns the records ``old`` into ``new``, in the order of the case page."""
    before, after = _by_model(old), _by_model(new)
    changes: list[Difference] = []
    for model in dict.fromkeys([Case._meta.label_lower, *after, *before]):
        pairs = _pair(before.get(model, []), after.get(model, []))
        changes += (change for pair in pairs if (change := _compare(model, *pair)))
    return changes


def _by_model(records: Iterable[Record]) -> dict[str, list[Record]]:
    found = defaultdict(list)
    for record in records:
        found[record["model"]].append(record)
    return found


def _pair(old: list[Record], new: list[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    """Records of one list that are each other's versions: by primary key, by key, by equal content, by place."""
    rest_old, rest_new = list(old), list(new)
    pairs: list[tuple[Record, Record]] = []
    for key in (_identity, _key, _content, lambda record: record["fields"].get("order")):
        known = {key(record): record for record in rest_old if key(record) is not None}
        for record in list(rest_new):
            if (other := known.pop(key(record), None)) is not None:
                pairs.append((other, record))
                rest_old.remove(other)
                rest_new.remove(record)
    yield from sorted(pairs, key=lambda pair: new.index(pair[1]))
    yield from ((None, record) for record in rest_new)
    yield from ((record, None) for record in rest_old)


def _identity(record: Record) -> Any:
    return record.get("pk") if record["model"] != Case._meta.label_lower else "the case"


def _key(record: Record) -> Any:
    return record["fields"].get("key") or None


def _content(record: Record) -> Any:
    return repr(sorted((name, value) for name, value in record["fields"].items() if name not in _NOT_COMPARED))


def _compare(model: str, old: Record | None, new: Record | None) -> Difference | None:
    what = _name(new or old or {})
    kind = ADDED if old is None else REMOVED if new is None else CHANGED
    fields = list(_fields(model, old["fields"] if old else {}, new["fields"] if new else {}))
    if fields:
        return Difference(what, kind, fields)
    if old and new and old["fields"].get("order") != new["fields"].get("order"):
        return Difference(what, f"{MOVED} fra plads {old['fields']['order']} til {new['fields']['order']}")
    return None


def _name(record: Record) -> str:
    """“Casen”, or a part by its list and place: “Trin i implementeringen 3”."""
    if record["model"] == Case._meta.label_lower:
        return "Casen"
    name = capfirst(str(apps.get_model(record["model"])._meta.verbose_name))
    return f"{name} {record['fields'].get('order', '')}".strip()


def _fields(model: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldDifference]:
    for column in apps.get_model(model)._meta.get_fields():
        if column.name not in {*old, *new} or column.name in _NOT_COMPARED:
            continue
        before, after = (written(column, values.get(column.name)) for values in (old, new))
        if before != after:
            yield FieldDifference(capfirst(str(column.verbose_name)), weave(before, after))


def written(column: Any, value: Any) -> str:
    """A record's value as an editor reads it."""
    if value in (None, "", []):
        return ""
    if isinstance(column, models.ManyToManyField):
        return ", ".join(sorted(_named(column.related_model._meta.label, tuple(key)) for key in value))
    if column.is_relation:
        return _named(column.related_model._meta.label, tuple(value) if isinstance(value, list) else (value,))
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.BooleanField):
        return "ja" if value else "nej"
    if isinstance(column, models.DecimalField):
        return number_format(format(column.to_python(value).normalize(), "f"), force_grouping=True)
    if isinstance(column, models.DateField) and (day := parse_date(str(value))):
        return date_format(day, "j. F Y")
    return str(value)


@lru_cache(maxsize=1_000)
def _named(label: str, key: tuple[Any, ...]) -> str:
    """The name of the row with this natural key, or the key itself when the row is gone."""
    try:
        return str(apps.get_model(label)._default_manager.get_by_natural_key(*key))
    except (ObjectDoesNotExist, TypeError, ValueError):
        return ", ".join(map(str, key))


def weave(old: str, new: str) -> list[Segment]:
    """Both texts in one, as runs of words that are the same, gone or new."""
    before, after = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    segments: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            segments.append(Segment("same", "".join(before[a:b])))
            continue
        segments += [Segment(name, "".join(run)) for name, run in (("del", before[a:b]), ("ins", after[c:d])) if run]
    return segments
