"""What the cases teach together, in Django admin."""

from typing import Any

from django.contrib import admin
from django.db import models as db
from django.forms import Textarea
from django.http import HttpRequest
from django.utils import timezone

from cases import models
from cases.models.lessons import TOPICS

SHORT: Any = {db.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 80})}}


class EvidenceInline(admin.StackedInline):
    model = models.LessonEvidence
    formfield_overrides = SHORT
    fields = (("case", "is_against"), "text", ("page", "section"))
    autocomplete_fields = ("case",)
    extra = 0


class ToLookAtFilter(admin.SimpleListFilter):
    title = "skal ses efter"
    parameter_name = "efterses"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ja", "En case er ændret siden")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.to_look_at() if self.value() == "ja" else queryset


@admin.register(models.Lesson)
class LessonAdmin(admin.ModelAdmin):
    """A finding with its evidence. To save it is to say that it still holds."""

    inlines = (EvidenceInline,)
    formfield_overrides = SHORT
    ordering = (*TOPICS, "order")
    fields = ("sentence", tuple(TOPICS), ("order", "slug"), "reviewed_at")
    readonly_fields = ("reviewed_at",)
    list_display = ("sentence", "topic", "order", "reviewed_at")
    list_select_related = tuple(TOPICS)
    list_filter = (ToLookAtFilter, *TOPICS)
    search_fields = ("sentence", "evidence__text", "evidence__case__title")
    search_help_text = "Søg i lærdomme og belæg eller på en case"

    @admin.display(description="side")
    def topic(self, lesson: models.Lesson) -> str:
        return str(lesson.topic)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug", *self.readonly_fields) if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "slug":
            kwargs["help_text"] = "Lærdommens navn her i redaktionen, med små bogstaver. Kan ikke ændres bagefter."
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: models.Lesson, form: Any, change: bool) -> None:
        obj.reviewed_at = timezone.now()
        super().save_model(request, obj, form, change)
