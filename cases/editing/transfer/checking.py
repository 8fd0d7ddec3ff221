"""Whether rows are sound, by the models' own rules: their fields, and the constraints the database keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from cases.editing.transfer.file_rows import FileRow, Problem, quoted
from cases.editing.transfer.layout import CASE
from cases.models.records import KEPT


def problems_of_row(row: FileRow, instance: models.Model, unread: set[str]) -> Iterator[Problem]:
    """What the model refuses in ``instance``, made of ``row``. Of the columns ``unread`` it is known already."""
    # The rows it points at were found in the database a moment ago.
    found = {f.name for f in instance._meta.fields if f.is_relation and getattr(instance, f.attname) is not None}
    unread = {CASE, *unread}
    try:
        instance.clean_fields(exclude={*KEPT, *found, *unread})
    except ValidationError as error:
        for name, reasons in error.message_dict.items():
            # By the column: a row that is not named cannot be asked for.
            column = instance._meta.get_field(name).attname  # type: ignore[union-attr]
            is_empty = name not in found and getattr(instance, column) in (None, "")
            yield row.problem("mangler." if is_empty else " ".join(reasons), name)
        unread |= error.message_dict.keys()
    for constraint in instance._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            # Django asks the database about every field it is not told to leave out.
            asked_about = constraint.condition.referenced_base_fields  # type: ignore[union-attr]
            others = {field.name for field in instance._meta.fields} - asked_about
            try:
                constraint.validate(row.table.model, instance, exclude=unread | others)
            except ValidationError as error:
                yield row.problem(" ".join(error.messages))


def problems_of_list(entries: Iterable[tuple[FileRow, models.Model]]) -> Iterator[Problem]:
    """Where two rows of one list in one case have what only one may have: their place, their greb."""
    seen: dict[tuple[str, tuple[Any, ...]], FileRow] = {}
    for row, instance in entries:
        for constraint in instance._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                names = [name for name in constraint.fields if name != CASE]
                values = tuple(getattr(instance, name) for name in names)
                first = seen.setdefault((constraint.name, values), row)
                if (
                    first is not row
                    and None not in values
                    and _concerns(constraint, dict(zip(names, values, strict=True)))
                ):
                    what = " og ".join(row.table.by_name[name].heading.lower() for name in names)
                    written = ", ".join(map(quoted, values))
                    yield row.problem(f"har samme {what} ({written}) som {first.place}.", names[-1])


def _concerns(constraint: models.UniqueConstraint, values: dict[str, Any]) -> bool:
    """Whether the constraint is about a row with these values: only the figures shown with an answer differ in it."""
    return constraint.condition is None or constraint.condition.check(values)
