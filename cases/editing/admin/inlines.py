"""The lists of a case in its editing form: entries that are added, changed, deleted and moved together."""

import re
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models as db
from django.db.models import F
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from casekatalog.core.danish_fields import DanishDecimalField, DanishWholeField
from cases import models
from cases.editing.admin.choices import SharedChoiceField
from cases.models.figures import ONE_FIGURE_AN_ANSWER

# Far above any place in a list: entries wait there while they change places.
PARKED = 10_000
NUMBERS: dict[Any, dict[str, Any]] = {
    db.DecimalField: {"form_class": DanishDecimalField},
    db.PositiveSmallIntegerField: {"form_class": DanishWholeField},
}
# More than any list has; a forged form cannot ask for more.
MOST_ROWS = 200


class OrderedForm(forms.ModelForm):
    """An entry and its place in the list. The place is told by the formset, which numbers the entries anew."""

    ORDER = forms.IntegerField(required=False)
    # None of an entry's fields needs a file of its own. Django would ask each field of each entry.
    media = forms.Media()

    def _post_clean(self) -> None:
        """An entry as it is stored meets the conditions it was stored under. Asking costs a query for each of them."""
        if self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    def has_changed(self) -> bool:
        """A new entry with nothing but a place is no entry."""
        changed = super().has_changed()
        return changed and not (self.instance.pk is None and self.changed_data == ["ORDER"])


class RobustFormSet(BaseInlineFormSet):
    """A list whose entries another editor may have deleted meanwhile: what is typed in them is kept as new entries."""

    def __init__(self, data: Any = None, *args: Any, instance: Any = None, queryset: Any = None, **kwargs: Any) -> None:
        if data is not None and queryset is not None:
            there = queryset.filter(case=instance.pk) if instance and instance.pk else queryset.none()
            data = without_vanished(data, kwargs.get("prefix") or self.get_default_prefix(), there)
        super().__init__(data, *args, **kwargs, instance=instance, queryset=queryset)  # type: ignore[misc]


