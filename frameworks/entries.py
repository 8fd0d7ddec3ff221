"""What published cases say under a term. The cases themselves are reached through reverse relations."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from casekatalog.publication import is_published

MOST_CASES = 100


def number_of(relation: str) -> Count:
    """How many entries of published cases a term has under ``relation`` (“steps”, “preconditions”)."""
    return Count(relation, filter=is_published(f"{relation}__case"))


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
