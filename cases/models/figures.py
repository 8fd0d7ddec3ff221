"""Key figures: numbers that say what kind of number they are."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from casekatalog.core.danish_numbers import danish
from casekatalog.core.text_fields import LineField
from cases.models.case import page_in_source
from cases.models.choices import (
    SHOWN_LARGE,
    SUBJECTS_OF_COST,
    FigureAnswer,
    FigureBasis,
    FigureQualifier,
    FigureSubject,
)
from cases.models.limits import is_a_year
from cases.models.parts import CasePart, belongs_to_case, one_of

ONE_FIGURE_AN_ANSWER = "Højst ét tal kan vises med hvert svar."
# Who states most figures, which readers are told once for all of them.
MUNICIPALITY = "kommunen"


class KeyFigure(CasePart):
    """One figure from a case. A range keeps both ends; ``text`` is the source's own wording in short.

    A comparison has its other end in ``before_low``, so that both ends have one basis. They have one unit too, except
    where the source counts what was before in another (“2–3 days”, now “2 hours”).
    """

    Basis = FigureBasis
    Subject = FigureSubject
    Qualifier = FigureQualifier
    case = belongs_to_case("key_figures")
    label = LineField("hvad tallet er", max_length=80)
    qualifier = models.CharField("forbehold", max_length=6, choices=FigureQualifier, blank=True)
    low = models.DecimalField("tal (eller fra)", max_digits=14, decimal_places=2)
    high = models.DecimalField("til (ved interval)", max_digits=14, decimal_places=2, null=True, blank=True)
    before_low = models.DecimalField("tal før (eller fra)", max_digits=14, decimal_places=2, null=True, blank=True)
    before_high = models.DecimalField("før, til (ved interval)", max_digits=14, decimal_places=2, null=True, blank=True)
    before_unit = LineField("enhed før, hvis den er en anden", max_length=40, blank=True)
    unit = LineField("enhed", max_length=40)
    answers = models.CharField(
        "vises med svaret på", max_length=8, choices=FigureAnswer, blank=True, help_text="Højst ét tal til hvert svar."
    )
    basis = models.CharField("slags tal", max_length=10, choices=FigureBasis)
    subject = models.CharField("emne", max_length=15, choices=FigureSubject)
    year = models.PositiveSmallIntegerField("år", null=True, blank=True, validators=[is_a_year])
    stated_by = LineField("oplyst af", max_length=80)
    page = page_in_source("side i kataloget")

    class Meta(CasePart.Meta):
        verbose_name = "nøgletal"
        verbose_name_plural = "nøgletal"
        constraints = [
            *CasePart.Meta.constraints,
            one_of("basis", FigureBasis),
            one_of("subject", FigureSubject),
            one_of("qualifier", FigureQualifier, blank=True),
            one_of("answers", FigureAnswer, blank=True),
            models.UniqueConstraint(
                fields=["case", "answers"],
                condition=~Q(answers=""),
                name="keyfigure_answers_once",
                violation_error_message=ONE_FIGURE_AN_ANSWER,
            ),
            models.CheckConstraint(
                condition=Q(answers="") | Q(subject__in=SHOWN_LARGE),
                name="keyfigure_shown_large",
                violation_error_message="Kun effekter, priser og tid til drift kan vises med et svar.",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0) & (Q(high__isnull=True) | Q(high__gt=F("low"))),
                name="keyfigure_range",
                violation_error_message="Tallet må ikke være negativt, og “til” skal være større end “fra”.",
            ),
            models.CheckConstraint(
                condition=(Q(before_low__isnull=True) & Q(before_high__isnull=True))
                | (
                    Q(before_low__isnull=False, before_low__gte=0)
                    & (Q(before_high__isnull=True) | Q(before_high__gt=F("before_low")))
                ),
                name="keyfigure_before_range",
                violation_error_message="Tallet før må ikke være negativt, og “til” skal være større end “fra”.",
            ),
            models.CheckConstraint(
                condition=Q(basis=FigureBasis.PRICE, subject__in=SUBJECTS_OF_COST)
                | (~Q(basis=FigureBasis.PRICE) & ~Q(subject__in=SUBJECTS_OF_COST)),
                name="keyfigure_price_is_cost",
                violation_error_message="En pris hører under investering eller drift, og kun en pris gør det.",
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
    def origin(self) -> str:
        """Its year and who says it: “2018 · oplyst af business casen”. Neither where the municipality gives no year."""
        stated = self.stated_by if " af " in self.stated_by else f"oplyst af {self.stated_by}"
        return " · ".join(filter(None, [str(self.year or ""), "" if self.stated_by == MUNICIPALITY else stated]))

    @property
    def anchor(self) -> str:
        return f"noegletal-{self.order}"

    @property
    def value(self) -> str:
        """The number as Danes write it, with both ends of a range and any reservation: “ca. 1.200–1.500”."""
        return " ".join(filter(None, [self.qualifier, _range(self.low, self.high)]))

    @property
    def value_before(self) -> str:
        """The other end of a comparison, as Danes write it; empty where the figure is none."""
        before = "" if self.before_low is None else _range(self.before_low, self.before_high)
        return f"{before} {self.before_unit}".strip() if before else ""

    @property
    def change(self) -> str:
        """The number, and what it was before: “10 → 2–3”. Without a comparison the number alone."""
        return f"{self.value_before} → {self.value}" if self.value_before else self.value


def _range(low: Decimal, high: Decimal | None) -> str:
    return "–".join(danish(end) for end in (low, high) if end is not None)
