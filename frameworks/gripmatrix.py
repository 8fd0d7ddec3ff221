"""The five greb across the cases: as a table of evidence, and one greb with its cases by support function."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from frameworks.models import Grip


@dataclass(frozen=True)
class MatrixRow:
    """A case and, for each greb in order, its evidence or None."""

    case: Any
    cells: list[Any]


def grips_with_evidence() -> list[Grip]:
    """The greb with their aspects and evidence, and each evidence with its case. Three queries."""
    return list(Grip.objects.prefetch_related("aspects", _evidence()))


def _evidence() -> Prefetch:
    evidence: Any = Grip._meta.get_field("evidence").related_model._default_manager
    related = evidence.published().select_related("case__municipality", "case__support_function")
    return Prefetch("evidence", queryset=related.order_by("case__number"))


def matrix(grips: list[Grip]) -> list[MatrixRow]:
    """A row for each case with evidence for any greb, in the catalogue's order."""
    found: dict[Any, dict[int, Any]] = {}
    for grip in grips:
        for evidence in grip.evidence.all():
            found.setdefault(evidence.case, {})[grip.pk] = evidence
    ordered = sorted(found.items(), key=lambda item: item[0].number)
    return [MatrixRow(case, [cells.get(grip.pk) for grip in grips]) for case, cells in ordered]


def by_support_function(grip: Grip) -> list[tuple[Any, list[Any]]]:
    """The greb's evidence grouped by the cases' support functions, both in reading order."""
    evidence = sorted(
        grip.evidence.all(),
        key=lambda e: (e.case.support_function.order, e.case.number),
    )
    return [(function, list(group)) for function, group in groupby(evidence, key=lambda e: e.case.support_function)]
