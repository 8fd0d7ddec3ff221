"""Which cases use a value of a vocabulary, through whatever relation there is. No vocabulary need know of cases."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def _case() -> type[Model]:
    return apps.get_model("cases", "Case")


def lookups(model: type[Model]) -> tuple[str, ...]:
    """The lookups from a case to the values of ``model``: “steps__phase”, “tasks”, “case_products__product__vendor”."""
    found: list[str] = []
    for relation in model._meta.related_objects:
        source: Any = relation.related_model
        field: Any = relation.field
        if relation.many_to_many and not field.remote_field.through._meta.auto_created:
            # The rows between the two are a table of their own, which is a relation too.
            continue
        to_case = next((key for key in source._meta.concrete_fields if key.related_model is _case()), None)
        if source is _case():
            found.append(field.name)
        elif to_case:
            found.append(f"{to_case.related_query_name()}__{field.name}")
        elif source is not model:
            found += [f"{path}__{field.name}" for path in lookups(source)]
    return tuple(found)


def _uses(model: type[Model], suffix: str, value: Any) -> Q:
    # Without a relation, no case.
    condition = Q(pk__in=[])
    for path in lookups(model):
        condition |= Q(**{f"{path}{suffix}": value})
    return condition


def cases_using(model: type[Model], values: Iterable[Any]) -> QuerySet[Any]:
    """Every case that uses any of ``values``, drafts and corrections too. In the catalogue's order, drafts last."""
    keys = [value.pk for value in values]
    using = _case()._default_manager.filter(_uses(model, "__in", keys)).values("pk")
    return _case()._default_manager.filter(pk__in=using).order_by(Coalesce("number", "revises__number"), "pk")


def number_of_cases(model: type[Model]) -> Coalesce:
    """How many cases use a row of ``model``, to annotate with. A case and the correction of it are one."""
    using = _case()._default_manager.order_by().filter(_uses(model, "", OuterRef("pk"))).annotate(all=Value(1))
    counted = using.values("all").annotate(number=Count(Coalesce("revises", "pk"), distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
