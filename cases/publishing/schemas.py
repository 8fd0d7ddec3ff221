"""What the API takes and answers, and how a case is written for all who read it outside this site: API and files.

The keys are stable. What the source does not state is null, an empty text or an empty list. A contact person is on the
case's page only: a copy could not be taken back when that person asks to be forgotten.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Choices
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Schema
from pydantic import BeforeValidator

from cases import models
from cases.catalogue.case_list import CASES_A_PAGE
from cases.catalogue.related_cases import related_to
from cases.models.choices import FigureAnswer, FigureBasis, FigureSubject, OperationStatus, ProductRole
from cases.models.parts import CasePart, CaseSection, ChangeScope
from cases.models.vocabulary import Region

MOST_A_PAGE = 100
FIGURES_IN_LIST = 3

Data = dict[str, Any]
Values = list[str]


def as_data(case: models.Case, request: HttpRequest) -> Data:
    """Everything the case says. ``request`` is what the addresses in it are whole by.

    For a case from ``with_texts`` it asks no query of its own.
    """
    return Case.model_validate(case, context={"request": request}).model_dump()


def adoptions_of(case: models.Case) -> list[Data]:
    """What other municipalities say of themselves, for files: the mailbox too, where readers may have it."""
    return [
        {
            "municipality": str(adoption.municipality),
            "code": adoption.municipality.code,
            "stage": adoption.get_stage_display(),
            "since_year": adoption.since_year,
            "system": adoption.system,
            "remark": adoption.remark,
            "mailbox": adoption.public_mailbox,
            "confirmed_on": adoption.confirmed_at and timezone.localdate(adoption.confirmed_at).isoformat(),
            "expires_on": adoption.expires_on and adoption.expires_on.isoformat(),
            "is_lapsed": "ja" if adoption.is_lapsed else "",
        }
        for adoption in case.adoptions
    ]


def _iso(moment: date | str | None) -> str | None:
    """A date, or a date with its time, in UTC."""
    return moment.isoformat() if isinstance(moment, date) else moment


def _plain(number: Any) -> Any:
    """A number as JSON writes it: without decimals where it has none."""
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number


Number = Annotated[int | float, BeforeValidator(_plain)]
Day = Annotated[str, BeforeValidator(_iso), Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, BeforeValidator(_iso), Field(json_schema_extra={"format": "date-time"})]


def _url(case: models.Case, context: Data) -> str:
    return context["request"].build_absolute_uri(case.get_absolute_url())


def _api_url(case: models.Case, context: Data) -> str:
    return context["request"].build_absolute_uri(reverse("api:case", args=[case.slug]))


def of(choices: type[Choices]) -> BeforeValidator:
    """A field's value as a term with its name among ``choices``."""
    return BeforeValidator(lambda value: {"slug": value, "name": str(choices(value).label)} if value else None)


class OnPage(Schema):
    """An entry with a place of its own on the case's page."""

    url: str

    @staticmethod
    def resolve_url(entry: CasePart, context: Data) -> str:
        return f"{_url(entry.case, context)}#{entry.anchor}"


def facet(what: str, example: str) -> Values:
    """A parameter that repeats: a case has one of the values."""
    return Field(
        default_factory=list,
        description=f"{what}, for example `{example}`. Repeat it for several: a case has any of them. "
        "A value we do not know is not used, and `messages` says so.",
    )


