"""What published cases say under a term. The cases themselves are reached through reverse relations."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, QuerySet

from casekatalog.core.publication import is_published

MOST_CASES = 100
# Shown, but not counted: what a case says did not change is no change.
NOT_COUNTED = {"changes": {"unchanged": True}}


def counted(model: type[Model], relation: str) -> list[Any]:
    """Every term of ``model`` in reading order, with the ``number`` of entries (“steps”) that published cases have.

    Most cases are published, so the entries of the others are taken from those of all: both are counted in an index,
    where a join with 100,000 cases would take seconds.
    """
    field: Any = model._meta.get_field(relation)
    entries = field.related_model._default_manager.order_by().exclude(**NOT_COUNTED.get(relation, {}))
    term = field.field.name
    numbers = Counter(dict(entries.values_list(term).annotate(Count("pk"))))
    numbers.subtract(dict(entries.exclude(is_published("case")).values_list(term).annotate(Count("pk"))))
    terms: list[Any] = list(model._default_manager.all())
    for row in terms:
        row.number = numbers[row.pk]
    return terms


@dataclass(frozen=True)
class FirstCases:
    """The entries of the first cases that have any, and how many cases have: a page with all could be endless."""

    entries: QuerySet
    shown: int
    total: int

    @property
    def are_all(self) -> bool:
        return self.shown == self.total


def of_first_cases(entries: QuerySet) -> FirstCases:
    """Those of ``entries`` that belong to the first cases, in the catalogue's order. One query, and one more."""
    keys = list(entries.order_by("case__number").values_list("case", flat=True).distinct())
    first = keys[:MOST_CASES]
    return FirstCases(entries.filter(case__in=first).order_by("case__number", "order"), len(first), len(keys))
