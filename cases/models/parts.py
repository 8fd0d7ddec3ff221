"""The parts of a case, each an ordered list: purposes, effects, preconditions, steps, changes, evidence, notes."""

from typing import Self

from django.db import models
from django.db.models import Q

from casekatalog.core.publication import is_published
from casekatalog.core.text_fields import LineField, ProseField
from casekatalog.core.vocabulary import Row
from cases.models.case import Case, page_in_source, words_of_source
from cases.models.entry_keys import Keyed, key_once
from cases.models.fit_questions import FitQuestion, required_has_words
from frameworks.models import GainPerspective, Grip, LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme


class CasePartQuerySet(models.QuerySet[Row]):
    """The parts of cases."""

    def published(self) -> Self:
        """Those whose case readers may see."""
        return self.filter(is_published("case"))

    def get_by_natural_key(self, case: str, order: int) -> Row:
        return self.get(case__slug=case, order=order)


def one_of(field: str, choices: type[models.TextChoices], blank: bool = False) -> models.CheckConstraint:
    """The database's own check that a field holds one of its choices."""
    allowed = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"%(class)s_{field}_known")


def belongs_to_case(related_name: str) -> models.ForeignKey:
    """The foreign key of a part to its case, which names the list of parts ``related_name``."""
    return models.ForeignKey(Case, on_delete=models.CASCADE, related_name=related_name, verbose_name="case")


def order_once() -> models.UniqueConstraint:
    """The database's own check that no two entries of a case have the same place."""
    return models.UniqueConstraint(fields=["case", "order"], name="%(class)s_order_once")


class CasePart(models.Model):
    """One entry of an ordered list in a case. The order is unique within the case."""

    case = belongs_to_case("+")
    order = models.PositiveSmallIntegerField("rækkefølge")
    text = ProseField("tekst")

    objects = CasePartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["case", "order"]
        constraints = [
            order_once(),
            models.CheckConstraint(
                condition=~Q(text=""), name="%(class)s_text_not_empty", violation_error_message="Teksten mangler."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:60]}"

    def natural_key(self) -> tuple[str, int]:
        return (*self.case.natural_key(), self.order)

    natural_key.dependencies = ["cases.case"]  # type: ignore[attr-defined]

    @property
    def lead_in(self) -> str:
        """The words that stand ahead of the text and say what it is about; often none."""
        return ""

    @property
    def anchor(self) -> str:
        """The entry's own place on the case page; empty where only its section has one."""
        return ""


class Purpose(CasePart):
    """What the municipality wanted to achieve (formål)."""

    case = belongs_to_case("purposes")

    class Meta(CasePart.Meta):
        verbose_name = "formål"
        verbose_name_plural = "formål"


class Effect(CasePart):
    """What the municipality says came of it (effekter)."""

    case = belongs_to_case("effects")
    page = page_in_source("side i kataloget")

    class Meta(CasePart.Meta):
        verbose_name = "effekt"
        verbose_name_plural = "effekter"


class GainEvidence(CasePart):
    """A gain that the source states as a result, anywhere in it, under one of chapter 1's three perspectives (p. 5)."""

    case = belongs_to_case("gains")
    gain = models.ForeignKey(
        GainPerspective, on_delete=models.PROTECT, related_name="evidence", verbose_name="gevinstperspektiv"
    )
    page = page_in_source("side i kataloget")
    wording = words_of_source()

    class Meta(CasePart.Meta):
        verbose_name = "gevinst med belæg"
        verbose_name_plural = "gevinster med belæg"


class Precondition(FitQuestion, CasePart):
    """What had to be in place, under one of three perspectives and, where the source labels it, a theme."""

    case = belongs_to_case("preconditions")
    perspective = models.ForeignKey(
        PreconditionPerspective, on_delete=models.PROTECT, related_name="preconditions", verbose_name="perspektiv"
    )
    theme = models.ForeignKey(
        PreconditionTheme,
        on_delete=models.PROTECT,
        related_name="preconditions",
        null=True,
        blank=True,
        verbose_name="tema",
    )
    page = page_in_source("side i kataloget")

    class Meta(CasePart.Meta):
        verbose_name = "forudsætning"
        verbose_name_plural = "forudsætninger"
        constraints = [*CasePart.Meta.constraints, key_once(), required_has_words()]

    @property
    def lead_in(self) -> str:
        return str(self.theme or "")

    @property
    def anchor(self) -> str:
        return f"forudsaetning-{self.order}"


class ImplementationStep(Keyed, CasePart):
    """A numbered step of the implementation. ``order`` is the step's number, 1 to N without gaps.

    A step of which the source says no more than its heading has no text.
    """

    case = belongs_to_case("steps")
    text = ProseField("tekst", blank=True)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="steps", verbose_name="fase")
    heading = LineField("overskrift", max_length=120, help_text="I bydeform: “Undersøg lovkravene”.")

    class Meta(CasePart.Meta):
        verbose_name = "trin i implementeringen"
        verbose_name_plural = "trin i implementeringen"
        constraints = [
            order_once(),
            key_once(),
            models.CheckConstraint(condition=~Q(heading=""), name="%(class)s_heading_not_empty"),
        ]

    @property
    def lead_in(self) -> str:
        return f"{self.order}. {self.heading}"

    @property
    def anchor(self) -> str:
        return f"trin-{self.order}"


