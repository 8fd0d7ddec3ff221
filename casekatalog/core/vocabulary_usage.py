"""Which cases use a value of a vocabulary, through whatever relation there is. No vocabulary need know of cases."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def _case() -> type[Model]:
    return apps.get_model("cases", "Case")


def lookups(model: type[Model]) -> tuple[str, ...]:
    """The lookups from a case to the values of ``model``: “steps__phase”, “tasks”, “case_products__product__vendor”."""
    return tuple(_lookups(model))


def _lookups(model: type[Model]) -> Iterator[str]:
    for relation in model._meta.related_objects:
        source, field = relation.related_model, relation.field
        if not isinstance(source, type) or (relation.many_to_many and _is_listed(field)):
            # The rows between the two are a table of their own, which is a relation too.
            continue
        if source is _case():
            yield field.name
        elif owner := _owner(source):
            yield f"{owner.related_query_name()}__{field.name}"
        elif source is not model:
            yield from (f"{path}__{field.name}" for path in lookups(source))


def _owner(part: type[Model]) -> Any:
    """The foreign key of a part of cases to its case."""
    return next((field for field in part._meta.concrete_fields if field.related_model is _case()), None)


def _is_listed(many_to_many: Any) -> bool:
    return not many_to_many.remote_field.through._meta.auto_created


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
