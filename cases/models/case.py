"""One municipality's case, and the products it uses."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.dates import MONTHS

from casekatalog.core.publication import Status, is_published
from cases.models.querysets import CaseQuerySet
from cases.models.vocabulary import Municipality, Product, SupportFunction, Task, Technology

CATALOGUE_OF_2019 = "Kilde: Casekatalog, digitalisering af administrationen, september 2019"
TITLE_TAKEN = "En anden case har samme titel."
FROM_THEN = "Interviews april–juni 2019. Tal og navne er fra dengang."


class Rollout(models.TextChoices):
    """How a solution is rolled out, as chapter 3 (p. 20) defines the three forms."""

    AT_ONCE = "paa-en-gang", "På én gang"
    PARALLEL = "parallelt", "Parallelt"
    STEPWISE = "trinvist", "Trinvist"


def page_in_source(name: str) -> models.PositiveSmallIntegerField:
    """A page of the 2019 catalogue. Empty in a draft, and in a case from another source."""
    return models.PositiveSmallIntegerField(name, null=True, blank=True)


class Case(models.Model):
    """A described case. Text fields are plain text: a blank line parts paragraphs, a leading “- ” makes a list item."""

    Status = Status
    # Drafts have no number; the first publication gives the next one.
    number = models.PositiveIntegerField(
        "nummer i kataloget", unique=True, null=True, blank=True, help_text="Gives, når casen bliver publiceret."
    )
    status = models.CharField("status", max_length=14, choices=Status, default=Status.DRAFT, editable=False)
    # A correction of a published case is a draft of its own until it is published, and then takes its place.
    revises = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        related_name="correction",
        null=True,
        blank=True,
        editable=False,
        verbose_name="retter casen",
    )
    review_note = models.TextField("besked fra gennemgangen", blank=True, editable=False)
    confirmed_on = models.DateField(
        "senest bekræftet",
        null=True,
        blank=True,
        help_text="Den dag, kommunen sidst har sagt god for, at casen stadig passer.",
    )
    # When readers first met the case, and when what they read last became another text: for feeds and search engines.
    first_published_at = models.DateTimeField("først publiceret", null=True, blank=True, editable=False)
    changed_at = models.DateTimeField("senest ændret for læserne", null=True, blank=True, editable=False)
    slug = models.SlugField("kortnavn i adressen", max_length=80, unique=True)
    title = models.CharField(
        "titel", max_length=100, help_text="Hvad kommunen gjorde, i én linje: “Softwarerobot bogfører fakturaer”."
    )
    source = models.CharField(
        "anden kilde end kataloget fra 2019",
        max_length=200,
        blank=True,
        help_text="Kun for cases, der ikke står i kataloget: “Interview med Ringsted Kommune, maj 2026”.",
    )
    source_title = models.CharField("titel i kataloget", max_length=120, blank=True)
    summary = models.TextField(
        "resumé", blank=True, help_text="Højst to sætninger: hvad kommunen gjorde, og hvad der kom ud af det."
    )

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="cases", verbose_name="kommune"
    )
    support_function = models.ForeignKey(
        SupportFunction, on_delete=models.PROTECT, related_name="cases", verbose_name="støttefunktion"
    )
    tasks = models.ManyToManyField(Task, related_name="cases", blank=True, verbose_name="opgaver")
    technologies = models.ManyToManyField(Technology, related_name="cases", blank=True, verbose_name="teknologier")
    products = models.ManyToManyField(
        Product, through="CaseProduct", related_name="cases", verbose_name="systemer og produkter"
    )
    contact_role = models.CharField("kontakt (rolle og enhed, ikke navn)", max_length=200, blank=True)

    background = models.TextField("baggrund", blank=True)
    investment = models.TextField("investering og drift", blank=True)
    business_case = models.TextField("business case", blank=True)
    timeline = models.TextField("tidsplan", blank=True)
    solution = models.TextField("digital løsning", blank=True)
    implementation_intro = models.TextField("indledning til implementering", blank=True)
    phases_explained = models.TextField(
        "forklaring på manglende faser",
        blank=True,
        help_text="Kun hvis en fase ikke har trin: skriv hvorfor. Læserne ser forklaringen.",
    )
    changes_intro = models.TextField("indledning til ændringer", blank=True)

    rollout = models.CharField("udrulning", max_length=12, choices=Rollout, blank=True)
    implemented_year = models.PositiveSmallIntegerField("i drift fra år", null=True, blank=True)
    implemented_month = models.PositiveSmallIntegerField("i drift fra måned", null=True, blank=True)
    months_to_implement = models.DecimalField(
        "måneder fra start til drift", max_digits=5, decimal_places=1, null=True, blank=True
    )

    first_page = page_in_source("kildens første side")
    preconditions_page = page_in_source("side med forudsætninger")
    implementation_page = page_in_source("første side med implementering")
    last_page = page_in_source("kildens sidste side (ændringer)")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "case"
        verbose_name_plural = "cases"
        permissions = [("publish_case", "Kan publicere og arkivere cases og rette dem, der er publiceret")]
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
                condition=~Q(title=""), name="case_has_title", violation_error_message="Titlen mangler."
            ),
            models.CheckConstraint(
                condition=~is_published()
                | (
                    ~Q(summary="")
                    & ~Q(background="")
                    & ~Q(solution="")
                    & Q(number__isnull=False, revises__isnull=True)
                    & (~Q(source="") | Q(first_page__isnull=False, last_page__isnull=False))
                ),
                name="case_published_is_whole",
                violation_error_message="En publiceret case skal have nummer, resumé, baggrund, løsning og kilde.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="case_status_known",
                violation_error_message="Ukendt status.",
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=Q(revises__isnull=True),
                name="case_title_once",
                violation_error_message=TITLE_TAKEN,
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
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def in_operation(self) -> str:
        """When the solution went into operation, as “november 2018” or “2018”; empty when the source does not say."""
        if not self.implemented_year:
            return ""
        month = MONTHS[self.implemented_month].lower() if self.implemented_month else ""
        return f"{month} {self.implemented_year}".strip()

    @property
    def source_line(self) -> str:
        """Where the case comes from and from when its figures are, as every page and file about it says."""
        if self.source:
            return f"Kilde: {self.source}."
        pages = f", s. {self.first_page}–{self.last_page}" if self.first_page else ""
        return f"{CATALOGUE_OF_2019}{pages}. {FROM_THEN}"


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
