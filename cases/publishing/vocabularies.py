"""The vocabularies that cases are described with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from casekatalog.core.data_version import cached
from cases.catalogue.facets import count_all_cases
from cases.models import Municipality, Product, Rollout, SupportFunction, Task, Technology, Vendor
from cases.models.vocabulary import Region
from cases.publishing.schemas import Data
from frameworks import models as frameworks


@dataclass(frozen=True)
class Term:
    value: str
    name: str
    description: str = ""
    belongs_to: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a vocabulary comes from, what it is called, and the list's parameter that takes its values."""

    label: str
    read: Any
    parameter: str | None = None


def _terms(rows: QuerySet, owner: str = "") -> list[Term]:
    """Rows with a slug. ``owner`` is the relation to what they belong to."""
    rows = rows.select_related(owner) if owner else rows
    return [
        Term(row.slug, row.name, getattr(row, "description", ""), _slug(getattr(row, owner)) if owner else None)
        for row in rows
    ]


def _slug(row: Any) -> str | None:
    return row.slug if row else None


def _municipalities() -> list[Term]:
    return [Term(row.code, row.official_name, belongs_to=row.region) for row in Municipality.objects.all()]


def _choices(choices: Iterable[tuple[str, Any]]) -> list[Term]:
    return [Term(value, str(label)) for value, label in choices]


def _all(model: Any) -> Any:
    return lambda: _terms(model.objects.all())


SOURCES: Mapping[str, Source] = {
    "stoettefunktioner": Source("Støttefunktioner", _all(SupportFunction), "omraade"),
    "opgaver": Source("Opgaver", _all(Task), "opgave"),
    "teknologier": Source("Teknologier", _all(Technology), "teknologi"),
    "greb": Source("Greb", _all(frameworks.Grip), "greb"),
    "kommuner": Source("Kommuner", _municipalities, "kommune"),
    "regioner": Source("Regioner", partial(_choices, Region.choices), "region"),
    "systemer": Source("Systemer og produkter", lambda: _terms(Product.objects.all(), "vendor"), "system"),
    "leverandoerer": Source("Leverandører", _all(Vendor)),
    "udrulninger": Source("Former for udrulning", partial(_choices, Rollout.choices), "udrulning"),
    "priser": Source("Oplysning om pris", partial(_choices, [("oplyst", "Har pris")]), "pris"),
    "faser": Source("Faser", _all(frameworks.Phase)),
    "komponenter": Source("Komponenter i Leavitts model", _all(frameworks.LeavittComponent)),
    "perspektiver": Source("Perspektiver på forudsætninger", _all(frameworks.PreconditionPerspective)),
    "temaer": Source("Temaer for forudsætninger", _all(frameworks.PreconditionTheme)),
    "gevinster": Source("Gevinstperspektiver", _all(frameworks.GainPerspective)),
    "niveauer": Source("Niveauer mod en sammenhængende digital infrastruktur", _all(frameworks.InfrastructureLevel)),
}


def vocabulary(name: str, root: str) -> Data:
    """One vocabulary, with the number of cases that have each of its values.

    Raises:
        KeyError: when there is none of that name.
    """
    source = SOURCES[name]
    counts = count_all_cases()[source.parameter] if source.parameter else {}
    return {
        "name": name,
        "label": source.label,
        "parameter": source.parameter,
        "url": root + reverse("api:vocabulary_terms", args=[name]),
        "terms": [_as_data(term, source.parameter, counts, root) for term in cached(f"vocabulary-{name}", source.read)],
    }


def vocabularies(root: str) -> list[Data]:
    """All of them."""
    return [vocabulary(name, root) for name in SOURCES]


def _as_data(term: Term, parameter: str | None, counts: Mapping[str, int], root: str) -> Data:
    narrowed = f"{root}{reverse('cases')}?{urlencode({parameter: term.value})}" if parameter else None
    return {
        "value": term.value,
        "name": term.name,
        "description": term.description,
        "cases": counts.get(term.value, 0) if parameter else None,
        "url": narrowed,
        "belongs_to": term.belongs_to,
    }
