"""One municipality's case, and the products it uses."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.dates import MONTHS

from cases.models.vocabulary import Municipality, Product, SupportFunction, Task, Technology
from cases.querysets import CaseQuerySet


class Rollout(models.TextChoices):
    """How a solution is rolled out, as chapter 3 (p. 20) defines the three forms."""

    AT_ONCE = "paa-en-gang", "På én gang"
    PARALLEL = "parallelt", "Parallelt"
    STEPWISE = "trinvist", "Trinvist"


class Case(models.Model):
    """A described case. Text fields are plain text: a blank line parts paragraphs, a leading “- ” makes a list item."""

    number = models.PositiveSmallIntegerField("nummer i kataloget", unique=True)
    slug = models.SlugField("kortnavn i adressen", max_length=80, unique=True)
    title = models.CharField("titel", max_length=100, unique=True)
    source_title = models.CharField("titel i kataloget", max_length=120)
    summary = models.TextField(
        "resumé", help_text="Højst to sætninger: hvad kommunen gjorde, og hvad der kom ud af det."
    )

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="cases", verbose_name="kommune"
    )
    support_function = models.ForeignKey(
        SupportFunction, on_delete=models.PROTECT, related_name="cases", verbose_name="støttefunktion"
    )
    tasks = models.ManyToManyField(Task, related_name="cases", verbose_name="opgaver")
    technologies = models.ManyToManyField(Technology, related_name="cases", verbose_name="teknologier")
    products = models.ManyToManyField(
        Product, through="CaseProduct", related_name="cases", verbose_name="systemer og produkter"
    )
    contact_role = models.CharField("kontakt (rolle og enhed, ikke navn)", max_length=200, blank=True)

    background = models.TextField("baggrund")
    investment = models.TextField("investering og drift", blank=True)
    business_case = models.TextField("business case", blank=True)
    timeline = models.TextField("tidsplan", blank=True)
    solution = models.TextField("digital løsning")
    implementation_intro = models.TextField("indledning til implementering", blank=True)
    changes_intro = models.TextField("indledning til ændringer", blank=True)

    rollout = models.CharField("udrulning", max_length=12, choices=Rollout, blank=True)
    implemented_year = models.PositiveSmallIntegerField("i drift fra år", null=True, blank=True)
    implemented_month = models.PositiveSmallIntegerField("i drift fra måned", null=True, blank=True)
    months_to_implement = models.DecimalField(
        "måneder fra start til drift", max_digits=5, decimal_places=1, null=True, blank=True
    )

    first_page = models.PositiveSmallIntegerField("kildens første side")
    preconditions_page = models.PositiveSmallIntegerField("side med forudsætninger")
    implementation_page = models.PositiveSmallIntegerField("første side med implementering")
    last_page = models.PositiveSmallIntegerField("kildens sidste side (ændringer)")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "case"
        verbose_name_plural = "cases"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_page__gte=1)
                & Q(first_page__lte=F("preconditions_page"))
                & Q(preconditions_page__lte=F("implementation_page"))
                & Q(implementation_page__lte=F("last_page")),
                name="case_pages_in_order",
                violation_error_message="Kildens sider skal stå i rækkefølge.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(summary="") & ~Q(background="") & ~Q(solution=""),
                name="case_text_not_empty",
                violation_error_message="Titel, resumé, baggrund og digital løsning skal udfyldes.",
            ),
            models.CheckConstraint(
                condition=Q(implemented_month__isnull=True)
                | Q(implemented_month__range=(1, 12), implemented_year__isnull=False),
                name="case_month_within_year",
                violation_error_message="Måneden er 1-12 og kræver et årstal.",
            ),
            models.CheckConstraint(
                condition=Q(months_to_implement__isnull=True) | Q(months_to_implement__gt=0),
                name="case_duration_positive",
                violation_error_message="Antal måneder skal være større end nul.",
            ),
            models.CheckConstraint(
                condition=Q(rollout__in=["", *Rollout.values]),
                name="case_rollout_known",
                violation_error_message="Ukendt form for udrulning.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.slug])

    @property
    def in_operation(self) -> str:
        """When the solution went into operation, as “november 2018” or “2018”; empty when the source does not say."""
        if not self.implemented_year:
            return ""
        month = MONTHS[self.implemented_month].lower() if self.implemented_month else ""
        return f"{month} {self.implemented_year}".strip()


class CaseProductQuerySet(models.QuerySet["CaseProduct"]):
    def get_by_natural_key(self, case: str, product: str, role: str) -> "CaseProduct":
        return self.get(case__slug=case, product__slug=product, role=role)


class CaseProduct(models.Model):
    """A product in a case: the solution itself, or a system the solution works with."""

    class Role(models.TextChoices):
        SOLUTION = "loesning", "løsningen"
        INTEGRATION = "integration", "arbejder sammen med"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_products", verbose_name="case")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="case_products", verbose_name="system eller produkt"
    )
    role = models.CharField("rolle", max_length=11, choices=Role)

    objects = CaseProductQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-role", "product"]
        verbose_name = "system i casen"
        verbose_name_plural = "systemer i casen"
        constraints = [
            models.UniqueConstraint(fields=["case", "product", "role"], name="case_product_role_once"),
            models.CheckConstraint(condition=Q(role__in=["loesning", "integration"]), name="case_product_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.get_role_display()})"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.case.natural_key(), *self.product.natural_key(), self.role)

    natural_key.dependencies = ["cases.case", "cases.product"]  # type: ignore[attr-defined]
