"""The editing form of a case and the list of cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models as db
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casekatalog.core.batch import batched
from casekatalog.core.editing_forms import KeepsTyped, StoppableForm
from cases import models
from cases.editing.admin import inlines
from cases.editing.admin.confirmation_views import ConfirmationViews
from cases.editing.admin.conflict import Conflict, find_conflict
from cases.editing.admin.contacts import ContactInline, with_stored_contact
from cases.editing.admin.draft_views import DraftViews
from cases.editing.admin.filters import MissingFiguresFilter, MissingQuestionsFilter, UnconfirmedFilter
from cases.editing.admin.overtaken import BRING_BACK, bring_back, find_overtaken
from cases.editing.admin.versions import HistoryViews
from cases.editing.admin.workflow_views import WorkflowViews
from cases.editing.form_layout import FIELDSETS, errors_in, in_order
from cases.editing.transfer.views import TransferViews
from cases.models.case import RESERVED_SLUGS, SLUG_RESERVED, TITLE_TAKEN
from cases.workflow import history
from cases.workflow.drafts import is_own_draft
from cases.workflow.publication_requirements import (
    NEEDED_FIELDS,
    IncompleteError,
    UnmetRequirement,
    require_whole,
    unmet_by_fields,
)
from cases.workflow.transitions import PUBLISH, TRANSITIONS, available

Status = models.Case.Status
VERSION = "seen_version"
NEEDED = "Skal udfyldes, før casen kan publiceres."


class Distinct(admin.FieldListFilter):
    """Counts a case once, also where two rows join it to the same value (a product in both roles)."""

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet) -> dict[str, Count]:
        counts = super().get_facet_counts(pk_attname, filtered_qs)
        for count in counts.values():
            count.distinct = True  # type: ignore[attr-defined]
        return counts


class DistinctRelatedFilter(Distinct, admin.RelatedOnlyFieldListFilter):
    """The terms that cases have."""


class DistinctChoicesFilter(Distinct, admin.ChoicesFieldListFilter):
    """The choices of a list that a case may have several entries in."""


class CaseForm(StoppableForm):
    """A case, and which version of it the editor has seen."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None
    unmet: Sequence[UnmetRequirement] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and VERSION in self.fields:
            self.fields[VERSION].initial = history.latest(self.instance) or 0

    def clean_title(self) -> str:
        """Django leaves a constraint with a condition on other fields to the database; an editor needs words."""
        title: str = self.cleaned_data["title"]
        if models.Case.objects.with_title(title, besides=self.instance).exists():
            raise ValidationError(TITLE_TAKEN)
        return title

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(SLUG_RESERVED)
        return slug

    def clean(self) -> dict[str, Any]:
        if self.conflict:
            self.add_error(None, self.conflict.error)
        for requirement in self.unmet:
            name = requirement.anchor.removeprefix("id_")
            self.add_error(name if name in self.fields else None, requirement.text)
        return super().clean()

    def _post_clean(self) -> None:
        """Keep what readers see whole: a published case cannot be saved with a hole."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.is_public:
            for requirement in unmet_by_fields(self.instance):
                self.add_error(requirement.anchor.removeprefix("id_"), requirement.text)


@admin.register(models.Case)
class CaseAdmin(
    TransferViews, WorkflowViews, ConfirmationViews, DraftViews, HistoryViews, inlines.PlainChoices, KeepsTyped
):
    """A case and its parts in the order of the case page. The filters are the site's facets, counted by Django."""

    form = CaseForm
    list_display = ("number", "title", "municipality", "support_function", "status", "confirmed_on")
    list_display_links = ("title",)
    list_select_related = ("municipality", "support_function")
    list_filter = (
        "status",
        "support_function",
        "tasks",
        "technologies",
        ("evidence__grip", DistinctRelatedFilter),
        ("municipality", admin.RelatedOnlyFieldListFilter),
        "municipality__region",
        ("products", DistinctRelatedFilter),
        ("rollouts__form", DistinctChoicesFilter),
        "price_status",
        UnconfirmedFilter,
        MissingFiguresFilter,
        MissingQuestionsFilter,
    )
    show_facets = admin.ShowFacets.ALWAYS
    actions = (*TransferViews.actions, "confirm_cases")
    search_fields = ("title", "slug", "summary", "municipality__name")
    autocomplete_fields = ("municipality",)
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {
        **inlines.NUMBERS,
        db.TextField: {"widget": inlines.PlainTextarea(attrs={"rows": 5, "cols": 80})},
        db.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    inlines = (
        inlines.KeyFigureInline,
        inlines.OperationDateInline,
        inlines.RolloutInline,
        inlines.CaseProductInline,
        inlines.PurposeInline,
        inlines.EffectInline,
        inlines.GainInline,
        inlines.PreconditionInline,
        inlines.StepInline,
        inlines.OrganisationalChangeInline,
        inlines.DifficultyInline,
        inlines.GripEvidenceInline,
        inlines.GripExampleInline,
        inlines.NoteInline,
        ContactInline,
    )

    class Media:
        js = ("js/editing.js",)

    def has_change_permission(self, request: HttpRequest, obj: models.Case | None = None) -> bool:
        """Drafts by who may write; a published case only by who may publish, and not while a correction is open."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is not None and getattr(request, "shown_again", None) == obj.pk:
            return True  # what was typed is shown, and nothing is saved
        if obj is None or obj.status in (Status.DRAFT, Status.IN_REVIEW):
            return True
        may_publish = obj.is_public and request.user.has_perm(PUBLISH)
        return may_publish and not models.Case.objects.filter(revises=obj).exists()

    def has_delete_permission(self, request: HttpRequest, obj: models.Case | None = None) -> bool:
        """What readers see is archived before it can be deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_public)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A published case among those marked for deletion stops it, and is named."""
        found, counts, needed, protected = super().get_deleted_objects(objs, request)
        public = [f"Publiceret, skal arkiveres først: {case}" for case in objs if case.is_public]
        if public:
            needed.discard(self.opts.verbose_name)
        return found, counts, needed, [*protected, *public]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Case | None = None) -> tuple[str, ...]:
        """An address that has been public never changes, and a correction has the one it corrects."""
        return ("slug",) if obj and (obj.number or obj.revises_id) else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Case | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Case]:
        return super().get_queryset(request).order_by(F("number").asc(nulls_first=True), "-pk")

    def get_inlines(self, request: HttpRequest, obj: models.Case | None = None) -> Any:
        """A correction has no contact person of its own: the case's stays as it is."""
        is_correction = obj is not None and obj.revises_id is not None
        return [inline for inline in self.inlines if not (is_correction and inline is ContactInline)]

    def get_fieldsets(self, request: HttpRequest, obj: models.Case | None = None) -> Any:
        (heading, options), *others = FIELDSETS
        version = (VERSION,) if obj and self.has_change_permission(request, obj) else ()
        return [(heading, {**options, "fields": (*options["fields"], *version)}), *others]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.conflict = getattr(request, "conflict", None)
        form.unmet = getattr(request, "unmet", ())
        for name in NEEDED_FIELDS:
            if name in form.base_fields and not form.base_fields[name].required:
                field = form.base_fields[name]
                field.help_text = " ".join(filter(None, [str(field.help_text), NEEDED]))
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """What is posted as it is. Django copies the whole of it for each list."""
        arguments = {"instance": obj, "prefix": prefix, "queryset": inline.get_queryset(request)}
        return arguments | ({"data": request.POST, "files": request.FILES} if request.method == "POST" else {})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        case = context.get("original")
        inlines, conflict = context["inline_admin_formsets"], getattr(request, "conflict", None)
        is_archived = case is not None and case.status == Status.ARCHIVED
        context |= {
            "sections": in_order(context["adminform"], inlines),
            "field_errors": errors_in(context["adminform"].form, [inline.formset for inline in inlines]),
            "conflict": conflict,
            "transitions": available(case, request.user) if case else [],
            "brings_back": bool(conflict and is_archived and request.user.has_perm(PUBLISH)),
            "correction": models.Case.objects.filter(revises=case).first() if case else None,
            "told_by": case.told_by.first() if case and case.revises_id else None,
            "show_save_and_add_another": False,
            "may_discard": bool(case and is_own_draft(case, request.user)),
            "may_confirm": bool(case and case.is_public and self.has_publish_permission(request)),
            "may_write": super().has_change_permission(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def given_back(self, request: Any) -> Any:
        data = super().given_back(request)
        return data and with_stored_contact(data, request.resolver_match.kwargs.get("object_id"))

    def typed_view(self, request: Any, object_id: Any, form_url: str, context: dict[str, Any]) -> HttpResponse:
        """Save with what others did meanwhile put in. Where the case went, the text follows."""
        if request.method != "POST":
            return super().typed_view(request, object_id, form_url, context)
        try:
            with transaction.atomic(), batched():
                if object_id:
                    object_id, form_url = self._meet_others(request, str(object_id), form_url)
                return super().typed_view(request, object_id, form_url, context)
        except IncompleteError as error:
            # Nothing was saved. The form is shown again with what was typed and what is missing.
            request.unmet = error.unmet
            return super().typed_view(request, object_id, form_url, context)

    def _meet_others(self, request: Any, object_id: str, form_url: str) -> tuple[str | None, str]:
        """The case whose form is shown or saved, and where that form is sent."""
        case = self.get_object(request, object_id)
        if case and case.status == Status.ARCHIVED and BRING_BACK in request.POST and request.user.has_perm(PUBLISH):
            bring_back(request, case)
            case.refresh_from_db()
        if case and self.has_change_permission(request, case):
            self._look_for_conflict(request, case)
            return object_id, form_url
        may_write = super().has_change_permission(request)
        if not may_write or (found := find_overtaken(self, request, case, object_id)) is None:
            return object_id, form_url
        target, request.conflict = found
        request.POST = request.conflict.merged
        if target is None:
            return None, reverse("admin:cases_case_add")
        request.shown_again = target.pk
        return str(target.pk), reverse("admin:cases_case_change", args=[target.pk])

    def _look_for_conflict(self, request: Any, case: models.Case) -> None:
        # Nobody else saves the case until this transaction ends.
        models.Case.objects.select_for_update().get(pk=case.pk)
        if conflict := find_conflict(self, request, case):
            request.conflict, request.POST = conflict, conflict.merged
        elif history.record_baseline(case):
            # The form was made of what is now the first version.
            request.POST = request.POST.copy()
            request.POST[VERSION] = str(history.latest(case))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        require_whole(form.instance)
        history.record(form.instance, request.user, "Rettet" if change else "Oprettet")
        if figures := inlines.changed_figures(formsets):
            messages.info(request, f"Tallene er læst sådan: {'; '.join(figures)}.")

    def response_add(self, request: HttpRequest, obj: models.Case, post_url_continue: Any = None) -> HttpResponse:
        return self._to_transition(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: models.Case) -> HttpResponse:
        return self._to_transition(request, obj) or super().response_change(request, obj)

    def _to_transition(self, request: HttpRequest, case: models.Case) -> HttpResponse | None:
        """“Gem og publicér” saves first, and then asks."""
        wanted = request.POST.get("_transition", "")
        if wanted not in TRANSITIONS:
            return None
        self.message_user(request, "Casen er gemt.", messages.SUCCESS)
        return redirect("admin:cases_case_transition", case.pk, wanted)
