"""Whether every database takes a row: SQLite keeps longer texts and larger numbers than PostgreSQL does."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models

LARGEST = {
    models.PositiveSmallIntegerField: 32_767,
    models.SmallIntegerField: 32_767,
    models.PositiveIntegerField: 2_147_483_647,
    models.IntegerField: 2_147_483_647,
}


def refused_elsewhere(row: models.Model) -> Iterator[tuple[Any, str]]:
    """The fields of a row that another database would refuse, each with the reason in Danish."""
    for field in row._meta.local_concrete_fields:
        reason = "" if field.generated else _reason(field, getattr(row, field.attname))
        if reason:
            yield field, reason


def _reason(field: Any, value: Any) -> str:
    if isinstance(value, str):
        longest = field.max_length if isinstance(field, models.CharField) else None
        if "\x00" in value:
            return "har et tegn, som ikke kan bruges (nummer 0)"
        if longest and len(value) > longest:
            return f"har {len(value)} tegn, og der er plads til {longest}"
    if isinstance(value, int) and abs(value) > (largest := LARGEST.get(type(field), abs(value))):
        return f"er {value} og kan højst være {largest}"
    if isinstance(value, Decimal) and abs(value) >= 10 ** (field.max_digits - field.decimal_places):
        return f"er {value} og har for mange cifre"
    return ""
