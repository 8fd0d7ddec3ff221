"""The tables a file with cases is made of: one for the cases, and one for each list of a case.

They follow the models. A new field gets a column, with its Danish name as heading, and a line in the YAML.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst

from cases.models import Case
from cases.models.records import DATES, PARTS, part_model

CASE = "case"
# Kept out of files: the case's place in the editing, which a file has no say in.
_NOT_IN_FILES = {"id", "revises", "review_note", *DATES}
# Where the model's own name says more than a sheet's can.
_TITLES = {
    "case_products": "Systemer",
    "operation_dates": "Drift",
    "gains": "Gevinster",
    "steps": "Trin",
    "evidence": "Greb",
    "grip_examples": "Eksempler",
    "notes": "Noter",
}


# The fixtures have these fields before and after the others, which stand in the order of their class.
_FIRST = (CASE, "number", "slug", "status", "order", "key")
_LAST = ("text", "question", "question_theme", "required", "required_page", "required_wording")


class Column:
    """A field, under the heading its column has."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name: str = field.name
        self.has_many = bool(field.many_to_many)
        is_key = field.name == CASE or (field.model is Case and field.name == "slug")
        self.heading = "Kortnavn" if is_key else capfirst(str(field.verbose_name))
        # The model whose rows are the values, if it is one.
        self.vocabulary: type[models.Model] | None = field.related_model if self.name != CASE else None


class Table:
    """A sheet of a workbook, or the records of one model in YAML. ``name`` is empty for the cases themselves."""

    def __init__(self, name: str, model: type[models.Model]) -> None:
        self.name, self.model = name, model
        self.title = _TITLES.get(name) or capfirst(str(model._meta.verbose_name_plural))
        self.label = model._meta.label_lower
        # The column that says which case a row belongs to.
        self.key = CASE if name else "slug"
        self.columns = [Column(field) for field in _fields(model)]
        self.by_name = {column.name: column for column in self.columns}


def _fields(model: type[models.Model]) -> list[Any]:
    def place(field: Any) -> tuple[int, int]:
        if field.name in _FIRST:
            return -1, _FIRST.index(field.name)
        if field.name in _LAST:
            return 1, _LAST.index(field.name)
        return 0, field.creation_counter

    # A relation through a list of its own is that list.
    plain = [f for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]  # type: ignore[union-attr]
    return sorted((f for f in (*model._meta.fields, *plain) if f.name not in _NOT_IN_FILES), key=place)


@cache
def tables() -> tuple[Table, ...]:
    """The cases, and the lists of a case in the order of its page."""
    return (Table("", Case), *(Table(name, part_model(name)) for name in PARTS))


def case_table() -> Table:
    return tables()[0]


def list_tables() -> tuple[Table, ...]:
    return tables()[1:]