class ChangeScope(models.TextChoices):
    CENTRAL = "centralt", "Centralt"
    DECENTRAL = "decentralt", "Decentralt"


class OrganisationalChange(CasePart):
    """A change in the organisation that followed, under one of Leavitt's four components."""

    case = belongs_to_case("changes")

    Scope = ChangeScope
    component = models.ForeignKey(
        LeavittComponent, on_delete=models.PROTECT, related_name="changes", verbose_name="komponent"
    )
    scope = models.CharField(
        "centralt eller decentralt",
        max_length=10,
        choices=ChangeScope,
        blank=True,
        help_text="Kun hvor kilden siger det.",
    )
    # Readers meet the sentence under its component, but drawings and lists that count changes do not count it.
    unchanged = models.BooleanField(
        "ingen ændring", default=False, help_text="Kilden siger, at noget er, som det var. Det tæller ikke som ændring."
    )

    class Meta(CasePart.Meta):
        verbose_name = "ændring"
        verbose_name_plural = "ændringer"
        constraints = [*CasePart.Meta.constraints, one_of("scope", ChangeScope, blank=True)]

    @property
    def lead_in(self) -> str:
        return ", ".join(filter(None, ["Ingen ændring" if self.unchanged else "", self.get_scope_display()]))

    @property
    def anchor(self) -> str:
        return f"aendring-{self.order}"


class Difficulty(CasePart):
    """What went wrong, was harder than expected, or they would do otherwise, as the source says it."""

    case = belongs_to_case("difficulties")
    page = page_in_source("side i kataloget")
    wording = words_of_source()

    class Meta(CasePart.Meta):
        verbose_name = "vanskelighed"
        verbose_name_plural = "vanskeligheder"


class GripEvidence(FitQuestion, CasePart):
    """A sentence saying what the municipality did that shows a greb, and the page where it stands."""

    case = belongs_to_case("evidence")
    grip = models.ForeignKey(Grip, on_delete=models.PROTECT, related_name="evidence", verbose_name="greb")
    page = page_in_source("side i kataloget")
    wording = words_of_source()
    highlighted = models.BooleanField("fremhævet i kataloget", default=False)

    class Meta(CasePart.Meta):
        verbose_name = "greb med belæg"
        verbose_name_plural = "greb med belæg"
        constraints = [
            *CasePart.Meta.constraints,
            key_once(),
            required_has_words(),
            models.UniqueConstraint(fields=["case", "grip"], name="%(class)s_grip_once"),
        ]

    @property
    def lead_in(self) -> str:
        return str(self.grip)

    @property
    def anchor(self) -> str:
        return f"greb-{self.grip.slug}"

    @property
    def origin(self) -> str:
        """Its page, and by whose judgement it shows the greb: “s. 27 · fremhævet i kataloget”."""
        judged = "fremhævet i kataloget" if self.highlighted else "redaktionel vurdering"
        return f"s. {self.page} · {judged}" if self.page else judged


class GripExample(CasePart):
    """How chapter 2 (p. 12-16) holds a case up as an example of a greb."""

    case = belongs_to_case("grip_examples")
    grip = models.ForeignKey(Grip, on_delete=models.PROTECT, related_name="examples", verbose_name="greb")
    heading = LineField("overskrift", max_length=120)
    page = page_in_source("side i kataloget")

    class Meta(CasePart.Meta):
        verbose_name = "eksempel på greb fra kapitel 2"
        verbose_name_plural = "eksempler på greb fra kapitel 2"


class CaseSection(models.TextChoices):
    """The anchors of the case page's sections."""

    BACKGROUND = "baggrund", "Baggrund"
    PURPOSES = "formaal", "Formål"
    EFFECTS = "effekter", "Effekter"
    INVESTMENT = "investering", "Investering og drift"
    BUSINESS_CASE = "business-case", "Business case"
    TIMELINE = "tidsplan", "Tidsplan"
    SOLUTION = "loesning", "Digital løsning"
    PRECONDITIONS = "forudsaetninger", "Forudsætninger"
    IMPLEMENTATION = "implementering", "Implementering"
    CHANGES = "aendringer", "Ændringer"


class EditorialNote(CasePart):
    """A note where the source contradicts itself; both statements are kept."""

    case = belongs_to_case("notes")

    Section = CaseSection
    section = models.CharField("afsnit", max_length=15, choices=CaseSection)

    class Meta(CasePart.Meta):
        verbose_name = "redaktionel note"
        verbose_name_plural = "redaktionelle noter"
        constraints = [*CasePart.Meta.constraints, one_of("section", CaseSection)]
