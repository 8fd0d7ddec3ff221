"""The fields of a row that differ between two versions, in words that an editor can read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst


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


def differing(
    model: str, old: dict[str, Any], new: dict[str, Any], left_out: frozenset[str] = frozenset()
) -> Iterator[FieldDifference]:
    """The fields whose values in ``old`` and ``new`` are read differently."""
    for column in apps.get_model(model)._meta.get_fields():
        if column.name not in {*old, *new} or column.name in left_out:
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
