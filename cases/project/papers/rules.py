"""Papers of questions about rules: data and AI, purchase and accessibility. They give no legal answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format

from cases.documents.blocks import Block, Document, Paragraph
from cases.models import Rate
from cases.project.papers.parts import blank, bullets, document, section
from cases.project.whole import WholeProject
from cases.project.working import kroner

GDPR, AI_ACT, ARCHIVES = "databeskyttelsesforordningen", "ai-forordningen", "arkivloven"
TENDERS, ACCESSIBILITY = "udbudsloven", "webtilgaengelighedsloven"
LIMITS = ("udbud-varer-og-tjenester", "udbud-sociale-tjenester")
DATA_QUESTIONS: Sequence[tuple[str, str, Sequence[str]]] = (
    (
        "Konsekvensanalyse",
        GDPR,
        (
            "Giver behandlingen af personoplysninger høj risiko for dem, det handler om (artikel 35)?",
            "Hvem laver konsekvensanalysen, og har I spurgt jeres databeskyttelsesrådgiver?",
        ),
    ),
    (
        "Risikovurdering og informationssikkerhed",
        GDPR,
        (
            "Hvad sker der, hvis oplysningerne bliver set af andre, bliver ændret eller går tabt (artikel 32)?",
            "Hvem har adgang, hvordan bliver adgangen givet og taget igen, og hvad bliver logget?",
        ),
    ),
    (
        "Databehandleraftale",
        GDPR,
        (
            "Behandler leverandøren personoplysninger for jer, og har I en databehandleraftale (artikel 28)?",
            "Bruger leverandøren underleverandører, og ligger data uden for EU?",
        ),
    ),
    (
        "Arkivering",
        ARCHIVES,
        (
            "Skal systemets data afleveres til et arkiv, og er systemet anmeldt?",
            "Hvad sker der med data, når aftalen ophører?",
        ),
    ),
    (
        "Kunstig intelligens",
        AI_ACT,
        (
            "Er løsningen et AI-system, eller følger den faste regler?",
            "Hvis den er: Hvilken risikoklasse hører den til, og hvilke krav gælder fra hvornår?",
            "Hvem ser efter, hvad systemet foreslår, og kan borgeren få en afgørelse forklaret?",
        ),
    ),
)
PURCHASE_QUESTIONS = (
    "Har I allerede en aftale, som dækker løsningen?",
    "Hvad koster løsningen i hele aftalens løbetid, med muligheder for at forlænge?",
    "Kan I komme ud af aftalen og få jeres data med i et format, andre systemer kan læse?",
    "Skal løsningen arbejde sammen med systemer, som andre leverandører har?",
)
ACCESS_QUESTIONS = (
    "Kan løsningen bruges med tastatur og med skærmlæser, både af borgere og af medarbejdere?",
    "Står kravet om tilgængelighed i kontrakten, og hvem prøver det af?",
)


def data_and_ai(whole: WholeProject) -> Document:
    """Questions about data protection, security, archives and AI, each with the rule it comes from and its date."""
    sections = [
        section(heading, *bullets(questions), *_rule(whole, slug), blank("jeres svar, og hvem der har givet det"))
        for heading, slug, questions in DATA_QUESTIONS
    ]
    note = Paragraph("Papiret stiller spørgsmål. Det giver ingen juridiske svar.", "note")
    return document(whole, "Data og AI", "Spørgsmål om personoplysninger, sikkerhed, arkiv og AI.", [note, *sections])


def purchase(whole: WholeProject) -> Document:
    """Questions about purchase and accessibility, with the limits and rules that have a date."""
    page = whole.calculation
    costs = [
        f"{named.name.label}: {kroner(named.scenario.one_off_cost + named.scenario.running_cost * page.shared.years)} "
        f"i køb og drift over {page.shared.years} år"
        for named in page.scenarios
    ]
    limits = [block for slug in LIMITS for block in _rule(whole, slug)]
    return document(
        whole,
        "Indkøb og tilgængelighed",
        "Spørgsmål, før I køber, med de grænser og regler, der har en dato.",
        [
            Paragraph("Papiret stiller spørgsmål. Det giver ingen juridiske svar.", "note"),
            section(
                "Indkøb",
                *bullets(PURCHASE_QUESTIONS),
                *bullets(costs),
                *limits,
                *_rule(whole, TENDERS),
                blank("jeres svar"),
            ),
            section("Tilgængelighed", *bullets(ACCESS_QUESTIONS), *_rule(whole, ACCESSIBILITY), blank("jeres svar")),
        ],
    )


def _rule(whole: WholeProject, slug: str) -> list[Block]:
    """A rule or limit with its date and source; nothing where an editor has deleted it."""
    rate = whole.calculation.rates.get(slug)
    return [Paragraph(rule_words(rate, whole), "quiet", rate.source_url)] if rate else []


def rule_words(rate: Rate, whole: WholeProject) -> str:
    """The rule, what it was on which dates, and whether it has ended: nothing is printed without its date."""
    value = f": {rate.shown}" if rate.shown else ""
    until = f" til {date_format(rate.applies_until, 'j. F Y')}" if rate.applies_until else ""
    ended = rate.applies_until is not None and rate.applies_until < whole.project.link_date
    warning = " Den er udløbet: find den, der gælder nu." if ended else ""
    return f"{rate.name}{value}, fra {date_format(rate.applies_from, 'j. F Y')}{until}.{warning} Kilde: {rate.source}."
