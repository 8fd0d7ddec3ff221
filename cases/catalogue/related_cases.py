"""The cases nearest to a case, and why.

The same task comes first, then the same product, then the same technology within the support function, then greb they
share. Among those that are alike in this, more shared greb come first, then the catalogue's order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from casekatalog.core.data_version import cached
from casekatalog.core.vocabulary import in_sentence
from cases.models import Case
from cases.models.querysets import CaseQuerySet

RELATED_SHOWN = 4

# A case's number and key: sorted, they are in the catalogue's order.
Other = tuple[int, int]


@dataclass(frozen=True)
class Kinship:
    """What another case shares with a case: the first of each kind, by name, and how many greb."""

    task: str
    product: str
    technology: str
    grips: int

    @property
    def rank(self) -> tuple[int, int]:
        """The nearest kin have the lowest."""
        kinds = (self.task, self.product, self.technology, self.grips)
        return next(place for place, shared in enumerate(kinds) if shared), -self.grips

    @property
    def reason(self) -> str:
        """The kinship in words."""
        reasons = []
        if self.task:
            reasons.append(f"Samme opgave: {in_sentence(self.task)}")
        if self.product:
            reasons.append(f"Samme system: {self.product}")
        if self.technology:
            reasons.append(f"Samme teknologi: {in_sentence(self.technology)}")
        if self.grips and not reasons:
            reasons.append("1 fælles greb" if self.grips == 1 else f"{self.grips} fælles greb")
        return " · ".join(reasons)


def related_to(case: Case) -> list[tuple[Case, Kinship]]:
    """Return the nearest cases that readers may see, nearest first, each with what it shares.

    One query, and four more the first time.
    """
    # What a draft shares may change without a new version of what readers see.
    nearest = cached(f"related-{case.pk}", lambda: _nearest(case)) if case.is_public else _nearest(case)
    found = Case.objects.select_related("municipality", "support_function").in_bulk([key for key, _ in nearest])
    return [(found[key], kinship) for key, kinship in nearest if key in found]


def _nearest(case: Case) -> list[tuple[int, Kinship]]:
    """The keys of the nearest cases, each with what it shares."""
    others = Case.objects.published().exclude(pk=case.pk)
    in_function = others.filter(support_function=case.support_function_id)
    tasks = _shared_names(others, "tasks", case.tasks.all())
    products = _shared_names(others, "products", [link.product for link in case.case_products.all() if link.product])
    technologies = _shared_names(in_function, "technologies", case.technologies.all())
    grips = _shared_names(others, "evidence__grip", [evidence.grip for evidence in case.evidence.all()])
    kin = {
        other: Kinship(_first(tasks, other), _first(products, other), _first(technologies, other), len(grips[other]))
        for other in {*tasks, *products, *technologies, *grips}
    }
    nearest = sorted(kin, key=lambda other: (kin[other].rank, other))[:RELATED_SHOWN]
    return [(key, kin[number, key]) for number, key in nearest]


def _first(names: dict[Other, list[str]], other: Other) -> str:
    return names[other][0] if other in names else ""


def _shared_names(others: CaseQuerySet, relation: str, own: Iterable[Model]) -> dict[Other, list[str]]:
    """The names of those of ``own`` that each of the others has too under ``relation``, in reading order."""
    shared: dict[Other, list[str]] = defaultdict(list)
    rows = others.filter(**{f"{relation}__in": [term.pk for term in own]}).order_by(relation)
    for number, key, name in rows.values_list("number", "pk", f"{relation}__name").distinct():
        shared[number, key].append(name)
    return shared
