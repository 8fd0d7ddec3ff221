"""The cases nearest to a case, and why.

The same task comes first, then the same product, then the same technology within the support function, then greb they
share. Among those that are alike in this, more shared greb come first, then the catalogue's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from casekatalog.core.vocabulary import in_sentence
from cases.catalogue.bitsets import members, union
from cases.catalogue.snapshot import Snapshot, current_snapshot
from cases.models import Case

RELATED_SHOWN = 4


@dataclass(frozen=True)
class Kinship:
    """What another case shares with a case: the first of each kind, by name, and how many greb."""

    task: str
    product: str
    technology: str
    grips: int

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
    """The nearest cases that readers may see, nearest first, each with what it shares. Two queries."""
    relatives = _Relatives(current_snapshot(), case)
    places = list(islice(relatives.nearest(), RELATED_SHOWN))
    keys = [relatives.snapshot.keys[place] for place in places]
    found = Case.objects.select_related("municipality", "support_function").in_bulk(keys)
    return [(found[key], relatives.kinship(place)) for key, place in zip(keys, places, strict=True) if key in found]


class _Relatives:
    """The published cases that share each thing a case has, as sets."""

    def __init__(self, snapshot: Snapshot, case: Case) -> None:
        self.snapshot = snapshot
        self.tasks = self._sharing("opgave", (task.slug for task in case.tasks.all()))
        self.products = self._sharing("system", (link.product.slug for link in case.case_products.all()))
        technologies = self._sharing("teknologi", (technology.slug for technology in case.technologies.all()))
        function = snapshot.having["omraade"].get(case.support_function.slug, 0)
        self.technologies = {name: cases & function for name, cases in technologies.items()}
        self.grips = self._sharing("greb", (evidence.grip.slug for evidence in case.evidence.all()))
        self.itself = snapshot.set_of(snapshot.places([case.pk]).values())

    def _sharing(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """The cases that have each of these values, by its name, in reading order."""
        own = set(values)
        names = self.snapshot.options[facet]
        return {name: self.snapshot.having[facet][value] for value, (name, _) in names.items() if value in own}

    def nearest(self) -> Iterator[int]:
        """The places of the cases that share anything, nearest first."""
        left = self.snapshot.everything & ~self.itself
        by_grips = self._by_shared_grips()
        for shared in (self.tasks, self.products, self.technologies, self.grips):
            tier = union(shared.values()) & left
            left &= ~tier
            for cases in by_grips:
                yield from members(cases & tier)

    def _by_shared_grips(self) -> list[int]:
        """The cases by how many greb they share with the case, most first, none last."""
        at_least = [self.snapshot.everything] + [0] * (len(self.grips) + 1)
        for cases in self.grips.values():
            for number in range(len(self.grips), 0, -1):
                at_least[number] |= at_least[number - 1] & cases
        return [at_least[number] & ~at_least[number + 1] for number in range(len(self.grips), -1, -1)]

    def kinship(self, place: int) -> Kinship:
        def first(shared: dict[str, int]) -> str:
            return next((name for name, cases in shared.items() if cases >> place & 1), "")

        grips = sum(cases >> place & 1 for cases in self.grips.values())
        return Kinship(first(self.tasks), first(self.products), first(self.technologies), grips)
