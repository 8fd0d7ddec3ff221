"""Generated cases, for tests and benchmarks: made of the sentences and entries of the cases that were written.

Common words stay common, and every list of a case has entries. The same seed gives the same cases.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model

from casekatalog.core.data_version import set_new_version
from cases.models import (
    Case,
    CaseProduct,
    Effect,
    GripEvidence,
    ImplementationStep,
    KeyFigure,
    Municipality,
    OrganisationalChange,
    Precondition,
    Product,
    Purpose,
    Rollout,
    SupportFunction,
    Task,
    Technology,
)
from frameworks.models import Grip

AT_ONCE = 5_000
SLUG = "genereret-"
YEARS = range(2014, 2020)
# For each text, how many sentences it has; those that can be left out begin with 0.
TEXTS = {
    "summary": (2, 2),
    "background": (3, 7),
    "solution": (2, 6),
    "investment": (0, 2),
    "business_case": (0, 3),
    "timeline": (0, 2),
    "implementation_intro": (0, 1),
    "changes_intro": (0, 1),
}
# For each list, the fewest and the most entries of a case.
PARTS: dict[type[Model], tuple[int, int]] = {
    Purpose: (1, 3),
    Effect: (2, 4),
    KeyFigure: (1, 4),
    Precondition: (3, 7),
    ImplementationStep: (4, 8),
    OrganisationalChange: (2, 6),
}

Row = tuple[int, ...]


def generate_cases(number: int, seed: int = 1, first: int | None = None) -> list[int]:
    """Add ``number`` published cases, numbered from ``first`` or after the last. Returns their keys.

    The search index is left as it is.

    Raises:
        ValueError: when the catalogue has no cases to take sentences from.
    """
    with transaction.atomic():
        set_new_version()
        generator = _Generator(random.Random(seed))  # noqa: S311
        first = first or 1 + (Case.objects.aggregate(last=Max("number"))["last"] or 0)
        keys: list[int] = []
        for start in range(first, first + number, AT_ONCE):
            keys += generator.add(range(start, min(start + AT_ONCE, first + number)))
    return keys


class _Generator:
    """Everything cases are made of, read once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        written = Case.objects.published().exclude(slug__startswith=SLUG).order_by("number")
        if not written:
            raise ValueError("The catalogue has no cases to take sentences from.")
        self.titles = [case.title for case in written]
        self.sentences = {field: _sentences(getattr(case, field) for case in written) for field in TEXTS}
        self.municipalities = _keys(Municipality)
        self.functions = _keys(SupportFunction)
        self.technologies, self.tasks, self.products = _keys(Technology), _keys(Task), _keys(Product)
        # A few products are in many cases, and many in few.
        self.shares = list(accumulate(1 / (1 + place) for place in range(len(self.products))))
        self.entries = {model: _entries(model) for model in PARTS}
        self.evidence = [keys for grip in _keys(Grip) if (keys := _entries(GripEvidence, grip=grip))]

    def add(self, numbers: range) -> list[int]:
        """Add the cases with these numbers. Returns their keys."""
        keys = [case.pk for case in Case.objects.bulk_create(self._case(number) for number in numbers)]
        _link(Case.technologies.through, "technology_id", self._each(keys, self._some(self.technologies, 1, 2)))
        _link(Case.tasks.through, "task_id", self._each(keys, self._some(self.tasks, 1, 2)))
        _link(CaseProduct, "product_id", self._each(keys, self._some_products), role=self._role)
        for model, (fewest, most) in PARTS.items():
            _copy(model, self._each(keys, self._some(self.entries[model], fewest, most)))
        _copy(GripEvidence, self._each(keys, self._some_evidence))
        return keys

    def _case(self, number: int) -> Case:
        rng = self.rng
        year = rng.choice([None, *YEARS])
        return Case(
            number=number,
            slug=f"{SLUG}{number}",
            status=Case.Status.PUBLISHED,
            title=f"{rng.choice(self.titles)[:85]} ({number})",
            source_title="Genereret",
            municipality_id=rng.choice(self.municipalities),
            support_function_id=rng.choice(self.functions),
            contact_role="Digitaliseringskonsulent",
            rollout=rng.choice(["", *Rollout.values]),
            implemented_year=year,
            implemented_month=rng.choice([None, *range(1, 13)]) if year else None,
            months_to_implement=rng.choice([None, Decimal(rng.randint(2, 48)) / 2]),
            first_page=1,
            preconditions_page=2,
            implementation_page=3,
            last_page=4,
            **{field: self._text(field, *numbers) for field, numbers in TEXTS.items()},
        )

    def _text(self, field: str, fewest: int, most: int) -> str:
        sentences = self.sentences[field]
        return " ".join(self.rng.sample(sentences, min(len(sentences), self.rng.randint(fewest, most))))

    def _some(self, of: Sequence[int], fewest: int, most: int) -> Callable[[], list[int]]:
        return lambda: self.rng.sample(of, min(len(of), self.rng.randint(fewest, most)))

    def _some_products(self) -> list[int]:
        return list(dict.fromkeys(self.rng.choices(self.products, cum_weights=self.shares, k=self.rng.randint(0, 3))))

    def _some_evidence(self) -> list[int]:
        shown = self.rng.randint(1, min(4, len(self.evidence)))
        return [self.rng.choice(keys) for keys in self.rng.sample(self.evidence, shown)]

    def _role(self) -> str:
        return self.rng.choice(CaseProduct.Role.values)

    @staticmethod
    def _each(cases: Sequence[int], some: Callable[[], list[int]]) -> Iterator[Row]:
        """Rows (case, place within the case, what stands there)."""
        return ((case, order, chosen) for case in cases for order, chosen in enumerate(some(), start=1))


def _sentences(texts: Iterator[str]) -> list[str]:
    found = (sentence for text in texts for line in text.splitlines() for sentence in re.split(r"(?<=[.!?])\s+", line))
    return list(dict.fromkeys(sentence.removeprefix("- ").strip() for sentence in found if len(sentence) > 2))


def _keys(model: type[Any]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def _entries(model: type[Any], **conditions: Any) -> list[int]:
    """The keys of the written cases' entries."""
    entries = model._default_manager.published().exclude(case__slug__startswith=SLUG).filter(**conditions)
    return list(entries.order_by("pk").values_list("pk", flat=True))


def _link(through: type[Any], column: str, rows: Iterator[Row], **others: Callable[[], Any]) -> None:
    links = (
        through(case_id=case, **{column: term}, **{name: make() for name, make in others.items()})
        for case, _, term in rows
    )
    through._default_manager.bulk_create(links, batch_size=AT_ONCE)


def _copy(model: type[Model], rows: Iterator[Row]) -> None:
    """Give cases entries that other cases have. The database copies them itself, which is many times faster."""
    quote = connection.ops.quote_name
    own = {"id", "case_id", "order"}
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields if field.column not in own)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, AT_ONCE)):
            values = ", ".join(f"({case}, {order}, {entry})" for case, order, entry in batch)
            cursor.execute(
                f"""WITH new (of_case, place, entry) AS (VALUES {values})
                    INSERT INTO {table} (case_id, "order", {columns})
                    SELECT of_case, place, {columns} FROM new JOIN {table} ON id = entry"""  # noqa: S608
            )
