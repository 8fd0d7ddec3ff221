"""Queries on cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case as FirstTrue
from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Now, NullIf, TruncDate

from casekatalog.core.database_fields import danish_order
from casekatalog.core.publication import is_published
from casekatalog.core.vocabulary import SluggedQuerySet
from cases.models.choices import (
    FROM_SURE_TO_HOPED,
    IN_USE,
    KRONER_IN,
    MONTHS_IN,
    PERCENT,
    SUBJECTS_OF_COST,
    AdoptionStage,
    ContributionKind,
    ContributionStatus,
    FigureAnswer,
    FigureSubject,
    ProductRole,
)

if TYPE_CHECKING:
    from cases.models import Case


def _by_value(column: str, values: Mapping[str, float]) -> FirstTrue:
    """The number that belongs to the column's value; null for any other."""
    whens = (When(**{column: value}, then=Value(float(number))) for value, number in values.items())
    return FirstTrue(*whens, output_field=FloatField())


def in_use(path: str = "") -> Q:
    """The condition that a contribution, reached over ``path``, says that the solution is in operation there today."""
    wanted = {
        "status": ContributionStatus.APPROVED,
        "adoption__stage": AdoptionStage.IN_OPERATION,
        "adoption__expires_on__gte": TruncDate(Now()),
    }
    return Q(**{f"{path}{name}": value for name, value in wanted.items()})


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
        months = ExpressionWrapper(F("low") * _by_value("unit", MONTHS_IN), output_field=FloatField())
        return self.annotate(
            in_use_from=Subquery(dates.annotate(first=F("year") * 12 + month).values("first")[:1]),
            months_to_operation=Subquery(figures.annotate(months=months).order_by("order").values("months")[:1]),
        )

    def with_order(self, own_systems: Sequence[str] = ()) -> Self:
        """With all that a list can be sorted by, and ``with_time``. Null where the case states no such thing.

        ``title_key``; ``first_task`` by its place among tasks; ``first_system``, the name of the solution;
        ``effect_share`` in per cent and its ``certainty``, of the figure that answers what came of it;
        ``investment_kroner``; ``own_systems``, how many of these systems the case uses; ``elsewhere``.
        """
        figures = self._parts("key_figures").filter(case=OuterRef("pk")).order_by("order")
        outcomes = figures.filter(answers=FigureAnswer.OUTCOME)
        investments = figures.filter(subject=FigureSubject.INVESTMENT, unit__in=KRONER_IN)
        kroner = ExpressionWrapper(F("low") * _by_value("unit", KRONER_IN), output_field=FloatField())
        sure: dict[str, float] = {basis.value: place for place, basis in enumerate(FROM_SURE_TO_HOPED)}
        products = self._parts("case_products").filter(case=OuterRef("pk"), product__isnull=False, hoped_for=False)
        solutions = products.filter(role=ProductRole.SOLUTION).order_by("order")
        own = products.order_by().filter(product__slug__in=own_systems or [""]).values("case")
        tasks = self._parts("tasks").filter(cases=OuterRef("pk")).order_by("order")
        return (
            self.with_time()
            .with_elsewhere()
            .annotate(
                title_key=danish_order("title"),
                first_task=Subquery(tasks.values("order")[:1]),
                first_system=Subquery(solutions.values("product__sort_key")[:1]),
                effect_share=Subquery(outcomes.filter(unit=PERCENT).values("low")[:1]),
                certainty=Subquery(outcomes.annotate(place=_by_value("basis", sure)).values("place")[:1]),
                investment_kroner=Subquery(investments.annotate(kroner=kroner).values("kroner")[:1]),
                own_systems=Subquery(
                    own.annotate(number=NullIf(Count("product", distinct=True), 0)).values("number"),
                    output_field=IntegerField(),
                ),
            )
        )

    def with_title(self, title: str, besides: Case) -> Self:
        """Cases that have this title already, other than ``besides`` and the case it corrects."""
        others = self.filter(title=title, revises__isnull=True)
        return others.exclude(pk__in=[pk for pk in (besides.pk, besides.revises_id) if pk])

    def with_elsewhere(self) -> Self:
        """With ``elsewhere``, in how many other municipalities it is in operation; null for none."""
        entries = self._parts("contributions").filter(in_use(), case=OuterRef("pk")).order_by().values("case")
        number = entries.annotate(number=NullIf(Count("municipality", distinct=True), 0)).values("number")
        return self.annotate(elsewhere=Subquery(number, output_field=IntegerField()))

    def for_cards(self) -> Self:
        """With what a card in the list shows. Two queries beside the cases' own."""
        figures = self._parts("key_figures").filter(~Q(answers="") | Q(subject__in=SUBJECTS_OF_COST))
        answers = ("answer_what", "answer_outcome", "answer_cost", "answer_effort", "price_status", "outcome")
        return (
            self.with_elsewhere()
            .select_related("municipality", "support_function")
            .prefetch_related("technologies", Prefetch("key_figures", queryset=figures))
            .only("slug", "title", "summary", "stopped_on", *answers, "municipality", "support_function")
        )

    def for_table(self) -> Self:
        """With what a row of the table shows. Two queries more than ``for_cards``."""
        return self.for_cards().prefetch_related("tasks", self._joined("case_products", "product__vendor", "vendor"))

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
            "difficulties",
            "notes",
            self._adoptions(),
        )

    def _adoptions(self) -> Prefetch:
        """What other municipalities say of themselves, those that readers see: ``adoptions``."""
        contribution: Any = self.model._meta.get_field("contributions").related_model
        adoption = contribution._meta.get_field(ContributionKind.ADOPTION.value).related_model
        return Prefetch("contributions", queryset=adoption.objects.shown(), to_attr="adoptions")

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
