"""Two editors on the same case: what the other changed, and one form that holds the work of both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import serializers
from django.http import HttpRequest, QueryDict

from cases.editing.admin.inlines import OrderedFormSet, number_of_rows, renumbered
from cases.models import Case
from cases.models.records import Record
from cases.workflow import history
from cases.workflow.differences import Difference, difference
from cases.workflow.history import CaseVersion

SAVED_BY_ANOTHER = "Casen er gemt af en anden, mens du skrev. Læs øverst, hvad der er ændret, og gem så igen."


@dataclass(frozen=True)
class Conflict:
    """What others did since this editor opened the case, and the posted form with their work put in."""

    who: str
    when: datetime
    changes: list[Difference]
    merged: QueryDict
    # What happened to the case and what can be done, where it is more than a save.
    happened: str = ""

    @property
    def error(self) -> str:
        return self.happened or SAVED_BY_ANOTHER


def find_conflict(admin: Any, request: HttpRequest, case: Case) -> Conflict | None:
    """The conflict between the posted form and what was saved since it was opened, if there is one."""
    latest = history.latest(case)
    seen = request.POST.get("seen_version", "")
    if latest is None or seen in ("", str(latest)):
        return None
    known = history.versions(case)
    newest, base = known[0], seen_version(known, seen)
    merged = merge(admin, request, request.POST, case, base.records)
    return Conflict(newest.who, newest.when, difference(base.records, newest.records), merged)


def seen_version(known: list[CaseVersion], seen: str) -> CaseVersion:
    """The version that the form was made of: the oldest known one where it had none."""
    return next((version for version in known if str(version.pk) == seen), known[-1])


def merge(admin: Any, request: HttpRequest, posted: QueryDict, case: Case, base: Iterable[Record]) -> QueryDict:
    """The posted form, made of ``base``, with what others have written in ``case`` where this editor wrote nothing."""
    data = posted.copy()
    before = {(record["model"], record["pk"]): record for record in base}
    form = admin.get_form(request, case, change=True)
    _take_over(form, data, "", before.get(("cases.case", case.pk)), case)
    for formset_class, inline in admin.get_formsets_with_inlines(request, case):
        if issubclass(formset_class, OrderedFormSet):
            data = _merge_list(formset_class, inline.get_queryset(request).filter(case=case), data, before)
    data["seen_version"] = str(history.latest(case))
    return data


def _merge_list(formset_class: Any, queryset: Any, data: QueryDict, before: dict[tuple[str, Any], Record]) -> QueryDict:
    """The list's posted rows: the other's values where this editor wrote nothing, without what the other deleted."""
    prefix, label = formset_class.get_default_prefix(), formset_class.model._meta.label_lower
    now = {str(row.pk): row for row in queryset}
    stored = [i for i in range(number_of_rows(data, prefix, "INITIAL")) if data.get(f"{prefix}-{i}-id")]
    new = list(range(number_of_rows(data, prefix, "INITIAL"), number_of_rows(data, prefix, "TOTAL")))
    kept = []
    for i in stored:
        pk = str(data[f"{prefix}-{i}-id"])
        base = before.get((label, int(pk) if pk.isdecimal() else pk))
        written = _take_over(formset_class.form, data, f"{prefix}-{i}", base, now.get(pk))
        if pk in now or written:
            kept.append(i)
    total = number_of_rows(data, prefix, "TOTAL")
    seen = {data[f"{prefix}-{i}-id"] for i in stored}
    for place, (pk, row) in enumerate((pk, row) for pk, row in now.items() if pk not in seen):
        _put(formset_class.form(instance=row, prefix=f"{prefix}-{total + place}"), data)
        data[f"{prefix}-{total + place}-id"] = pk
        data[f"{prefix}-{total + place}-ORDER"] = str(getattr(row, "order", ""))
        kept.append(total + place)
    return renumbered(data, prefix, kept, new)


def _take_over(form_class: Any, data: QueryDict, prefix: str, base: Record | None, now: Any) -> list[str]:
    """Put the stored value in every field that this editor left as it was in ``base``. Returns those they wrote in."""
    if base is None:
        return []
    (found,) = serializers.deserialize("python", [base])
    related = {name: list(keys) for name, keys in (found.m2m_data or {}).items()}
    before = form_class(data, instance=found.object, initial=related, prefix=prefix or None)
    written = [name for name in _comparable(before) if before[name]._has_changed()]
    if now is not None:
        untouched = [name for name in _comparable(before) if name not in written]
        _put(form_class(instance=now, prefix=prefix or None), data, untouched)
    return written


def _comparable(form: forms.ModelForm) -> Iterator[str]:
    return (name for name in form.fields if name in form._meta.model._meta._forward_fields_map)


def _put(form: forms.ModelForm, data: QueryDict, names: Iterable[str] | None = None) -> None:
    """Write the form's own values into ``data`` as a browser would send them."""
    for name in names if names is not None else _comparable(form):
        bound = form[name]
        value = bound.value()
        if isinstance(bound.field, forms.BooleanField):
            data.setlist(bound.html_name, ["on"] if value else [])
            continue
        # Choices from a vocabulary are wrapped by the admin.
        widget: Any = getattr(bound.field.widget, "widget", bound.field.widget)
        shown = widget.format_value(value)
        texts = shown if isinstance(shown, list | tuple) else ["" if shown is None else shown]
        data.setlist(bound.html_name, [str(text) for text in texts])
