"""One value of a row: what is read from the database, what stands in the file, and what is inserted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Field, JSONField, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

_PLAIN = (bool, int, str)
# Floats from here on are whole numbers that PostgreSQL gives back as such.
_WHOLE_FLOATS = 1e16


class NotARow(ValueError):  # noqa: N818 - read as a sentence: except NotARow
    """A line that this table could not have written."""


class Column:
    """One field of a model: what is read from the database, written in a line, and inserted."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.name: str = field.attname

    @property
    def source(self) -> str | Combinable:
        return self.name

    def encode(self, value: Any) -> Any:
        """A value from the database as JSON."""
        if value is None or type(value) in _PLAIN:
            return value
        if isinstance(value, datetime) and value.tzinfo:
            value = value.astimezone(UTC)
        return self.field.value_to_string(self.field.model(**{self.name: value}))

    def decode(self, stored: Any) -> Any:
        """What ``encode`` wrote, as a value again."""
        if stored is None and self.field.null:
            return None
        if type(stored) not in _PLAIN:
            raise NotARow(self.name)
        return self.field.to_python(stored)

    def to_insert(self, value: Any) -> Any:
        return value


class JSONColumn(Column):
    """JSON is read as the database's own text, since ``from_db_value`` gives None for both NULL and JSON's null.

    In a line it is a list of one value, or null for NULL. The keys are sorted: PostgreSQL keeps no order of them.
    """

    @property
    def source(self) -> Combinable:
        return Cast(self.name, TextField())

    def encode(self, value: str | None) -> Any:
        return None if value is None else [_canonical(json.loads(value))]

    def decode(self, stored: Any) -> str | None:
        if stored is None and self.field.null:
            return None
        if not isinstance(stored, list) or len(stored) != 1:
            raise NotARow(self.name)
        return json.dumps(stored[0])

    def to_insert(self, value: str | None) -> Any:
        return None if value is None else Value(json.loads(value), JSONField())


def _canonical(value: Any) -> Any:
    """The one way of writing what SQLite and PostgreSQL write differently."""
    if isinstance(value, dict):
        return {key: _canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, float):
        return int(value) if abs(value) >= _WHOLE_FLOATS else value + 0.0  # which also makes -0.0 into 0.0
    return value


def column(field: Field) -> Column:
    """The field's way between database and file."""
    return JSONColumn(field) if isinstance(field, JSONField) else Column(field)
