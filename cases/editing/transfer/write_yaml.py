"""Cases as YAML in the fixture's own format, that `manage.py loaddata` and the import both read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from typing import Any

import yaml

# libyaml's where there is one; PyYAML's own takes six times as long.
from django.core.serializers.pyyaml import SafeDumper  # type: ignore[attr-defined]
from django.db import models

from casekatalog.core.clean_text import clean
from cases.editing.transfer.layout import Table, tables
from cases.models import Case
from cases.models.records import Record, as_records, stored

# Fields that only few cases or entries have. The fixtures leave them out of the others.
_ONLY_WHEN_SET = (
    *("source", "outcome", "phases_explained", "confirmed_on", "stopped_on", "stopped_words"),
    *("question_theme", "required", "required_page", "required_wording"),
)
# The fixtures have the examples from chapter 2 last.
_LAST = "grip_examples"


_TAG = "tag:yaml.org,2002:"


class _Inline(list):
    """A list written on one line: a natural key."""


class _InlineRecord(dict):
    """A mapping written on one line: a row without text."""


class _Dumper(SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def text(self, value: str) -> yaml.Node:
        # Digits are quoted, so that no reader of YAML takes a kommunekode for a number.
        text = clean(value)
        style = "|" if "\n" in text else "'" if text.isdecimal() else None
        return self.represent_scalar(f"{_TAG}str", text, style=style)

    def number(self, value: Decimal) -> yaml.Node:
        digits = format(value.normalize(), "f")
        return self.represent_scalar(f"{_TAG}{'float' if '.' in digits else 'int'}", digits)

    def inline(self, value: _Inline) -> yaml.Node:
        return self.represent_sequence(f"{_TAG}seq", value, flow_style=True)

    def inline_record(self, value: _InlineRecord) -> yaml.Node:
        return self.represent_mapping(f"{_TAG}map", value.items(), flow_style=True)


_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_representer(Decimal, _Dumper.number)
_Dumper.add_representer(_Inline, _Dumper.inline)
_Dumper.add_representer(_InlineRecord, _Dumper.inline_record)


def as_yaml(cases: Iterable[Case]) -> str:
    """The cases with all their lists, one after the other. The queries do not grow with the cases."""
    return _dumped(stored(cases))


def _dumped(cases: Iterable[Case]) -> str:
    rows = [row for case in cases for row in _rows(case)]
    return yaml.dump(rows, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000, indent=2)


def as_zip(cases: Iterable[Case]) -> bytes:
    """One file for each case, named as the fixtures are. The queries do not grow with the cases."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for case in stored(cases):
            archive.writestr(file_name(case), _dumped([case]))
    return out.getvalue()


def file_name(case: Case) -> str:
    return f"{case.number:02d}-{case.slug}.yaml" if case.number else f"{case.slug}.yaml"


def _rows(case: Case) -> list[dict[str, Any]]:
    records = as_records(case)
    arranged = sorted(tables(), key=lambda table: table.name == _LAST)
    return [_row(table, case, record) for table in arranged for record in records if record["model"] == table.label]


def _row(table: Table, case: Case, record: Record) -> dict[str, Any]:
    own_key = {**record["fields"], "case": list(case.natural_key())} if table.name else record["fields"]
    values = {column.name: _value(column.field, own_key[column.name]) for column in table.columns}
    kept = {name: value for name, value in values.items() if value or name not in _ONLY_WHEN_SET}
    return {"model": table.label, "fields": kept if "text" in kept or not table.name else _InlineRecord(kept)}


def _value(field: Any, value: Any) -> Any:
    if isinstance(value, list):
        return _Inline(_Inline(key) if isinstance(key, list) else key for key in value)
    return field.to_python(value) if isinstance(field, models.DecimalField) else value
