"""A task or technology that a case has cannot be deleted.

The database would drop the links of a many-to-many relation without a word, where a foreign key protects its value.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, ProtectedError
from django.db.models.signals import pre_delete

from cases.models import Case


def connect() -> None:
    """Watch every vocabulary that cases point at without a foreign key."""
    for field in Case._meta.many_to_many:
        through: Any = field.remote_field.through
        if through._meta.auto_created:
            vocabulary: Any = field.related_model
            pre_delete.connect(_refuse_in_use, sender=vocabulary, dispatch_uid=f"protect {vocabulary.__name__}")


def _refuse_in_use(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Raises ProtectedError when a case, published or not, has ``instance``."""
    if cases := list(instance.cases.all()):
        raise ProtectedError(f"“{instance}” er i brug i {len(cases)} cases.", set(cases))