class ListParameters(Schema):
    """The parameters of the list at /cases/, and the size of a page."""

    q: str = Field("", description="Words, or “phrases in quotes”. At most 200 characters are used.")
    omraade: Values = facet("Support function (støttefunktion)", "oekonomi")
    opgave: Values = facet("Task", "bogfoering")
    teknologi: Values = facet("Technology", "rpa")
    greb: Values = facet("Greb (success factor)", "strategisk-fokus")
    kommune: Values = facet("Municipality, by its four-digit code", "0230")
    region: Values = facet("Region", "nordjylland")
    loesning: Values = facet("System that is the solution", "servicenow")
    sammen_med: Values = facet("System that the solution works with", "kmd-opus")
    system: Values = facet("System or product, whatever its part in the case", "kmd-opus")
    udrulning: Values = facet("Form of rollout", "trinvist")
    pris: Values = facet("Whether the price is stated", "oplyst")
    effekt: Values = facet("Whether a measured effect is stated", "maalt")
    ogsaa: Values = facet("Whether other municipalities have the same in operation", "i-brug")
    vi_har: Values = facet("Your own systems, for the order `jeres-systemer`. They narrow nothing", "kmd-opus")
    vis: str = Field("", description="How people see the list, `kort` or `tabel`. Not used here.")
    sortering: str = Field(
        "",
        description="`relevans` (default with words), `katalog` (default without), `titel`, `kommune`, `opgave`, "
        "`system`, `effekt`, `sikkerhed`, `pris`, `tid`, `nyeste`, `ogsaa` or, with `vi_har`, `jeres-systemer`. "
        "Another value is not used, and `messages` says so.",
    )
    case: Values = Field(
        default_factory=list,
        description="Cases by slug, in the order you want them, at most 60. With it no filter is used.",
    )
    side: int = Field(1, ge=1, description="The page. Past the end you get the last one, and `messages` says so.")
    antal: int = Field(CASES_A_PAGE, ge=1, le=MOST_A_PAGE, description="Cases a page.")


class Problem(Schema):
    """Why there is no other answer, in Danish."""

    detail: str


class Term(Schema):
    """A value of a vocabulary."""

    slug: str
    name: str


class Municipality(Schema):
    code: str = Field(description="The official four-digit code (kommunekode).")
    name: str = Field(validation_alias="official_name")
    region: Annotated[Term, of(Region)]


class Stated(Schema):
    """What the source states, with its page and its own words in short."""

    source_page: int | None = Field(validation_alias="page")
    wording: str = Field(validation_alias="text")


class Product(Stated):
    slug: str | None = Field(description="Null where the source does not name the product.")
    name: str = Field(description="The product's name, or what it is and whose where it has none.")
    description: str
    vendor: Term | None
    role: Annotated[Term, of(ProductRole)] = Field(
        description="Whether it is the solution, or a system that the solution works with."
    )
    hoped_for: bool = Field(description="Whether the source only hopes for it or plans it.")

    @staticmethod
    def resolve_slug(link: models.CaseProduct) -> str | None:
        return link.product.slug if link.product else None

    @staticmethod
    def resolve_description(link: models.CaseProduct) -> str:
        return link.product.description if link.product else link.description

    @staticmethod
    def resolve_vendor(link: models.CaseProduct) -> models.Vendor | None:
        return link.product.vendor if link.product else link.vendor


class RolloutStated(Stated):
    form: Annotated[Term, of(models.RolloutForm)]
    concerns: str = Field(description="The part of the case it is about; empty when it is about all of it.")


class OperationDate(Stated):
    status: Annotated[Term, of(OperationStatus)] = Field(description="A plan or a beginning is no operation.")
    what: str
    display: str = Field(validation_alias="when", description="The date in words, as precise as the source.")
    year: int
    quarter: int | None
    month: int | None
    until_year: int | None = Field(description="The end, where the source gives a period.")
    until_quarter: int | None
    until_month: int | None


class Price(Schema):
    status: Annotated[Term, of(models.PriceStatus)] = Field(
        validation_alias="price_status", description="Whether the price is stated, and if not, why not."
    )
    source_page: int | None = Field(validation_alias="price_page")
    wording: str = Field(validation_alias="price_wording")


