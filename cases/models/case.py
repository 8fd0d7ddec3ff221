"""One municipality's case, and the products it uses."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format

from casekatalog.core.publication import Status, is_published
from casekatalog.core.text_fields import LineField, ProseField, SlugField
from cases.models.choices import Outcome, PriceStatus
from cases.models.limits import has_been
from cases.models.querysets import CaseQuerySet
from cases.models.vocabulary import Municipality, Product, SupportFunction, Task, Technology

CATALOGUE_OF_2019 = "Kilde: Casekatalog, digitalisering af administrationen, september 2019"
# /hent/cases.csv is the list's file, so a case cannot have one of that name.
RESERVED_SLUGS = frozenset({"cases"})
SLUG_RESERVED = "Kortnavnet er en del af andre adresser. Vælg et andet."
TITLE_TAKEN = "En anden case har samme titel."
FROM_THEN = "Interviews april–juni 2019. Tal og navne er fra dengang."


def page_in_source(name: str) -> models.PositiveSmallIntegerField:
    """A page of the 2019 catalogue. Empty in a draft, and in a case from another source."""
    return models.PositiveSmallIntegerField(name, null=True, blank=True)


def words_of_source() -> ProseField:
    """The source's own words in short, which the reader can unfold behind a field of ours."""
    return ProseField("kildens ord", blank=True, help_text="Kort og ordret, med “…” for det, der er udeladt.")


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
    review_note = ProseField("besked fra gennemgangen", blank=True, editable=False)
    confirmed_on = models.DateField(
        "senest bekræftet",
        null=True,
        blank=True,
        validators=[has_been],
        help_text="Den dag, kommunen sidst har sagt god for, at casen stadig passer.",
    )
    # Readers see this with its month; what the municipality says of why stands beside it.
    stopped_on = models.DateField(
        "ikke i drift længere, oplyst",
        null=True,
        blank=True,
        validators=[has_been],
        help_text="Den dag, kommunen sagde, at løsningen ikke er i drift længere. Tomt, hvis den er.",
    )
    stopped_words = LineField("hvorfor, og siden hvornår", max_length=220, blank=True)
    # When readers first met the case, and when what they read last became another text: for feeds and search engines.
    first_published_at = models.DateTimeField("først publiceret", null=True, blank=True, editable=False)
    changed_at = models.DateTimeField("senest ændret for læserne", null=True, blank=True, editable=False)
    slug = SlugField("kortnavn i adressen", max_length=80, unique=True)
    title = LineField(
        "titel", max_length=100, help_text="Hvad kommunen gjorde, i én linje: “Softwarerobot bogfører fakturaer”."
    )
    source = LineField(
        "anden kilde end kataloget fra 2019",
        max_length=200,
        blank=True,
        help_text="Kun for cases, der ikke står i kataloget: “Interview med Ringsted Kommune, maj 2026”.",
    )
    source_title = LineField("titel i kataloget", max_length=120, blank=True)
    summary = ProseField(
        "resumé", blank=True, help_text="Højst to sætninger: hvad kommunen gjorde, og hvad der kom ud af det."
    )
    # Empty for what no municipality has judged, as in the catalogue of 2019.
    outcome = models.CharField(
        "virkede det", max_length=15, choices=Outcome, blank=True, help_text="Kun når kommunen selv siger det."
    )
    # The four answers that the page opens with.
    answer_what = ProseField("hvad gjorde de", blank=True, help_text="Én sætning.")
    answer_outcome = ProseField("hvad kom der ud af det", blank=True, help_text="Én sætning.")
    answer_cost = ProseField("hvad kostede det", blank=True, help_text="Uden tal: sig hvorfor.")
    answer_effort = ProseField(
        "hvad krævede det", blank=True, help_text="Begynd med tiden til drift, sådan som kilden oplyser den."
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
    contact_role = LineField("kontakt (rolle og enhed, ikke navn)", max_length=200, blank=True)

    background = ProseField("baggrund", blank=True)
    investment = ProseField("investering og drift", blank=True)
    business_case = ProseField("business case", blank=True)
    timeline = ProseField("tidsplan", blank=True)
    solution = ProseField("digital løsning", blank=True)
    implementation_intro = ProseField("indledning til implementering", blank=True)
    phases_explained = ProseField(
        "forklaring på manglende faser",
        blank=True,
        help_text="Kun hvis en fase ikke har trin: skriv hvorfor. Læserne ser forklaringen.",
    )
    changes_intro = ProseField("indledning til ændringer", blank=True)

    price_status = models.CharField(
        "prisen er",
        max_length=20,
        choices=PriceStatus,
        default=PriceStatus.NOT_STATED,
        help_text="Tal står i nøgletal.",
    )
    price_page = page_in_source("side om prisen")
    price_wording = words_of_source()

    first_page = page_in_source("kildens første side")
    preconditions_page = page_in_source("side med forudsætninger")
    implementation_page = page_in_source("første side med implementering")
    last_page = page_in_source("kildens sidste side (ændringer)")

    # Other municipalities that do the same: of a case from ``with_texts``.
    adoptions: Sequence[Any]

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
                condition=Q(price_status__in=PriceStatus.values),
                name="case_price_status_known",
                violation_error_message="Ukendt oplysning om prisen.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]),
                name="case_outcome_known",
                violation_error_message="Ukendt svar på, om det virkede.",
            ),
            models.CheckConstraint(
                condition=Q(stopped_words="") | Q(stopped_on__isnull=False),
                name="case_stopped_words_with_date",
                violation_error_message="Skriv også dagen, kommunen sagde, at løsningen ikke er i drift længere.",
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
    def warning(self) -> str:
        """That it did not work, or not all of it, which a reader must know before the rest."""
        return self.get_outcome_display() if self.outcome in (Outcome.PARTLY, Outcome.NOT) else ""

    @property
    def stopped(self) -> str:
        """What readers are told first where the solution is gone; empty where it is not, as far as anybody knows."""
        when = date_format(self.stopped_on, "F Y") if self.stopped_on else ""
        return f"Ikke i drift længere, oplyst af kommunen i {when}" if when else ""

    @property
    def stated_in(self) -> str:
        """How old it is, which the page says above the title."""
        return f"Oplyst: {self.source}" if self.source else "Oplyst i 2019"

    @property
    def source_line(self) -> str:
        """Where the case comes from and from when its figures are, as every page and file about it says."""
        if self.source:
            return f"Kilde: {self.source}."
        pages = f", s. {self.first_page}–{self.last_page}" if self.first_page else ""
        return f"{CATALOGUE_OF_2019}{pages}. {FROM_THEN}"