class OrderedFormSet(RobustFormSet):
    """A list in order. The numbers an editor types are places to stand; saving makes them 1 to N."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Plads"
        form.fields["ORDER"].widget = forms.NumberInput(attrs={"min": 1, "max": PARKED - 1, "class": "place"})
        form.fields["ORDER"].max_value = PARKED - 1

    def save(self, commit: bool = True) -> list[Any]:
        saved = super().save(commit=False)
        if not commit or not self.has_changed():
            return saved
        for entry in self.deleted_objects:
            entry.delete()
        model: Any = self.model
        rows = model._default_manager.filter(case=self.instance)
        rows.update(order=F("order") + PARKED)
        changed = {entry.pk for entry, _ in self.changed_objects}
        own = self._in_order()
        for place, entry in enumerate(own, start=1):
            moved = entry.order != place
            entry.order = place
            if entry.pk is None or entry.pk in changed or moved:
                entry.save()
            else:
                rows.filter(pk=entry.pk).update(order=place)
        # What another editor added meanwhile comes last.
        others = rows.filter(order__gt=PARKED).order_by("order")
        for place, pk in enumerate(others.values_list("pk", flat=True), start=len(own) + 1):
            rows.filter(pk=pk).update(order=place)
        return saved

    def _in_order(self) -> list[Any]:
        kept = [form for form in self.forms if form.instance.pk or form.has_changed()]
        kept = [form for form in kept if not (self.can_delete and form in self.deleted_forms)]
        return [form.instance for form in sorted(kept, key=_place)]


def _place(form: Any) -> tuple[float, int]:
    """The typed place. An entry that moves up goes before the one that stands there, one that moves down after it."""
    typed, before = form.cleaned_data.get("ORDER"), form.fields["ORDER"].initial or float("inf")
    return (float("inf"), 0) if typed is None else (typed, (typed > before) - (typed < before))


def without_vanished(data: QueryDict, prefix: str, there: db.QuerySet) -> QueryDict:
    """The posted rows with those whose entry is deleted since as new rows, so that nothing typed is lost."""
    total, initial = number_of_rows(data, prefix, "TOTAL"), number_of_rows(data, prefix, "INITIAL")
    known = {str(pk) for pk in there.values_list("pk", flat=True)} if initial else set()
    kept = [i for i in range(min(initial, total)) if data.get(f"{prefix}-{i}-id") in known]
    vanished = [i for i in range(min(initial, total)) if i not in kept]
    if not vanished:
        return data
    rewritten = [i for i in vanished if f"{prefix}-{i}-DELETE" not in data]
    return renumbered(data, prefix, kept, [*rewritten, *range(initial, total)])


def renumbered(data: QueryDict, prefix: str, stored: list[int], new: list[int]) -> QueryDict:
    """``data`` with only these rows of the list ``prefix``: first the ``stored``, then the ``new``, without an id."""
    counted = number_of_rows(data, prefix, "INITIAL"), number_of_rows(data, prefix, "TOTAL")
    if ([*stored, *new], counted) == ([*range(counted[1])], (len(stored), len(stored) + len(new))):
        return data
    other = data.copy()
    rows: dict[int, list[str]] = defaultdict(list)
    for name in data:
        if found := re.fullmatch(rf"{prefix}-([0-9]{{1,4}})-\w+", name):
            rows[int(found[1])].append(name)
            del other[name]
    for place, i in enumerate([*stored, *new]):
        for name in rows[i]:
            other.setlist(f"{prefix}-{place}-{name.split('-', 2)[2]}", data.getlist(name))
        if place >= len(stored):
            other[f"{prefix}-{place}-id"] = ""
    other[f"{prefix}-INITIAL_FORMS"] = str(len(stored))
    other[f"{prefix}-TOTAL_FORMS"] = str(len(stored) + len(new))
    return other


def number_of_rows(data: QueryDict, prefix: str, name: str) -> int:
    """How many rows the posted list says it has (“TOTAL” or “INITIAL”), within what a list can have."""
    text = data.get(f"{prefix}-{name}_FORMS", "")
    return min(int(text), MOST_ROWS) if text.isdecimal() and len(text) < 6 else 0


class PlainTextarea(forms.Textarea):
    """Text with the line breaks it is stored with. Browsers send others."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class PlainChoices:
    """Choices without the icons that lead to editing the vocabulary: a product alone can be added from here."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            wrapper = field.widget
            wrapper.can_change_related = wrapper.can_delete_related = wrapper.can_view_related = False
            wrapper.can_add_related &= db_field.name == "product"
            if isinstance(wrapper.widget, forms.Select) and not wrapper.can_add_related:
                field.widget = wrapper.widget
        return field


class CaseInline(PlainChoices, admin.StackedInline):
    """A list that hangs on a case. What it chooses from is read once for all its entries."""

    extra = 0
    max_num = MOST_ROWS
    template = "admin/cases/case/inline.html"
    formset = RobustFormSet
    explanation = ""
    formfield_overrides = {**NUMBERS, db.TextField: {"widget": PlainTextarea(attrs={"rows": 3, "cols": 80})}}

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name not in self.autocomplete_fields:
            kwargs["form_class"] = SharedChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)


class OrderedInline(CaseInline):
    form = OrderedForm
    formset = OrderedFormSet

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, can_order=True, **kwargs)


class CaseProductInline(OrderedInline):
    model = models.CaseProduct
    fields = ("ORDER", ("role", "product"), ("description", "vendor", "hoped_for"), "page", "text")
    explanation = (
        "Systemer og produkter, som casen nævner. “Løsningen” er det, kommunen indførte; resten er det, den arbejder "
        "sammen med. Brug navnet fra dengang. Nævner kilden kun leverandøren eller slet intet navn, så skriv, hvad det "
        "er: En leverandør er ikke et produkt."
    )


class RolloutInline(OrderedInline):
    model = models.CaseRollout
    fields = (("ORDER", "form", "concerns"), "page", "text")
    explanation = "Kun den form, kilden fortæller om. To, hvis to grupper fik løsningen forskelligt."


class OperationDateInline(OrderedInline):
    model = models.OperationDate
    fields = (
        ("ORDER", "status", "what"),
        ("year", "quarter", "month"),
        ("until_year", "until_quarter", "until_month"),
        "page",
        "text",
    )
    explanation = (
        "Så præcist som kilden og ikke mere. Planlagt er ikke i drift, en udrulnings slutning er ikke driftens start, "
        "og et kvartal er ikke en måned. Det vigtigste tidspunkt først."
    )


class PurposeInline(OrderedInline):
    model = models.Purpose
    fields = ("ORDER", "text")
    explanation = "Hvad kommunen ville opnå. Ét formål pr. punkt, i en hel sætning med vores egne ord."


class EffectInline(OrderedInline):
    model = models.Effect
    fields = (("ORDER", "page"), "text")
    explanation = "Hvad kommunen siger, der kom ud af det. Skriv kun det, kilden siger, og gør et mål til et mål."


class GainInline(OrderedInline):
    model = models.GainEvidence
    fields = (("ORDER", "gain", "page"), "text", "wording")
    explanation = "Gevinster, som kilden fortæller om som et resultat, hvor det end står. Inddelingen er vores."


class KeyFigureFormSet(OrderedFormSet):
    """Figures, of which an answer has at most one. Django checks no constraint that has a condition in a list."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        shown = [answer for form in kept if (answer := form.cleaned_data.get("answers"))]
        if len(set(shown)) < len(shown):
            raise forms.ValidationError(ONE_FIGURE_AN_ANSWER)

    def save(self, commit: bool = True) -> list[Any]:
        if commit:
            # Two figures may change places with each other.
            moved = [form.instance.pk for form in self.initial_forms if "answers" in form.changed_data]
            models.KeyFigure.objects.filter(pk__in=moved).update(answers="")
        return super().save(commit)