class KeyFigure(Stated):
    label: str
    display: str = Field(
        validation_alias="value",
        description="The number as a Dane writes it, with its reservation and both ends of a range.",
    )
    display_before: str = Field(
        validation_alias="value_before", description="The same for the number before; empty where there is none."
    )
    qualifier: str
    low: Number
    high: Number | None
    before_low: Number | None = Field(description="The number before, where the figure is a comparison.")
    before_high: Number | None
    before_unit: str = Field(description="The unit of the number before, where it is another.")
    unit: str
    basis: Annotated[Term, of(FigureBasis)] = Field(
        description="What kind of number it is: measured, stated, estimated, expected, a price or a volume."
    )
    subject: Annotated[Term, of(FigureSubject)]
    answers: Annotated[Term | None, of(FigureAnswer)] = Field(
        description="Which of the page's opening answers the figure stands with."
    )
    year: int | None
    stated_by: str


class Purpose(Schema):
    text: str


class Effect(Schema):
    text: str
    source_page: int | None = Field(validation_alias="page")


class Gain(Schema):
    gain: Term
    text: str
    source_page: int | None = Field(validation_alias="page")
    wording: str


class Difficulty(Schema):
    text: str
    source_page: int | None = Field(validation_alias="page")
    wording: str


class FitQuestion(Schema):
    """What the fit check asks another municipality about an entry."""

    key: str = Field(description="Stands in shared links. Never changes, and is once in the case.")
    question: str
    question_theme: Term | None = Field(
        validation_alias="fit_theme", description="The theme the source labels, else the one that the editors chose."
    )
    required: bool = Field(description="Whether the source says that the case could not have been done without it.")
    required_page: int | None
    required_wording: str = Field(description="The source's own words for that.")


class Precondition(FitQuestion, OnPage):
    perspective: Term
    theme: Term | None = Field(description="The theme that the source labels.")
    text: str
    source_page: int | None = Field(validation_alias="page")


class Step(OnPage):
    key: str = Field(description="Stands in shared links. Never changes, and is once in the case.")
    number: int = Field(validation_alias="order")
    phase: Term
    heading: str
    text: str


class Change(OnPage):
    component: Term
    scope: Annotated[Term | None, of(ChangeScope)]
    text: str
    unchanged: bool = Field(description="The source says that something is as it was: not to be counted as a change.")


class Evidence(FitQuestion):
    grip: Term
    text: str
    source_page: int | None = Field(validation_alias="page")
    wording: str
    highlighted: bool = Field(description="Whether the source itself holds the case up as an example of the greb.")


class Note(Schema):
    section: Annotated[Term, of(CaseSection)]
    text: str


class Source(Schema):
    line: str = Field(validation_alias="source_line")
    title: str = Field(validation_alias="source_title")
    first_page: int | None
    preconditions_page: int | None
    implementation_page: int | None
    last_page: int | None


class Answers(Schema):
    """The four answers that the case's page opens with."""

    what: str = Field(validation_alias="answer_what")
    outcome: str = Field(validation_alias="answer_outcome")
    cost: str = Field(validation_alias="answer_cost")
    effort: str = Field(validation_alias="answer_effort")


class CaseInShort(Schema):
    """What every account of a case begins with."""

    slug: str = Field(description="Never changes, and is never given to another case.")
    number: int
    url: str = Field(description="The page to read and to link to. Never changes.")
    title: str
    summary: str
    municipality: Municipality
    support_function: Term
    tasks: list[Term]
    technologies: list[Term]
    outcome: Annotated[Term | None, of(models.Outcome)] = Field(
        description="Whether it worked, in the municipality's own judgement; null where it gives none."
    )
    stopped_on: Day | None = Field(
        description="When the municipality said that the solution is no longer in operation. Null as far as it is."
    )

    resolve_url = staticmethod(_url)


class CaseInList(CaseInShort):
    """What a card in the list shows. ``api_url`` is the address of the rest."""

    api_url: str
    key_figures: list[KeyFigure] = Field(
        description="The first three that are a result, a price or the time to operation."
    )
    changed_at: Moment | None

    resolve_api_url = staticmethod(_api_url)

    @staticmethod
    def resolve_key_figures(case: models.Case) -> list[models.KeyFigure]:
        return list(case.key_figures.all())[:FIGURES_IN_LIST]


