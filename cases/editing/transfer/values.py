"""Between what stands in a file and what the models hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format

from casekatalog.core.clean_text import clean_line
from casekatalog.core.spreadsheet_text import MAX_TEXT, units
from cases.editing.transfer.file_rows import quoted, suggestion
from cases.editing.transfer.layout import Column

YES, NO = "ja", "nej"
BETWEEN_VALUES = "; "
# PostgreSQL's bound, which SQLite does not keep by itself.
MAX_SMALL_INTEGER = 32_767
_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "ja/nej"),
    (str, "teksten {}"),
    ((int, float), "tallet {}"),
    (date, "en dato"),
    (list, "en liste"),
)


class ValueRefusedError(Exception):
    """The reason, in Danish, why something cannot stand in a column."""


def readable(column: Column, value: Any) -> str:
    """A value as an editor reads and writes it."""
    if isinstance(value, bool):
        return YES if value else NO
    if column.field.choices:
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
        if column.vocabulary:
            if column.vocabulary not in self._vocabularies:
                self._vocabularies[column.vocabulary] = _Vocabulary(column.vocabulary)
            vocabulary = self._vocabularies[column.vocabulary]
            if column.has_many:
                return vocabulary.several(raw)
            return None if raw in (None, "", []) else vocabulary.find(raw)
        if raw in (None, ""):
            return column.field.get_default()
        if column.field.choices:
            return _choice(column.field, raw)
        for kind, read in _READERS.items():
            if isinstance(column.field, kind):
                return read(raw)
        return column.field.to_python(_text(raw)) or column.field.get_default()


class _Vocabulary:
    """The rows of a model, found by Danish name or by slug (for a municipality: by code)."""

    def __init__(self, model: type[models.Model]) -> None:
        self.name = str(model._meta.verbose_name)
        self.rows: list[Any] = list(model._default_manager.all())
        names = [(word, row) for row in self.rows for word in (str(row), row.name)]
        keys = [(word, row) for row in self.rows for word in row.natural_key()]
        self.words = [word for word, _ in names + keys]
        # A name before another row's key.
        self.by_word = {clean_line(word).casefold(): row for word, row in keys + names}

    def find(self, raw: Any) -> Any:
        """The row of a name, or of a natural key as the fixtures write it: a list of one."""
        word = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
        if not isinstance(word, str):
            hint = " Sæt koden i anførselstegn: '0820'." if isinstance(word, int) else ""
            raise ValueRefusedError(f"skal være et navn eller et kortnavn, men er {_kind(word)}.{hint}")
        word = clean_line(word)
        if word.casefold() not in self.by_word:
            raise ValueRefusedError(f"{quoted(word)} findes ikke ({self.name}).{suggestion(word, self.words)}")
        return self.by_word[word.casefold()]

    def several(self, raw: Any) -> list[Any]:
        """The rows of a list, or of names in one text, in the vocabulary's order."""
        words = (
            [word for word in raw.split(BETWEEN_VALUES.strip()) if clean_line(word)] if isinstance(raw, str) else raw
        )
        if words is None:
            return []
        found = {self.find(word) for word in (words if isinstance(words, list) else [words])}
        return sorted(found, key=self.rows.index)


def _choice(field: Any, raw: Any) -> str:
    word = clean_line(_text(raw))
    for value, label in field.flatchoices:
        if word.casefold() in (str(value).casefold(), str(label).casefold()):
            return value
    known = [str(label) for value, label in field.flatchoices if value]
    near = suggestion(word, known) or f" Vælg mellem {', '.join(map(quoted, known))}."
    raise ValueRefusedError(f"{quoted(word)} er ikke en mulighed.{near}")


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefusedError(
            f"skal være tekst, men er {_kind(raw)}. Gør cellen til tekst, eller sæt anførselstegn om."
        )
    if (length := units(raw)) > MAX_TEXT:
        raise ValueRefusedError(f"er for lang: {_grouped(length)} tegn. Der er plads til {_grouped(MAX_TEXT)}.")
    return raw


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = clean_line(raw).casefold() if isinstance(raw, str) else ""
    if word not in (YES, NO):
        raise ValueRefusedError(f"skal være {YES} eller {NO}, men er {_kind(raw)}.")
    return word == YES


def _whole_number(raw: Any) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise ValueRefusedError(f"skal være et helt tal, men er {quoted(raw)}.")
    if not 0 <= number <= MAX_SMALL_INTEGER:
        raise ValueRefusedError(f"skal være mellem 0 og {_grouped(MAX_SMALL_INTEGER)}, men er {quoted(raw)}.")
    return int(number)


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise ValueRefusedError(f"skal være et tal, men er {_kind(raw)}.")
    # Fifteen digits are what a spreadsheet program shows; the rest of a float is noise.
    number = Decimal(format(raw, ".15g") if isinstance(raw, float) else raw)
    if not number.is_finite():
        raise ValueRefusedError("skal være et tal, der kan skrives med cifre.")
    return number


def _date(raw: Any) -> date:
    try:
        return models.DateField().to_python(raw)
    except (TypeError, ValidationError):
        raise ValueRefusedError(f"skal være en dato (i YAML: 2026-05-31), men er {_kind(raw)}.") from None


_READERS: dict[type, Any] = {
    models.BooleanField: _boolean,
    models.IntegerField: _whole_number,
    models.DecimalField: _number,
    models.DateField: _date,
}


def _kind(raw: Any) -> str:
    """What something is, for a message: “teksten “tre””."""
    return next((name.format(quoted(raw)) for types, name in _KINDS if isinstance(raw, types)), "noget andet")
