"""What a case's box of facts says: its systems, how it was rolled out and when. Each with the source's own words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.dates import MONTHS

from casekatalog.core.text_fields import LineField, ProseField
from cases.models.case import page_in_source
from cases.models.choices import OperationStatus, ProductRole, RolloutForm
from cases.models.limits import is_a_year
from cases.models.parts import CasePart, belongs_to_case, one_of
from cases.models.vocabulary import Product, Vendor

NAME_NOT_STATED = "navn ikke oplyst"


class StatedFact(CasePart):
    """A fact that says no more than the source does. ``text`` is the source's own words in short."""

    page = page_in_source("side i kataloget")
    text = ProseField("kildens ord", help_text="Kort og ordret, med “…” for det, der er udeladt.")

    class Meta(CasePart.Meta):
        abstract = True


class CaseProduct(StatedFact):
    """A system in a case: the solution itself, or one that the solution works with.

    The source may name the product, only its vendor, or neither; a vendor is never a product.
    """

    Role = ProductRole
    case = belongs_to_case("case_products")
    role = models.CharField("rolle", max_length=11, choices=ProductRole)
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        related_name="case_products",
        null=True,
        blank=True,
        verbose_name="system eller produkt",
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        related_name="case_products",
        null=True,
        blank=True,
        verbose_name="leverandør af et produkt uden navn",
        help_text="Kun når kilden nævner leverandøren og ikke produktets navn.",
    )
    description = LineField("hvad det er, når navnet mangler", max_length=80, blank=True)
    hoped_for = models.BooleanField("kun håbet på eller planlagt", default=False)

    class Meta(StatedFact.Meta):
        ordering = ["case", "order"]
        verbose_name = "system i casen"
        verbose_name_plural = "systemer i casen"
        constraints = [
            *StatedFact.Meta.constraints,
            one_of("role", ProductRole),
            models.UniqueConstraint(fields=["case", "product", "role"], name="case_product_role_once"),
            models.CheckConstraint(
                condition=Q(product__isnull=False, vendor__isnull=True, description="")
                | (Q(product__isnull=True) & ~Q(description="")),
                name="case_product_named_or_described",
                violation_error_message="Vælg et produkt, eller skriv, hvad det er, og eventuelt hvem der leverer det.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def name(self) -> str:
        """What readers call it: the product's name, or what it is and whose: “lønsystem fra Silkeborg Data”."""
        if self.product:
            return str(self.product)
        return f"{self.description} fra {self.vendor}" if self.vendor else self.description

    @property
    def note(self) -> str:
        """What belongs to the name: the vendor, that the name is not stated, that it is only hoped for."""
        named = self.product.unnamed_vendor if self.product else NAME_NOT_STATED
        return ", ".join(filter(None, [named, "kun et håb eller en plan" if self.hoped_for else ""]))


class CaseRollout(StatedFact):
    """A form of rollout that the source tells of. A case has two where two groups got the solution differently."""

    Form = RolloutForm
    case = belongs_to_case("rollouts")
    form = models.CharField("form", max_length=12, choices=RolloutForm)
    concerns = LineField("gælder", max_length=80, blank=True, help_text="Kun når formen gælder en del: “vikarer”.")

    class Meta(StatedFact.Meta):
        verbose_name = "udrulning"
        verbose_name_plural = "udrulning"
        constraints = [
            *StatedFact.Meta.constraints,
            one_of("form", RolloutForm),
            models.UniqueConstraint(fields=["case", "form", "concerns"], name="%(class)s_form_once"),
        ]

    def __str__(self) -> str:
        form = str(self.get_form_display())
        return f"{form} ({self.concerns})" if self.concerns else form


class OperationDate(StatedFact):
    """When the solution came into use, as precisely as the source says and no more: year, quarter, month or period."""

    Status = OperationStatus
    case = belongs_to_case("operation_dates")
    status = models.CharField("status", max_length=14, choices=OperationStatus)
    what = LineField("hvad datoen gælder", max_length=80, blank=True)
    year = models.PositiveSmallIntegerField("år", validators=[is_a_year])
    quarter = models.PositiveSmallIntegerField("kvartal", null=True, blank=True)
    month = models.PositiveSmallIntegerField("måned", null=True, blank=True)
    until_year = models.PositiveSmallIntegerField("til år (ved periode)", null=True, blank=True, validators=[is_a_year])
    until_quarter = models.PositiveSmallIntegerField("til kvartal", null=True, blank=True)
    until_month = models.PositiveSmallIntegerField("til måned", null=True, blank=True)

    class Meta(StatedFact.Meta):
        verbose_name = "tidspunkt for drift"
        verbose_name_plural = "tidspunkter for drift"
        constraints = [
            *StatedFact.Meta.constraints,
            one_of("status", OperationStatus),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100))
                & (Q(until_year__isnull=True) | Q(until_year__gte=F("year"), until_year__lte=2100)),
                name="%(class)s_years_in_order",
                violation_error_message="Årstal er mellem 1990 og 2100, og en periode slutter ikke, før den begynder.",
            ),
            models.CheckConstraint(
                condition=(Q(quarter__isnull=True) | Q(quarter__range=(1, 4), month__isnull=True))
                & (Q(month__isnull=True) | Q(month__range=(1, 12)))
                & (Q(until_quarter__isnull=True) | Q(until_quarter__range=(1, 4), until_month__isnull=True))
                & (Q(until_month__isnull=True) | Q(until_month__range=(1, 12)))
                & (Q(until_year__isnull=False) | Q(until_quarter__isnull=True, until_month__isnull=True)),
                name="%(class)s_one_precision",
                violation_error_message="Skriv enten kvartal (1-4) eller måned (1-12), og kun sammen med et årstal.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.when}"

    @property
    def when(self) -> str:
        """The date in words, as precise as it is: “2018”, “4. kvartal 2017”, “november 2018”, “2015–2017”."""
        begins = _in_words(self.year, self.quarter, self.month)
        if self.until_year is None:
            return begins
        return f"{begins}–{_in_words(self.until_year, self.until_quarter, self.until_month)}"

    @property
    def first_month(self) -> int:
        """The first month it may be, counted from year 0."""
        return self.year * 12 + _month(self.quarter, self.month, first=True)

    @property
    def last_month(self) -> int:
        """The last month it may be, counted from year 0."""
        if self.until_year is not None:
            return self.until_year * 12 + _month(self.until_quarter, self.until_month, first=False)
        return self.year * 12 + _month(self.quarter, self.month, first=False)


def _in_words(year: int, quarter: int | None, month: int | None) -> str:
    if month:
        return f"{str(MONTHS.get(month, month)).lower()} {year}"
    return f"{quarter}. kvartal {year}" if quarter else str(year)


def _month(quarter: int | None, month: int | None, first: bool) -> int:
    """The first or the last month of a year, a quarter of it, or the month itself: 0 to 11."""
    if month:
        return month - 1
    if quarter:
        return quarter * 3 - (3 if first else 1)
    return 0 if first else 11
