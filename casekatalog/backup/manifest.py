"""A backup's first page: what made it, of which database, and what each table's content should be."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from casekatalog.backup import Refused

NAME = "manifest.json"
FORMAT = "casekatalog-backup"
FORMAT_VERSION = 1
FOREIGN = "Filen er ikke en sikkerhedskopi fra Casekatalog."


@dataclass(frozen=True)
class Content:
    """What one table's lines should be, and the highest id the table has ever given out (0 where it gives none)."""

    rows: int
    bytes: int
    sha256: str
    last_id: int


@dataclass(frozen=True)
class Manifest:
    product_version: str
    written_at: datetime
    database: str
    migrations: dict[str, list[str]]
    tables: dict[str, Content]

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())

    def to_json(self) -> bytes:
        page = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(page | {"written_at": self.written_at.isoformat()}, indent=1).encode("ascii")

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """The manifest in ``text``, or a refusal that says what is wrong with it."""
        try:
            page = json.loads(text)
        except (ValueError, RecursionError):
            raise Refused(FOREIGN) from None
        if not isinstance(page, dict) or page.get("format") != FORMAT:
            raise Refused(FOREIGN)
        if page.get("format_version") != FORMAT_VERSION:
            raise Refused(
                f"Filen har format {str(page.get('format_version'))[:20]}; dette program læser kun format "
                f"{FORMAT_VERSION}. Brug den version af programmet, som filen er lavet med."
            )
        try:
            return cls(
                product_version=_typed(page["product_version"], str),
                written_at=_aware(datetime.fromisoformat(page["written_at"])),
                database=_typed(page["database"], str),
                migrations={app: [_typed(n, str) for n in names] for app, names in page["migrations"].items()},
                tables={label: _content(**content) for label, content in page["tables"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("Sikkerhedskopiens indholdsfortegnelse er beskadiget.") from None


def product_version() -> str:
    """The program's version, which stands in pyproject.toml only."""
    try:
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except FileNotFoundError:
        return "ukendt"
    return project["version"]


def _content(rows: Any, bytes: Any, sha256: Any, last_id: Any) -> Content:  # noqa: A002
    return Content(_number(rows), _number(bytes), _typed(sha256, str), _number(last_id))


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(value)
    return value


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(value)
    return value