class KeyFigureInline(OrderedInline):
    model = models.KeyFigure
    formset = KeyFigureFormSet
    fields = (
        "ORDER",
        "label",
        ("qualifier", "low", "high", "unit"),
        ("before_low", "before_high", "before_unit"),
        ("basis", "subject", "year", "answers"),
        ("stated_by", "page"),
        "text",
    )
    explanation = (
        "Ét tal pr. punkt, ærligt: “målt” er talt op eller målt, efter at løsningen kom i brug; “oplyst” er det, "
        "kommunen siger uden at sige hvordan. Sig, hvem der siger det, og på hvilken side; det, vi selv har talt eller "
        "regnet ud, er “beregnet af redaktionen”. Et interval får begge ender. Gæt aldrig."
    )


# What “Passer den til os?” asks about an entry.
FIT_QUESTION = ("question", ("question_theme", "required", "required_page"), "required_wording")
ABOUT_QUESTION = "Spørgsmålet stiller vi andre kommuner i “Passer den til os?”: én tanke, ét spørgsmål, ikke ledende."


class PreconditionInline(OrderedInline):
    model = models.Precondition
    fields = (("ORDER", "perspective", "theme", "page"), "text", *FIT_QUESTION)
    explanation = f"Hvad der skulle være på plads, og det tema, kilden sætter det under. {ABOUT_QUESTION}"


class StepInline(OrderedInline):
    model = models.ImplementationStep
    fields = (("ORDER", "phase"), "heading", "text")
    explanation = "Det, kommunen gjorde, i rækkefølge. Overskriften er et råd til den næste: “Undersøg lovkravene”."


class OrganisationalChangeInline(OrderedInline):
    model = models.OrganisationalChange
    fields = (("ORDER", "component", "scope", "unchanged"), "text")
    explanation = "Hvad der blev anderledes i organisationen, delt efter Leavitts model."


class DifficultyInline(OrderedInline):
    model = models.Difficulty
    fields = (("ORDER", "page"), "text", "wording")
    explanation = (
        "Hvad der gik galt, var sværere end ventet, eller som kommunen ville gøre anderledes. Kun det, kilden selv "
        "siger. Læserne ser det i lærdommene og i deres risikolog."
    )


class GripEvidenceInline(OrderedInline):
    model = models.GripEvidence
    fields = (("ORDER", "grip", "page", "highlighted"), "text", "wording", *FIT_QUESTION)
    explanation = (
        "Et greb kræver belæg: en sætning om, hvad kommunen gjorde, og siden, hvor det står. Hvert greb kun én gang. "
        f"{ABOUT_QUESTION}"
    )


class GripExampleInline(OrderedInline):
    model = models.GripExample
    fields = (("ORDER", "grip", "page"), "heading", "text")
    explanation = "Kun for de eksempler, som katalogets kapitel 2 selv giver (side 12-16)."


class NoteInline(OrderedInline):
    model = models.EditorialNote
    fields = (("ORDER", "section"), "text")
    explanation = "Hvor kilden modsiger sig selv: behold begge oplysninger, og skriv her, hvad der ikke stemmer."


def changed_figures(formsets: Any) -> list[str]:
    """The key figures with numbers that were typed just now, as readers meet them: “Pris: 1.200 kr.”."""
    numbers = {"low", "high", "before_low", "before_high"}
    return [
        f"{form.instance.label}: {form.instance.change} {form.instance.unit}"
        for formset in formsets
        if formset.model is models.KeyFigure
        for form in formset.forms
        if numbers & set(form.changed_data) and form not in formset.deleted_forms
    ]
