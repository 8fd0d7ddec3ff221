"""Queries on cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Case as FirstTrue
from django.db.models import ExpressionWrapper, F, FloatField, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from casekatalog.core.publication import is_published
from casekatalog.core.vocabulary import SluggedQuerySet
from cases.models.choices import IN_USE, MONTHS_IN, SHOWN_LARGE, FigureSubject

if TYPE_CHECKING:
    from cases.models import Case

FIGURES_ON_CARD = 3


class CaseQuerySet(SluggedQuerySet["Case"]):
    """Cases as readers and editors meet them."""

    def published(self) -> Self:
        """Those that readers may see."""
        return self.filter(is_published())

    def with_time(self) -> Self:
        """With ``in_use_from``, the month it came into use at the earliest, and ``months_to_operation``.

        Both are null where the source says neither; a plan or a beginning is no use.
        """
        dates = self._parts("operation_dates").filter(case=OuterRef("pk"), status__in=IN_USE).order_by("order")
        month = Coalesce(F("month"), F("quarter") * 3 - 2, 1)
        figures = self._parts("key_figures").filter(case=OuterRef("pk"), subject=FigureSubject.TIME_TO_OPERATION)
        factor = FirstTrue(
            *(When(unit=unit, then=Value(float(months))) for unit, months in MONTHS_IN.items()),
            output_field=FloatField(),
        )
        months = ExpressionWrapper(F("low") * factor, output_field=FloatField())
        return self.annotate(
            in_use_from=Subquery(dates.annotate(first=F("year") * 12 + month).values("first")[:1]),
            months_to_operation=Subquery(figures.annotate(months=months).order_by("order").values("months")[:1]),
        )

    def with_title(self, title: str, besides: Case) -> Self:
        """Cases that have this title already, other than ``besides`` and the case it corrects."""
        others = self.filter(title=title, revises__isnull=True)
        return others.exclude(pk__in=[pk for pk in (besides.pk, besides.revises_id) if pk])

    def for_cards(self) -> Self:
        """With what a card in the list shows. Two queries beside the cases' own."""
        figures = self._parts("key_figures").filter(subject__in=SHOWN_LARGE)
        return (
            self.select_related("municipality", "support_function")
            .prefetch_related("technologies", Prefetch("key_figures", queryset=figures))
            .only("slug", "title", "summary", "municipality", "support_function")
        )

    def with_neighbours(self) -> Self:
        """With the slug and title of the case before and after it in the catalogue's order."""
        readers_see = self.model._default_manager.filter(is_published())
        before = readers_see.filter(number__lt=OuterRef("number")).order_by("-number")
        after = readers_see.filter(number__gt=OuterRef("number")).order_by("number")
        return self.annotate(
            previous_slug=Subquery(before.values("slug")[:1]),
            previous_title=Subquery(before.values("title")[:1]),
            next_slug=Subquery(after.values("slug")[:1]),
            next_title=Subquery(after.values("title")[:1]),
        )

    def _joined(self, parts: str, *relations: str) -> Prefetch:
        """The list ``parts`` fetched together with what each entry points at."""
        return Prefetch(parts, queryset=self._parts(parts).select_related(*relations))

    def _parts(self, name: str) -> QuerySet:
        """All rows of the list or vocabulary that cases call ``name``."""
        model = self.model._meta.get_field(name).related_model
        return model._default_manager.all()  # type: ignore[union-attr]

    def for_list(self) -> Self:
        """With what the API's list says of each case. Three queries beside the cases' own."""
        lists = ("tasks", "technologies", "key_figures")
        return self.select_related("municipality", "support_function").prefetch_related(*lists)

    def for_comparison(self) -> Self:
        """With everything that is set beside that of other cases. Ten queries beside the cases' own."""
        return self._with_lists("preconditions", "steps", "changes", "evidence")

    def for_page(self) -> Self:
        """With what the case page needs of the case itself, before its texts."""
        return self.select_related("municipality", "support_function", "contact")

    def with_details(self) -> Self:
        """With everything the case page shows."""
        return self.with_texts().with_neighbours()

    def with_texts(self) -> Self:
        """With everything a reader can read of a case."""
        return self._with_lists(
            self._joined("preconditions", "perspective", "theme", "question_theme"),
            self._joined("steps", "phase"),
            self._joined("changes", "component"),
            self._joined("evidence", "grip", "question_theme"),
            "notes",
        )

    def _with_lists(self, *more: str | Prefetch) -> Self:
        """With what every full account of a case begins with, and ``more`` of its lists."""
        return self.select_related("municipality", "support_function").prefetch_related(
            "tasks",
            "technologies",
            self._joined("case_products", "product__vendor", "vendor"),
            "rollouts",
            "operation_dates",
            "purposes",
            "effects",
            self._joined("gains", "gain"),
            "key_figures",
            *more,
        )
