"""Whether rows are sound, by the models' own rules: their fields, and the constraints the database keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint, Value

from cases.editing.transfer.file_rows import FileRow
from cases.editing.transfer.layout import CASE
from cases.editing.transfer.problems import Problem, quoted
from cases.models.records import DATES

# Identity, number and status do not come from the file's row.
_NOT_CHECKED = {"id", "number", "status", "revises", "review_note", *DATES}


def problems_of_row(row: FileRow, instance: models.Model, unread: set[str]) -> Iterator[Problem]:
    """What the model refuses in ``instance``, made of ``row``. Of the columns ``unread`` it is known already."""
    model = row.table.model
    relations = {field.name for field in model._meta.fields if field.is_relation}
    asked = (_required(model) & relations) - {CASE} - unread
    missing = {name for name in asked if getattr(instance, f"{name}_id") is None}
    for name in sorted(missing):
        yield row.problem("mangler.", name)
    failed: dict[str, list[str]] = {}
    try:
        # The rows they point at were found in the database a moment ago.
        instance.clean_fields(exclude=_NOT_CHECKED | relations | unread)
    except ValidationError as error:
        failed = error.message_dict
    for name, reasons in failed.items():
        empty = getattr(instance, name) in (None, "")
        yield row.problem("mangler." if empty else " ".join(reasons), name)
    unread = unread | set(failed) | missing
    if unread or not _holds(instance):
        yield from _broken_constraints(row, instance, unread)


def problems_of_list(rows: Iterable[tuple[FileRow, models.Model]]) -> Iterator[Problem]:
    """Where two rows of one list in one case have what only one may have: their place, their greb."""
    seen: dict[tuple[str, tuple[Any, ...]], FileRow] = {}
    for row, instance in rows:
        for constraint in row.table.model._meta.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            names = [name for name in constraint.fields if name != CASE]
            values = tuple(getattr(instance, name) for name in names)
            first = seen.setdefault((constraint.name, values), row)
            if first is not row and None not in values:
                what = " og ".join(row.table.by_name[name].heading.lower() for name in names)
                yield row.problem(f"har samme {what} ({_written(values)}) som {first.place}.", names[-1])


def _written(values: Iterable[Any]) -> str:
    return ", ".join(quoted(value) for value in values)


@cache
def _required(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.fields if not field.null}


@cache
def _checks(model: type[models.Model]) -> Q:
    conditions = [c.condition for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    return reduce(and_, conditions, Q())


def _holds(instance: models.Model) -> bool:
    """Every check constraint at once: one small query, where asking each by itself would take five."""
    checks = _checks(type(instance))
    fields = [field for field in instance._meta.fields if field.name in checks.referenced_base_fields]
    return checks.check({field.name: Value(getattr(instance, field.attname), field) for field in fields})


def _broken_constraints(row: FileRow, instance: models.Model, unread: set[str]) -> Iterator[Problem]:
    for constraint in row.table.model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            try:
                constraint.validate(row.table.model, instance, exclude=unread)
            except ValidationError as error:
                yield row.problem(" ".join(error.messages))