class Case(CaseInShort):
    """Everything that the case's page says, except the name of a person."""

    products: list[Product] = Field(validation_alias="case_products")
    rollouts: list[RolloutStated]
    operation_dates: list[OperationDate]
    price: Price
    answers: Answers
    contact_role: str
    key_figures: list[KeyFigure]
    background: str
    investment: str
    business_case: str
    timeline: str
    solution: str
    implementation_intro: str
    phases_explained: str
    changes_intro: str
    purposes: list[Purpose]
    effects: list[Effect]
    gains: list[Gain]
    preconditions: list[Precondition]
    steps: list[Step]
    changes: list[Change]
    difficulties: list[Difficulty] = Field(
        description="What went wrong, was harder than expected, or they would do otherwise."
    )
    grips: list[Evidence] = Field(validation_alias="evidence")
    notes: list[Note]
    source: Source
    confirmed_on: Day | None
    stopped_words: str = Field(description="Since when and why it is no longer in operation, as the municipality says.")
    first_published_at: Moment | None = Field(description="When readers first met the case here.")
    changed_at: Moment | None = Field(description="When the case last became another for its readers.")

    @staticmethod
    def resolve_source(case: models.Case) -> models.Case:
        return case

    @staticmethod
    def resolve_price(case: models.Case) -> models.Case:
        return case

    @staticmethod
    def resolve_answers(case: models.Case) -> models.Case:
        return case


class RelatedCase(Schema):
    slug: str
    url: str
    api_url: str
    title: str
    reason: str

    resolve_url = staticmethod(_url)
    resolve_api_url = staticmethod(_api_url)


class Adoption(Schema):
    """Another municipality's own word that it does the same. Never with a mailbox: that is on the case's page."""

    municipality: Municipality
    stage: Literal["undersoeger", "i-gang", "i-drift", "stoppet"]
    since_year: int
    system: str
    remark: str
    confirmed_at: Moment
    expires_on: Day | None = Field(description="After it nobody vouches for it. Null for what has stopped.")


class CaseWithRelated(Case):
    related: list[RelatedCase]
    adoptions: list[Adoption] = Field(description="Other municipalities that do the same, as they say themselves.")

    @staticmethod
    def resolve_related(case: models.Case) -> list[models.Case]:
        related = related_to(case)
        for other, kinship in related:
            other.reason = kinship.reason  # type: ignore[attr-defined]
        return [other for other, _ in related]


class FacetValue(Schema):
    value: str
    label: str
    count: int = Field(description="How many cases there would be if this value alone were chosen in its facet.")
    selected: bool


class Facet(Schema):
    name: str = Field(description="The parameter.")
    label: str
    values: list[FacetValue] = Field(validation_alias="options")


class Links(Schema):
    """Whole addresses. `page` is the list for people."""

    self: str
    first: str
    previous: str | None
    next: str | None
    last: str
    page: str


class CaseList(Schema):
    total: int
    page: int
    pages: int
    page_size: int
    description: str = Field(description="What was asked for, in Danish.")
    messages: list[str] = Field(description="What was not used of the address, in Danish.")
    links: Links
    cases: list[CaseInList]
    facets: list[Facet] = Field(description="Empty where the cases were asked for by slug.")


class VocabularyTerm(Schema):
    value: str = Field(description="The slug; of a municipality its code. Never changes.")
    name: str
    description: str
    cases: int | None = Field(description="How many cases have it, where the list can be narrowed by it.")
    url: str | None = Field(description="The cases that have it, as a list for people.")
    belongs_to: str | None = Field(description="A municipality's region, a product's vendor.")


class Vocabulary(Schema):
    name: str
    label: str
    parameter: str | None = Field(description="The list's parameter that takes its values.")
    url: str
    terms: list[VocabularyTerm]


class Vocabularies(Schema):
    vocabularies: list[Vocabulary]


class Whole(Schema):
    """The whole catalogue."""

    title: str
    url: str
    terms_of_use: str
    api_version: str
    changed_at: Moment | None = Field(description="When a case last became another.")
    total: int
    vocabularies: list[Vocabulary]
    cases: list[Case]
