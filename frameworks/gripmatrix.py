"""The five greb across the cases: as a table of evidence, and one greb with its cases by support function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from casekatalog.core.data_version import cached
from frameworks.entries import counted
from frameworks.models import Grip


@dataclass(frozen=True)
class MatrixRow:
    """A case and, for each greb in order, its evidence or None."""

    case: Any
    cells: list[Any]


def with_cases(entries: QuerySet) -> QuerySet:
    return entries.select_related("grip", "case__municipality", "case__support_function")


def all_evidence() -> QuerySet:
    """The evidence of the published cases."""
    evidence: Any = Grip._meta.get_field("evidence").related_model._default_manager
    return evidence.published()


def _read_grips() -> list[Grip]:
    grips = counted(Grip, "evidence")
    prefetch_related_objects(grips, "aspects")
    return grips


def counted_grips() -> list[Grip]:
    """Return every greb with its aspects, and the ``number`` of cases that have evidence for it."""
    return cached("counted-grips", _read_grips)


def matrix(grips: list[Grip], evidence: Iterable[Any]) -> list[MatrixRow]:
    """A row for each case with evidence for any greb, in the order of the evidence."""
    found: dict[Any, dict[int, Any]] = {}
    for item in evidence:
        found.setdefault(item.case, {})[item.grip_id] = item
    return [MatrixRow(case, [cells.get(grip.pk) for grip in grips]) for case, cells in found.items()]


def by_support_function(evidence: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """The evidence for a greb grouped by the cases' support functions, both in reading order."""
    ordered = sorted(evidence, key=lambda e: (e.case.support_function.order, e.case.number))
    return [(function, list(group)) for function, group in groupby(ordered, key=lambda e: e.case.support_function)]
