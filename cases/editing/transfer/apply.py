"""Carrying a plan out: everything in one transaction, and in the history of each case."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.editing.transfer.plan import Plan
from cases.models.records import replace_content
from cases.workflow import history


def apply(plan: Plan, user: Any, file_name: str) -> None:
    """Write what is new and what is changed. What is unchanged is not touched.

    Raises:
        django.core.serializers.base.DeserializationError, django.db.IntegrityError: when somebody changed something
            the plan is built on at the same time. Nothing is written then.
    """
    comment = f"Hentet fra fil {file_name}"
    with transaction.atomic():
        for planned in (*plan.new, *plan.changed):
            case = planned.case
            if case.pk is None:
                case.save()
            else:
                case.refresh_from_db()
                history.record_baseline(case)
            replace_content(case, planned.after)
            history.record(case, user, comment)
