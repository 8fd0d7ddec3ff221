"""Keep the index and the data's version in step: whatever is saved or deleted is indexed again in the same transaction.

Fixtures are not indexed while they load (``raw``); `manage.py seed` and `manage.py reindex` index everything at once.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from cases.models import (
    Case,
    Contribution,
    ContributionEvent,
    Municipality,
    MunicipalityDomain,
    Product,
    SupportFunction,
    SynonymGroup,
    Task,
    Technology,
    Vendor,
)
from cases.models.parts import CasePart
from cases.search import indexing
from frameworks.crossreading import FAMILIES
from frameworks.models import (
    GlossaryTerm,
    Grip,
    GripAspect,
    HistoricalExample,
    Passage,
    PreconditionTheme,
    SurveyFigure,
    Tool,
)

# Which cases show a row of these, as lookups from the case.
_SHOWN_BY = {
    Municipality: ("municipality",),
    SupportFunction: ("support_function",),
    Task: ("tasks",),
    Technology: ("technologies",),
    Product: ("products",),
    Vendor: ("products__vendor", "case_products__vendor"),
    Grip: ("evidence__grip",),
    PreconditionTheme: ("preconditions__theme",),
}
_FRAMEWORK: set[type[Model]] = {
    *(Grip, GripAspect, Tool, Passage, SurveyFigure, HistoricalExample, GlossaryTerm),
    *(model for family in FAMILIES.values() for model in family.models),
}
# What anybody may send in must not empty every page's cache: only an editor's approval changes what readers see.
_KINDS: list[type[Model]] = [*Contribution.__subclasses__()]
_NOT_SHOWN: set[type[Model]] = {Contribution, *_KINDS, ContributionEvent, MunicipalityDomain}


def connect() -> None:
    """Listen to every model whose rows are searched."""
    case_app = apps.get_app_config("cases")
    parts: list[type[Model]] = [model for model in case_app.get_models() if issubclass(model, CasePart)]
    searched: set[type[Model]] = {Case, *parts, *_SHOWN_BY, *_FRAMEWORK, SynonymGroup}
    for model in searched:
        post_save.connect(_changed, sender=model, dispatch_uid=f"search save {model.__name__}")
        pre_delete.connect(_remember_cases, sender=model, dispatch_uid=f"search before delete {model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"search delete {model.__name__}")
    for part in parts:
        pre_save.connect(_remember_former_case, sender=part, dispatch_uid=f"search before save {part.__name__}")
    for through in (Case.tasks.through, Case.technologies.through):
        m2m_changed.connect(_relation_changed, sender=through, dispatch_uid=f"search m2m {through.__name__}")
    for app in ("cases", "frameworks"):
        for model in set(apps.get_app_config(app).get_models()) - searched - _NOT_SHOWN:
            post_save.connect(_shown_only, sender=model, dispatch_uid=f"shown save {model.__name__}")
            post_delete.connect(_shown_only, sender=model, dispatch_uid=f"shown delete {model.__name__}")


def _changed(sender: type[Model], instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    if raw:
        indexing.touch()
        return
    if _is_cases(origin):
        # A case takes its parts and its document with it; there is nothing to index.
        if sender is Case:
            indexing.touch()
    elif sender is Case:
        indexing.index_cases([instance.pk])
    elif hasattr(instance, "case_id"):
        indexing.index_cases({instance.case_id, getattr(instance, "_former_case", None) or instance.case_id})
    elif sender in _SHOWN_BY:
        shown = getattr(instance, "_shown_by_cases", None) or _cases_that_show(sender, instance)
        indexing.index_cases(shown) if shown else indexing.touch()
    if sender in _FRAMEWORK:
        indexing.index_framework()
    if sender is SynonymGroup:
        indexing.touch()


def _shown_only(**kwargs: Any) -> None:
    """A row that readers see and no search finds."""
    indexing.touch()


def _cases_that_show(sender: type[Model], instance: Any) -> list[int]:
    shown = Q()
    for lookup in _SHOWN_BY[sender]:
        shown |= Q(**{lookup: instance.pk})
    return list(Case.objects.filter(shown).values_list("pk", flat=True).distinct())


def _remember_cases(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Before a row goes, and its links with it: which cases show it. A case takes its document with it."""
    if sender is Case:
        indexing.forget_case(instance.pk)
    if sender in _SHOWN_BY:
        instance._shown_by_cases = _cases_that_show(sender, instance)


def _remember_former_case(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Before a part is saved, perhaps under another case: which case it leaves."""
    if not raw and instance.pk:
        instance._former_case = sender._default_manager.filter(pk=instance.pk).values_list("case_id", flat=True).first()


def _is_cases(origin: Any) -> bool:
    """Whether a deletion began with a case or a query for cases."""
    return isinstance(origin, Case) or (isinstance(origin, QuerySet) and origin.model is Case)


def _relation_changed(instance: Any, action: str, pk_set: set[int] | None, **kwargs: Any) -> None:
    """A case got or lost a task or technology, from either side of the relation."""
    if not action.startswith("post_"):
        return
    changed = {instance.pk} if isinstance(instance, Case) else pk_set or set()
    if changed:
        indexing.index_cases(changed)
