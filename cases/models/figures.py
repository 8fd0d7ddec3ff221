"""Key figures: numbers that say what kind of number they are."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format

from cases.models.case import page_in_source
from cases.models.parts import CasePart, belongs_to_case, one_of


class FigureBasis(models.TextChoices):
    """What kind of statement the figure is."""

    MEASURED = "maalt", "målt"
    ESTIMATED = "estimeret", "estimeret"
    EXPECTED = "forventet", "mål eller forventet"
    PRICE = "pris", "pris"
    VOLUME = "omfang", "omfang"


class FigureSubject(models.TextChoices):
    """What the figure is about, so that like can be compared with like."""

    INVESTMENT = "investering", "Investering"
    RUNNING_COST = "drift", "Drift"
    GAIN = "gevinst", "Gevinst"
    AUTOMATION = "automatisering", "Automatisering"
    TIME_SPENT = "tidsforbrug", "Tidsforbrug"
    DURATION = "varighed", "Varighed"
    SCALE = "omfang", "Omfang"


# What a case cost, once and year by year.
SUBJECTS_OF_COST = (FigureSubject.INVESTMENT, FigureSubject.RUNNING_COST)


class FigureQualifier(models.TextChoices):
    """A reservation the source makes about the figure."""

    ABOUT = "ca.", "ca."
    UP_TO = "op til", "op til"
    AT_LEAST = "mindst", "mindst"
    MORE_THAN = "over", "over"
    LESS_THAN = "under", "under"


class KeyFigure(CasePart):
    """One figure from a case. A range keeps both ends; ``text`` is the source's own wording in short."""

    Basis = FigureBasis
    Subject = FigureSubject
    Qualifier = FigureQualifier
    case = belongs_to_case("key_figures")
    label = models.CharField("hvad tallet er", max_length=80)
    qualifier = models.CharField("forbehold", max_length=6, choices=FigureQualifier, blank=True)
    low = models.DecimalField("tal (eller fra)", max_digits=14, decimal_places=2)
    high = models.DecimalField("til (ved interval)", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("enhed", max_length=40)
    basis = models.CharField("slags tal", max_length=10, choices=FigureBasis)
    subject = models.CharField("emne", max_length=15, choices=FigureSubject)
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    stated_by = models.CharField("oplyst af", max_length=80)
    page = page_in_source("side i kataloget")

    class Meta(CasePart.Meta):
        verbose_name = "nøgletal"
        verbose_name_plural = "nøgletal"
        constraints = [
            *CasePart.Meta.constraints,
            one_of("basis", FigureBasis),
            one_of("subject", FigureSubject),
            one_of("qualifier", FigureQualifier, blank=True),
            models.CheckConstraint(
                condition=Q(low__gte=0) & (Q(high__isnull=True) | Q(high__gt=F("low"))),
                name="keyfigure_range",
                violation_error_message="Tallet må ikke være negativt, og “til” skal være større end “fra”.",
            ),
            models.CheckConstraint(
                condition=~Q(label="") & ~Q(unit="") & ~Q(stated_by=""),
                name="keyfigure_described",
                violation_error_message="Et nøgletal skal have navn, enhed og afsender.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value} {self.unit}"

    @property
    def value(self) -> str:
        """The number as Danes write it, with both ends of a range and any reservation: “ca. 1.200–1.500”."""
        ends = [_danish(end) for end in (self.low, self.high) if end is not None]
        return " ".join(filter(None, [self.qualifier, "–".join(ends)]))


def _danish(number: Decimal) -> str:
    shown = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    return number_format(shown, force_grouping=True)
