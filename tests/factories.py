"""Rows that tests need."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from cases.models import Case, Contact, generated


def generate_cases(number: int, seed: int = 1) -> list[Case]:
    """``number`` generated cases, numbered from 1001. The same seed gives the same cases."""
    return list(Case.objects.filter(pk__in=generated.generate_cases(number, seed, first=1001)).order_by("number"))


def make_contact(case: Any, **fields) -> Contact:
    """A contact person confirmed today."""
    today = timezone.localdate()
    given = {
        "name": "Xenia Ørsbæk",
        "title": "digitaliseringskonsulent",
        "email": "xenia@example.dk",
        "phone": "+45 12 34 56 78",
        "consent_on": today - relativedelta(years=6),
        "confirmed_on": today,
    }
    return Contact.objects.create(case=case, **given | fields)
