"""What differs between two versions of a case, in words that an editor can read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.text import capfirst

from casekatalog.core.field_differences import FieldDifference, differing
from cases.models import Case
from cases.models.records import Record

ADDED, REMOVED, CHANGED, MOVED = "tilføjet", "slettet", "rettet", "flyttet"
# The order of a part is told as a move, its case is the one the reader looks at, and its key says which part it is.
_NOT_COMPARED = frozenset({"case", "order", "key"})


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
    fields = list(differing(model, old["fields"] if old else {}, new["fields"] if new else {}, _NOT_COMPARED))
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
