"""The tables a file with cases is made of: one for the cases, and one for each list of a case.

They follow the models. A new field gets a column, with its Danish name as heading, and a line in the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db import models

from cases.models import Case
from cases.models.records import DATES, PARTS, part_model

CASE = "case"
KEY_HEADING = "Kortnavn"
# Kept out of files: the case's place in the editing, which a file has no say in.
_NOT_IN_FILES = {"id", "revises", "review_note", *DATES}
_TITLES = {
    "case_products": "Systemer",
    "purposes": "Formål",
    "effects": "Effekter",
    "key_figures": "Nøgletal",
    "preconditions": "Forudsætninger",
    "steps": "Trin",
    "changes": "Ændringer",
    "evidence": "Greb",
    "grip_examples": "Eksempler",
    "notes": "Noter",
}


@dataclass(frozen=True)
class Column:
    """A field, under the heading its column has."""

    field: Any
    heading: str

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def has_many(self) -> bool:
        return bool(self.field.many_to_many)

    @property
    def vocabulary(self) -> type[models.Model] | None:
        """The model whose rows are the values, if it is one."""
        return self.field.related_model if self.field.is_relation and self.name != CASE else None


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook, or the records of one model in YAML. ``name`` is empty for the cases themselves."""

    name: str
    title: str
    model: type[models.Model]
    columns: tuple[Column, ...]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def key(self) -> str:
        """The column that says which case a row belongs to."""
        return CASE if self.name else "slug"

    @property
    def relations(self) -> list[str]:
        """The names of the columns that point at other rows."""
        return [column.name for column in self.columns if column.field.is_relation]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def _column(field: Any) -> Column:
    is_key = field.name == CASE or (field.model is Case and field.name == "slug")
    heading = str(field.verbose_name)
    return Column(field, KEY_HEADING if is_key else heading[:1].upper() + heading[1:])


def _fields(model: type[models.Model]) -> list[Any]:
    """What a row of the model holds, in the order of the class; a relation through a list of its own is that list."""
    plain = [f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]  # type: ignore[union-attr]
    found = [f for f in (*model._meta.fields, *plain) if f.name not in _NOT_IN_FILES]
    return sorted(found, key=lambda f: f.creation_counter)


def _arranged(model: type[models.Model], first: tuple[str, ...], last: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The columns in the fixture's order."""

    def place(field: Any) -> int:
        if field.name in first:
            return first.index(field.name) - len(first)
        return 1 if field.name in last else 0

    return tuple(_column(field) for field in sorted(_fields(model), key=place))


@lru_cache(maxsize=1)
def case_table() -> Table:
    return Table("", "Cases", Case, _arranged(Case, ("number", "slug", "status")))


@lru_cache(maxsize=1)
def list_tables() -> tuple[Table, ...]:
    """The lists of a case in the order of its page."""
    return tuple(
        Table(name, _TITLES[name], part_model(name), _arranged(part_model(name), (CASE, "order"), ("text",)))
        for name in PARTS
    )


def tables() -> tuple[Table, ...]:
    return (case_table(), *list_tables())
