"""Generated cases, for tests and benchmarks: made of the sentences and entries of the cases that were written.

Common words stay common, and every list of a case has entries. The same seed gives the same cases.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from casekatalog.core.data_version import set_new_version
from cases import models
from cases.models import Case
from cases.models.entry_keys import ALL, LETTERS, Keyed

AT_ONCE = 5_000
SLUG = "genereret-"
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
    models.CaseProduct: (0, 3),
    models.CaseRollout: (0, 1),
    models.OperationDate: (0, 1),
    models.Purpose: (1, 3),
    models.Effect: (2, 4),
    models.GainEvidence: (1, 3),
    models.KeyFigure: (1, 4),
    models.Precondition: (3, 7),
    models.ImplementationStep: (4, 8),
    models.OrganisationalChange: (2, 6),
    models.Difficulty: (0, 3),
    models.GripEvidence: (1, 4),
}
# A case has a product, and a greb, once.
ONCE: dict[type[Model], str] = {models.CaseProduct: "product_id", models.GripEvidence: "grip_id"}


@transaction.atomic
def generate_cases(number: int, seed: int = 1, first: int | None = None) -> list[int]:
    """Add ``number`` published cases, numbered from ``first`` or after the last. Returns their keys.

    The search index is left as it is.

    Raises:
        ValueError: when the catalogue has no cases to take sentences from.
    """
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
        self.written = list(Case.objects.published().exclude(slug__startswith=SLUG).order_by("number"))
        if not self.written:
            raise ValueError("The catalogue has no cases to take sentences from.")
        self.sentences = {field: _sentences(getattr(case, field) for case in self.written) for field in TEXTS}
        self.municipalities, self.functions = _keys(models.Municipality), _keys(models.SupportFunction)
        self.tasks, self.technologies = _keys(models.Task), _keys(models.Technology)
        of_written = {"case__in": [case.pk for case in self.written]}
        self.entries: dict[Any, list[Any]] = {
            model: list(model._default_manager.filter(**of_written).order_by("pk")) for model in PARTS
        }

    def add(self, numbers: range) -> list[int]:
        """Add the cases with these numbers. Returns their keys."""
        cases = Case.objects.bulk_create(self._case(number) for number in numbers)
        vocabularies: Any = (
            (Case.tasks.through, "task_id", self.tasks),
            (Case.technologies.through, "technology_id", self.technologies),
        )
        for links, column, terms in vocabularies:
            pairs = [(case.pk, term) for case in cases for term in self._some(terms, 1, 2)]
            links.objects.bulk_create(links(case_id=case, **{column: term}) for case, term in pairs)
        for model in PARTS:
            model._default_manager.bulk_create(part for case in cases for part in self._parts(model, case))
        return [case.pk for case in cases]

    def _case(self, number: int) -> Case:
        """One of the written cases, with another place and name, and a mixture of all cases' texts."""
        case = copy(self.rng.choice(self.written))
        case.pk, case.number, case.slug = None, number, f"{SLUG}{number}"
        case.first_published_at = case.changed_at = None
        case.title = f"{self.rng.choice(self.written).title[:85]} ({number})"
        case.municipality_id = self.rng.choice(self.municipalities)
        case.support_function_id = self.rng.choice(self.functions)
        for field, sentences in self.sentences.items():
            setattr(case, field, " ".join(self._some(sentences, *TEXTS[field])))
        return case

    def _parts(self, model: type[Model], case: Case) -> Iterable[Any]:
        chosen = self._some(self.entries[model], *PARTS[model])
        once = {getattr(part, ONCE[model]): part for part in chosen}.values() if model in ONCE else chosen
        for order, part in enumerate(map(copy, once), start=1):
            part.pk, part.case_id, part.order = None, case.pk, order
            if issubclass(model, Keyed):
                # The entries come from several cases, where the same key may have been given.
                part.key = LETTERS[list(PARTS).index(model)] + ALL[order]
            if model is models.KeyFigure:
                # An answer has one figure, and these may be several cases' figures for it.
                part.answers = ""
            yield part

    def _some(self, values: list[Any], fewest: int, most: int) -> list[Any]:
        return self.rng.sample(values, min(len(values), self.rng.randint(fewest, most)))


def _sentences(texts: Iterable[str]) -> list[str]:
    found = (sentence for text in texts for line in text.splitlines() for sentence in re.split(r"(?<=[.!?])\s+", line))
    return list(dict.fromkeys(sentence.removeprefix("- ").strip() for sentence in found if len(sentence) > 2))


def _keys(model: type[Any]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))
