"""A table's rows as lines of JSON, exact and the same on every database, and lines as rows.

Django's own serializers cut a time to milliseconds and drop the ids of many-to-many rows, so they cannot give back
the same rows. What a value looks like is still each field's own ``value_to_string`` and ``to_python``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import CharField, Field, ForeignKey, Max, Model, QuerySet, TextField
from django.db.models.expressions import Combinable, F
from django.db.models.functions import Collate
from django.db.models.sql import InsertQuery

from casekatalog.backup.values import NotARow, column

_CHUNK = 2_000


class Table:
    """A model's own table, with its rows as lines."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.label = model._meta.label_lower
        self.entry = f"{self.label}.jsonl"
        # A generated column is the database's to compute.
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        self.columns = [column(field) for field in fields]
        self._names = [c.name for c in self.columns]

    @property
    def _all(self) -> QuerySet:
        # A model's managers may hide rows.
        return QuerySet(self.model)

    def count(self) -> int:
        return self._all.count()

    def highest(self, name: str) -> int:
        """The highest value of a column of numbers, 0 in an empty table."""
        return self._all.aggregate(highest=Max(name))["highest"] or 0

    def lines(self) -> Iterator[bytes]:
        """Every row in the database, in the order of the primary key, one line each."""
        found = self._all.order_by(*self._order()).values_list(*[c.source for c in self.columns])
        for values in found.iterator(chunk_size=_CHUNK):
            yield self._line(values)

    def _order(self) -> list[str | Combinable]:
        return [
            Collate(F(field.attname), "C")
            if connection.vendor == "postgresql" and isinstance(_target(field), CharField | TextField)
            else field.attname
            for field in self.model._meta.pk_fields
        ]

    def _line(self, values: Any) -> bytes:
        row = {c.name: c.encode(value) for c, value in zip(self.columns, values, strict=True)}
        return json.dumps(row, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"

    def parse(self, line: bytes) -> list[Any]:
        """The values of a line. Only a line that ``lines`` could have written is taken."""
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or list(row) != self._names:
                raise NotARow("fields")
            values = [c.decode(row[c.name]) for c in self.columns]
            if self._line(values) != line:
                raise NotARow("values")
        except (ValidationError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
            raise NotARow(str(error)) from error
        return values

    def insert(self, rows: list[list[Any]]) -> None:
        """Store these rows as they are: no signals, no ``auto_now``, as loaddata's ``raw`` does for one row."""
        fields = [c.field for c in self.columns]
        objects = [
            self.model.from_db(
                DEFAULT_DB_ALIAS, self._names, [c.to_insert(v) for c, v in zip(self.columns, row, strict=True)]
            )
            for row in rows
        ]
        at_once = max(connection.ops.bulk_batch_size(fields, objects), 1)
        for start in range(0, len(objects), at_once):
            query = InsertQuery(self.model)
            query.insert_values(fields, objects[start : start + at_once], raw=True)
            query.get_compiler(using=DEFAULT_DB_ALIAS).execute_sql()


def _target(field: Field) -> Field:
    """The field whose type decides, for a primary key that is itself a foreign key."""
    return _target(field.target_field) if isinstance(field, ForeignKey) else field
