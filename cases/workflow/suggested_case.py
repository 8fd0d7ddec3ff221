"""The draft that a suggested case becomes: every word the municipality wrote, in the fields of a case."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from casekatalog.core.batch import batched
from casekatalog.core.danish_numbers import parse_number
from cases.models import (
    Case,
    CaseProduct,
    Effect,
    KeyFigure,
    Municipality,
    PriceStatus,
    Product,
    Suggestion,
    SupportFunction,
)
from cases.models.choices import FigureBasis, FigureQualifier, FigureSubject, ProductRole
from cases.models.figures import MUNICIPALITY
from cases.workflow.drafts import free

_NUMBER = r"\d[\d.]*(?:,\d+)?"
_FIGURE = re.compile(
    rf"(?:(?P<qualifier>{'|'.join(map(re.escape, FigureQualifier.values))})\s+)?"
    rf"(?P<low>{_NUMBER})(?:\s*[-–]\s*(?P<high>{_NUMBER}))?\s*(?P<unit>%|[^\W\d].*|%\s.*)",
    re.IGNORECASE,
)
# What a key figure has room for.
_LARGEST, _DECIMALS, _LONGEST_UNIT = Decimal(10) ** 12, -2, 39
_SUBJECTS = {FigureBasis.PRICE: FigureSubject.INVESTMENT, FigureBasis.VOLUME: FigureSubject.SCALE}
# What the number is, until an editor has read it.
_LABEL = "Kommunens eget tal"
_IN_ADDRESSES = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def case_from(suggestion: Suggestion, municipality: Municipality, function: SupportFunction) -> Case:
    """A new draft. What has no field of its own stands in the text about the solution."""
    figure, product = read_figure(suggestion.figure), _product(suggestion.system)
    told = [suggestion.done]
    if suggestion.system and not product:
        told.append(f"System: {suggestion.system}")
    if suggestion.figure and not figure:
        told.append(f"Tal: {suggestion.figure} ({FigureBasis(suggestion.figure_basis).label})")
    has_price = bool(figure) and suggestion.figure_basis == FigureBasis.PRICE
    with batched():
        case = Case.objects.create(
            slug=free("slug", slug_of(municipality, suggestion.title)),
            title=free("title", suggestion.title),
            source=source_of(suggestion),
            municipality=municipality,
            support_function=function,
            outcome=suggestion.outcome,
            answer_what=suggestion.done,
            answer_outcome=suggestion.result,
            solution="\n\n".join(told),
            price_status=PriceStatus.STATED if has_price else PriceStatus.NOT_STATED,
        )
        case.tasks.set([suggestion.task] if suggestion.task else [])
        case.technologies.set([suggestion.technology] if suggestion.technology else [])
        Effect.objects.create(case=case, order=1, text=suggestion.result)
        if product:
            solution = ProductRole.SOLUTION
            CaseProduct.objects.create(case=case, order=1, role=solution, product=product, text=suggestion.system)
        if figure:
            basis = FigureBasis(suggestion.figure_basis)
            KeyFigure.objects.create(
                **figure,
                case=case,
                order=1,
                text=suggestion.figure,
                label=_LABEL,
                basis=basis,
                subject=_SUBJECTS.get(basis, FigureSubject.GAIN),
                stated_by=MUNICIPALITY,
            )
        return case


def slug_of(municipality: Municipality, title: str) -> str:
    """The municipality and the title, as the other cases have it. The name has letters whatever the title has."""
    return slugify(f"{municipality.name} {title}".translate(_IN_ADDRESSES))


def source_of(suggestion: Suggestion) -> str:
    """Who states it and when."""
    stated_at = timezone.localtime(suggestion.confirmed_at or suggestion.sent_at)
    return f"{suggestion.municipality}, {date_format(stated_at, 'F Y')}"


def read_figure(text: str) -> dict[str, Any] | None:
    """The number, or both ends of a range, with reservation and unit. None for what is not a number and its unit."""
    found = _FIGURE.fullmatch(text)
    if not found or len(found["unit"]) > _LONGEST_UNIT:
        return None
    try:
        low, high = parse_number(found["low"]), parse_number(found["high"]) if found["high"] else None
    except ValueError:
        return None
    if not _has_room(low) or (high is not None and (high <= low or not _has_room(high))):
        return None
    # As other prices have it, and so can be sorted by.
    unit = re.sub(r"\bkr$", "kr.", found["unit"])
    return {"qualifier": (found["qualifier"] or "").lower(), "low": low, "high": high, "unit": unit}


def _has_room(number: Decimal) -> bool:
    """Whether a key figure keeps the number as it is."""
    return number < _LARGEST and number == number.quantize(Decimal(1).scaleb(_DECIMALS))


def _product(name: str) -> Product | None:
    """The product of that name. The database of small sites does not fold Danish letters."""
    known = name.casefold()
    return next((product for product in Product.objects.all() if product.name.casefold() == known), None)
