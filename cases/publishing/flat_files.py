"""Cases as CSV and JSON, written piece by piece, so that a large set takes no more memory than a small one."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any

from cases.documents.file_text import printable
from cases.publishing.columns import HEADINGS, row
from cases.publishing.schemas import Data

# Danish Excel opens a file as UTF-8 when it begins with this, and parts its columns by semicolon.
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet program takes for a formula. An apostrophe ahead makes it text there.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_csv(cases: Iterable[Data], made_on: date) -> Iterator[str]:
    """A row of headings and one for each case."""
    yield BYTE_ORDER_MARK + _line(HEADINGS)
    for case in cases:
        yield _line(map(_cell, row(case, made_on)))


def _line(cells: Iterable[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = printable(str(value))
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_STARTS_FORMULA) else text


def as_json(cases: Iterable[Data], about: Data) -> Iterator[str]:
    """What the file is, and the cases as the API gives them."""
    yield f'{{\n"about": {_dump(about)},\n"cases": ['
    for number, case in enumerate(cases):
        yield f"{',' if number else ''}\n{_dump(case)}"
    yield "\n]\n}\n"


def _dump(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
