"""Beslutningsoplæg: a draft of two to three pages for a management or a committee, in the order such papers have."""

from __future__ import annotations

from cases.documents.blocks import Block, Document, Paragraph, Table
from cases.models.choices import SUBJECTS_OF_COST
from cases.models.content import answers_of
from cases.project.fit_check import FitAnswer
from cases.project.papers.parts import OUTCOME, blank, bullets, document, gap_words, said_by, scenarios, section
from cases.project.papers.rules import AI_ACT, GDPR, rule_words
from cases.project.whole import WholeProject

# A committee reads two to three pages: the rest stands in the project's other papers.
MOST_LISTED = 5


def decision_paper(whole: WholeProject) -> Document:
    """The draft. What was not filled in is marked or left out, never made up."""
    return document(
        whole,
        "Udkast til beslutningsoplæg",
        "Indstilling, andres erfaringer, økonomi, konsekvenser og videre proces.",
        [
            section("Indstilling (udkast)", *_recommendation(whole)),
            section("Sagsfremstilling", *_experience(whole), section("Alternativer", *_alternatives())),
            section("Økonomi", *scenarios(whole), *_money(whole)),
            section("Konsekvenser for borgere og medarbejdere", *_consequences(whole)),
            section("Lovgrundlag", *_law(whole), blank("den lovgivning, opgaven hører under")),
            section(
                "Høring og MED",
                Paragraph("MED-udvalget drøfter sagen, før beslutningen bliver taget."),
                blank("dato for MED-udvalget, og andre, der skal høres"),
            ),
            section("Risici", *_risks(whole)),
            section("Videre proces", *_next(whole)),
        ],
    )


def _recommendation(whole: WholeProject) -> list[Block]:
    fit = whole.fit
    if not fit.is_answered:
        return [blank("indstillingen. “Passer den til os?” er ikke besvaret endnu")]
    if fit.blocking:
        reasons = bullets(question.text for question in fit.blocking)
        return [Paragraph("Det indstilles, at kommunen ikke går videre nu, fordi dette skal være på plads:"), *reasons]
    if fit.first:
        return [
            Paragraph(f"Det indstilles, at {len(fit.first)} spørgsmål bliver afklaret, før der bliver taget stilling.")
        ]
    return [Paragraph("Det indstilles, at kommunen går videre til en foranalyse."), blank("beløb og bevilling")]


def _experience(whole: WholeProject) -> list[Block]:
    """What others did and got, each figure with its year and kind."""
    rows = []
    for case in whole.cases:
        what, outcome = answers_of(case)[0], answers_of(case)[OUTCOME]
        figures = [
            f"{figure.label}: {figure.change} {figure.unit} ({figure.get_basis_display()}, {figure.year or '2019'})"
            for figure in case.key_figures.all()
            if figure.answers or figure.subject in SUBJECTS_OF_COST
        ]
        rows.append(
            (
                f"{case.municipality.name}\n{case.stated_in}",
                what.text,
                outcome.text,
                "\n".join(figures) or "Ikke oplyst",
            )
        )
    header = ("Kommune", "Hvad de gjorde", "Hvad der kom ud af det", "Tal, og hvilken slags")
    return [Table("Andres erfaringer", header, rows, (2, 4, 4, 4))]


def _alternatives() -> list[Block]:
    return [
        *bullets(["At lade være og løse opgaven som i dag.", "At ændre arbejdsgangen uden ny teknologi."]),
        blank("andre løsninger, I har set på, og hvorfor de er fravalgt"),
    ]


def _money(whole: WholeProject) -> list[Block]:
    empty = whole.calculation.no_budget_shrinks
    words = [f"Intet budget bliver mindre i det scenarie, der er {empty}."] if empty else []
    return [*(Paragraph(text) for text in words), blank("hvor pengene kommer fra, og hvis budget der bliver mindre")]


def _consequences(whole: WholeProject) -> list[Block]:
    """The changes that the cases state, a few from each component; who they concern is for the municipality."""
    listed = [said_by(change.case, change.text) for _, changes in whole.plan.changes for change in changes[:2]]
    return [
        Paragraph("Andre kommuner oplyste blandt andet:"),
        *bullets(listed[: MOST_LISTED + 1]),
        blank("konsekvenser for jeres borgere"),
        blank("konsekvenser for jeres medarbejdere"),
    ]


def _law(whole: WholeProject) -> list[Block]:
    uses_ai = any(term.slug == "machine-learning" for case in whole.cases for term in case.technologies.all())
    slugs = [GDPR, *([AI_ACT] if uses_ai else [])]
    rates = whole.calculation.rates
    return [
        Paragraph(rule_words(rates[slug], whole), "quiet", rates[slug].source_url) for slug in slugs if slug in rates
    ]


def _risks(whole: WholeProject) -> list[Block]:
    """The must-haves that are not in place."""
    fit = whole.fit
    if not fit.is_answered:
        return [blank("risici. “Passer den til os?” er ikke besvaret endnu")]
    missing = [question for question in fit.questions if question.is_required and question.answer != FitAnswer.IN_PLACE]
    if not missing:
        return [Paragraph("Alt det, casenes kilde siger skal være på plads, er på plads."), blank("jeres egne risici")]
    return [Paragraph("Dette skal være på plads og er det ikke endnu:"), *bullets(map(gap_words, missing))]


def _next(whole: WholeProject) -> list[Block]:
    begins = whole.plan.start_in_words
    phases = [f"{planned.phase.name}: {len(planned.steps)} trin" for planned in whole.plan.phases if planned.steps]
    return [
        Paragraph(f"Projektet begynder i {begins}.") if begins else blank("hvornår projektet begynder"),
        *bullets(phases),
        blank("hvornår sagen kommer igen"),
    ]
