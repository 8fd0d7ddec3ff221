"""What the API takes and answers. ``representation`` writes a case; a test holds the two together."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from cases.catalogue.case_list import CASES_A_PAGE

MOST_A_PAGE = 100

Values = list[str]
# Already text, and the same text in every document.
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


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
    system: Values = facet("System or product", "kmd-opus")
    udrulning: Values = facet("Form of rollout", "trinvist")
    pris: Values = facet("Whether the price is stated", "oplyst")
    sortering: str = Field(
        "",
        description="`relevans` (default with words), `katalog` (default without), `kommune`, `nyeste` or `tid`. "
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
    name: str
    region: Term


class Product(Schema):
    slug: str
    name: str
    description: str
    vendor: Term | None
    role: Term = Field(description="Whether it is the solution, or a system that the solution works with.")


class KeyFigure(Schema):
    label: str
    display: str = Field(description="The number as a Dane writes it, with its reservation and both ends of a range.")
    qualifier: str
    low: int | float
    high: int | float | None
    unit: str
    basis: Term = Field(description="What kind of number it is: measured, estimated, expected, a price or a volume.")
    subject: Term
    year: int | None
    stated_by: str
    source_page: int | None
    wording: str


class Purpose(Schema):
    text: str


class Effect(Schema):
    gain: Term | None
    text: str


class Precondition(Schema):
    perspective: Term
    theme: Term | None
    text: str
    url: str


class Step(Schema):
    number: int
    phase: Term
    heading: str
    text: str
    url: str


class Change(Schema):
    component: Term
    scope: Term | None
    text: str
    url: str


class Evidence(Schema):
    grip: Term
    text: str
    source_page: int | None
    highlighted: bool = Field(description="Whether the source itself holds the case up as an example of the greb.")


class Note(Schema):
    section: Term
    text: str


class Source(Schema):
    line: str
    title: str
    first_page: int | None
    preconditions_page: int | None
    implementation_page: int | None
    last_page: int | None


class CaseInList(Schema):
    """What a card in the list shows. ``api_url`` is the address of the rest."""

    slug: Annotated[str, Field(description="Never changes, and is never given to another case.")]
    number: int
    url: str = Field(description="The page to read and to link to. Never changes.")
    api_url: str
    title: str
    summary: str
    municipality: Municipality
    support_function: Term
    tasks: list[Term]
    technologies: list[Term]
    key_figures: list[KeyFigure] = Field(description="The first three.")
    changed_at: Moment | None


class Case(Schema):
    """Everything that the case's page says, except the name of a person."""

    slug: str
    number: int
    url: str
    title: str
    summary: str
    municipality: Municipality
    support_function: Term
    tasks: list[Term]
    technologies: list[Term]
    products: list[Product]
    rollout: Term | None
    implemented_year: int | None
    implemented_month: int | None
    months_to_implement: int | float | None
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
    preconditions: list[Precondition]
    steps: list[Step]
    changes: list[Change]
    grips: list[Evidence]
    notes: list[Note]
    source: Source
    confirmed_on: Day | None
    first_published_at: Moment | None = Field(description="When readers first met the case here.")
    changed_at: Moment | None = Field(description="When the case last became another for its readers.")


class RelatedCase(Schema):
    slug: str
    url: str
    api_url: str
    title: str
    reason: str


class CaseWithRelated(Case):
    related: list[RelatedCase]


class FacetValue(Schema):
    value: str
    label: str
    count: int = Field(description="How many cases there would be if this value alone were chosen in its facet.")
    selected: bool


class Facet(Schema):
    name: str = Field(description="The parameter.")
    label: str
    values: list[FacetValue]


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
