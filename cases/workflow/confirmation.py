"""A municipality's word on its case as a whole: on the case, and in its history with who said so."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils.formats import date_format

from casekatalog.core.batch import batched
from cases.models import Case
from cases.workflow import history


def confirm(cases: list[Case], user: User, role: str, day: date) -> None:
    """Note that ``role`` in the municipality stood by the cases on ``day``."""
    note(cases, user, f"Bekræftet {date_format(day, 'j. F Y')} af {role}", confirmed_on=day)


def note(cases: list[Case], user: User, what: str, **facts: Any) -> None:
    """Set the ``facts`` of the cases; also of corrections, which replace them."""
    with batched():
        for case in Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"):
            for each in (case, *Case.objects.filter(revises=case)):
                history.record_baseline(each)
                for name, value in facts.items():
                    setattr(each, name, value)
                each.save()
                history.record(each, user, what)
