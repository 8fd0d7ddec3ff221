"""Rows made of records in the fixtures' format: ``{"model": …, "pk": …, "fields": {…}}``, natural keys as lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.serializers.base import DeserializationError
from django.db import models


class Rows:
    """Makes rows, and fetches each row that they point at once. ``known`` are some of those already.

    Django's own deserializer asks for each row whether it is there, and for each row it points at: seeding took 9,500
    queries.
    """

    def __init__(self, known: Iterable[Any] = ()) -> None:
        self._known = {(type(row), *row.natural_key()): row for row in known}

    def made_of(self, record: dict[str, Any]) -> tuple[Any, dict[str, list[Any]]]:
        """The row, not yet stored, and what its relations to many hold, by their names.

        Raises:
            DeserializationError: when the record is malformed, or points at what is not there.
        """
        values: dict[str, Any] = {}
        lists: dict[str, list[Any]] = {}
        try:
            model = apps.get_model(record["model"])
            for name, value in record["fields"].items():
                field: Any = model._meta.get_field(name)
                if field.many_to_many:
                    lists[name] = [self._find(field.related_model, key) for key in value]
                elif field.is_relation:
                    values[name] = None if value is None else self._find(field.related_model, value)
                else:
                    values[name] = field.to_python(value)
            return model(pk=record.get("pk"), **values), lists
        except Exception as error:
            raise DeserializationError(f"{record}: {error!r}") from error

    def store(self, model: type[models.Model], records: Iterable[dict[str, Any]]) -> None:
        """Store new rows of ``model``. Nobody is told of each, so the caller indexes what readers find."""
        made = [self.made_of(record) for record in records]
        model._default_manager.bulk_create([row for row, _ in made])
        for row, lists in made:
            self._known[(model, *row.natural_key())] = row
            for name, rows in lists.items():
                getattr(row, name).set(rows)

    def _find(self, model: Any, key: Iterable[Any]) -> Any:
        if (place := (model, *key)) not in self._known:
            self._known[place] = model._default_manager.get_by_natural_key(*key)
        return self._known[place]
