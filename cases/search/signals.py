"""Keep the index in step: whatever is saved or deleted is indexed again in the same transaction.

Fixtures are left alone while they load (``raw``); `manage.py seed` and `manage.py reindex` index everything at once.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save

from cases.models import (
    Case,
    CaseProduct,
    Municipality,
    Product,
    SupportFunction,
    SynonymGroup,
    Task,
    Technology,
    Vendor,
)
from cases.models.parts import CasePart
from cases.search import index
from frameworks.models import Grip, GripAspect, HistoricalExample, PreconditionTheme, Tool

# Which cases show a row of these, as a lookup from the case.
_SHOWN_BY = {
    Municipality: "municipality",
    SupportFunction: "support_function",
    Task: "tasks",
    Technology: "technologies",
    Product: "products",
    Vendor: "products__vendor",
    Grip: "evidence__grip",
    PreconditionTheme: "preconditions__theme",
}
_FRAMEWORK = (Grip, GripAspect, Tool, HistoricalExample)


def connect() -> None:
    """Listen to every model whose rows are searched."""
    case_app = apps.get_app_config("cases")
    belonging = [model for model in case_app.get_models() if issubclass(model, CasePart)]
    searched: list[type[Model]] = [Case, CaseProduct, *belonging, *_SHOWN_BY, *_FRAMEWORK, SynonymGroup]
    for model in searched:
        post_save.connect(_changed, sender=model, dispatch_uid=f"search save {model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"search delete {model.__name__}")
    for through in (Case.tasks.through, Case.technologies.through):
        m2m_changed.connect(_relation_changed, sender=through, dispatch_uid=f"search m2m {through.__name__}")


def _changed(sender: type[Model], instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    if raw:
        return
    if _is_cases(origin):
        # A case takes its parts and its document with it; there is nothing to index.
        if sender is Case:
            index.touch()
    elif sender is Case:
        index.index_cases(Case.objects.filter(pk=instance.pk))
    elif hasattr(instance, "case_id"):
        index.index_cases(Case.objects.filter(pk=instance.case_id))
    elif sender in _SHOWN_BY:
        shown = Case.objects.filter(Q(**{_SHOWN_BY[sender]: instance.pk}))
        index.index_cases(Case.objects.filter(pk__in=shown.values("pk")))
    if sender in _FRAMEWORK:
        index.index_framework()
    if sender is SynonymGroup:
        index.touch()


def _is_cases(origin: Any) -> bool:
    """Whether a deletion began with a case or a query for cases."""
    return isinstance(origin, Case) or (isinstance(origin, QuerySet) and origin.model is Case)


def _relation_changed(instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Case):
        index.index_cases(Case.objects.filter(pk=instance.pk))
