"""Between what stands in a file and what the models hold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import number_format

from casekatalog.core.spreadsheet_text import MAX_TEXT
from cases.editing.transfer.layout import Column
from cases.editing.transfer.problems import quoted, suggestion
from cases.models import Municipality

YES, NO = "ja", "nej"
BETWEEN_VALUES = "; "
# PostgreSQL's bounds, which SQLite does not keep by itself.
MAX_SMALL_INTEGER = 32_767
# Characters that no text should have, and that XML, JSON or PostgreSQL refuse. Tabs and line ends are fine.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class ValueRefusedError(Exception):
    """The reason, in Danish, why something cannot stand in a column."""


def readable(column: Column, value: Any) -> str:
    """A value as an editor reads and writes it."""
    if isinstance(value, bool):
        return YES if value else NO
    if column.field.choices and value:
        return str(dict(column.field.flatchoices).get(value, value))
    return str(value)


class Values:
    """Reads the cells of one file. Each vocabulary is fetched once."""

    def __init__(self) -> None:
        self._vocabularies: dict[type[models.Model], _Vocabulary] = {}

    def read(self, column: Column, raw: Any) -> Any:
        """The value the model holds: a row, a list of rows, a number, a date or text.

        Raises:
            ValueRefusedError: with the reason.
        """
        if column.has_many:
            return self._several(column, raw)
        if column.vocabulary:
            return None if raw in (None, "", []) else self._vocabulary(column.vocabulary).find(_single(raw))
        if raw is None or (raw == "" and not _is_text(column.field)):
            return _blank(column.field)
        return _plain(column.field, raw)

    def _several(self, column: Column, raw: Any) -> list[models.Model]:
        vocabulary = self._vocabulary(column.vocabulary)
        if isinstance(raw, str):
            raw = [part.strip() for part in raw.split(BETWEEN_VALUES.strip()) if part.strip()]
        if raw is None:
            return []
        if not isinstance(raw, list):
            raise ValueRefusedError(f"skal være navne fra en liste, men er {_kind(raw)}.")
        found = [vocabulary.find(_single(item)) for item in raw]
        return sorted(set(found), key=vocabulary.rows.index)

    def _vocabulary(self, model: Any) -> _Vocabulary:
        if model not in self._vocabularies:
            self._vocabularies[model] = _Vocabulary(model)
        return self._vocabularies[model]


class _Vocabulary:
    """The rows of a model, found by Danish name or by slug (for a municipality: by code)."""

    def __init__(self, model: type[models.Model]) -> None:
        self.name = str(model._meta.verbose_name)
        self.rows = list(model._default_manager.all())
        self.names = [str(row) for row in self.rows]
        self._by_word: dict[str, models.Model] = {}
        for words in (_names, _keys, lambda row: map(str.casefold, _names(row))):
            for row in self.rows:
                for word in words(row):
                    self._by_word.setdefault(word, row)

    def find(self, word: str) -> models.Model:
        word = word.strip()
        found = self._by_word.get(word) or self._by_word.get(word.casefold())
        if found is None:
            raise ValueRefusedError(f"{quoted(word)} findes ikke ({self.name}).{suggestion(word, self._by_word)}")
        return found


def _names(row: Any) -> Iterable[str]:
    return [row.official_name, row.name] if isinstance(row, Municipality) else [str(row)]


def _keys(row: Any) -> Iterable[str]:
    return [str(part) for part in row.natural_key()]


def _single(raw: Any) -> str:
    """A name, or a natural key as the fixtures write it: a list of one."""
    value = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if not isinstance(value, str):
        hint = " Sæt koden i anførselstegn: '0820'." if isinstance(value, int) else ""
        raise ValueRefusedError(f"skal være et navn eller et kortnavn, men er {_kind(value)}.{hint}")
    return value


def _blank(field: Any) -> Any:
    """What a field holds when nothing is said."""
    if field.has_default():
        return field.get_default()
    return "" if _is_text(field) else None


def _is_text(field: Any) -> bool:
    return isinstance(field, (models.CharField, models.TextField))


def _plain(field: Any, raw: Any) -> Any:
    if field.choices:
        return _choice(field, raw)
    for kind, read in _READERS:
        if isinstance(field, kind):
            return read(raw)
    return _text(raw)


def _choice(field: Any, raw: Any) -> str:
    word = _text(raw).strip()
    for value, label in field.flatchoices:
        if word.casefold() in (str(value).casefold(), str(label).casefold()):
            return value
    if word == "":
        return ""
    known = [str(label) for value, label in field.flatchoices if value]
    near = suggestion(word, known) or f" Vælg mellem {', '.join(quoted(label) for label in known)}."
    raise ValueRefusedError(f"{quoted(word)} er ikke en mulighed.{near}")


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefusedError(
            f"skal være tekst, men er {_kind(raw)}. Gør cellen til tekst, eller sæt anførselstegn om."
        )
    if len(raw) > MAX_TEXT:
        raise ValueRefusedError(f"er for lang: {_danish(len(raw))} tegn. Der er plads til {_danish(MAX_TEXT)}.")
    if found := UNFIT.search(raw):
        raise ValueRefusedError(f"har et tegn, som ikke kan bruges i tekst (nummer {ord(found[0])}). Slet det.")
    return raw


def _danish(number: int) -> str:
    return number_format(number, force_grouping=True)


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().casefold() if isinstance(raw, str) else None
    if word not in (YES, NO):
        raise ValueRefusedError(f"skal være {YES} eller {NO}, men er {_kind(raw)}.")
    return word == YES


def _whole_number(raw: Any) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise ValueRefusedError(f"skal være et helt tal, men er {quoted(raw)}.")
    if not 0 <= number <= MAX_SMALL_INTEGER:
        raise ValueRefusedError(f"skal være mellem 0 og {_danish(MAX_SMALL_INTEGER)}, men er {quoted(raw)}.")
    return int(number)


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal)):
        raise ValueRefusedError(f"skal være et tal, men er {_kind(raw)}.")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise ValueRefusedError("skal være et tal, der kan skrives med cifre.")
    # Fifteen digits are what a spreadsheet program shows; the rest of a float is noise.
    return Decimal(format(raw, ".15g") if isinstance(raw, float) else raw)


def _date(raw: Any) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise ValueRefusedError("skal være en dato uden klokkeslæt.")
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueRefusedError(f"skal være en dato (i YAML: 2026-05-31), men er {_kind(raw)}.") from None


_READERS: tuple[tuple[type, Any], ...] = (
    (models.BooleanField, _boolean),
    (models.IntegerField, _whole_number),
    (models.DecimalField, _number),
    (models.DateField, _date),
)
_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "ja/nej"),
    (str, "teksten {}"),
    ((int, float), "tallet {}"),
    ((date, time), "en dato"),
    (list, "en liste"),
    (type(None), "tom"),
)


def _kind(raw: Any) -> str:
    """What something is, for a message: “teksten “tre””."""
    return next((name.format(quoted(raw)) for types, name in _KINDS if isinstance(raw, types)), "noget andet")
