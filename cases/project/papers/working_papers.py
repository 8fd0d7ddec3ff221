"""The papers around the logs: the plan, gains, risks, whom it concerns, and the item for the MED committee."""

from __future__ import annotations

from cases.documents.blocks import Block, Document, Paragraph
from cases.project.papers import logs
from cases.project.papers.parts import (
    OUTCOME,
    answers,
    blank,
    bullets,
    document,
    said_by,
    section,
    themed,
    time_to_operation,
)
from cases.project.whole import WholeProject


def implementation_plan(whole: WholeProject) -> Document:
    """The plan: steps, time and the changes to expect."""
    begins, steps = whole.plan.start_in_words, logs.steps(whole)
    return document(
        whole,
        "Implementeringsplan",
        "Projektets trin i fire faser.",
        [
            section("Trin", *([steps] if steps.rows else [blank("trin. Ingen er valgt endnu")])),
            section(
                "Tid",
                Paragraph(f"Projektet begynder i {begins}.") if begins else blank("startmåned"),
                *time_to_operation(whole),
                Paragraph("Det er en orientering. Kilden siger ikke, hvor længe hver fase varede."),
            ),
            section("Lærdomme fra casene", *lessons(whole)),
            section("Ændringer, I kan vente", *changes(whole)),
        ],
        is_wide=True,
    )


def gain_overview(whole: WholeProject) -> Document:
    """The gains with their owner and the number before."""
    return document(
        whole,
        "Gevinstoversigt",
        "Gevinsterne med nulpunkt, mål, måling og ejer.",
        [
            section(
                "Gevinster",
                Paragraph(
                    "Mål nulpunktet, før I går i gang. Frigjorte timer er ikke penge, før gevinstejeren tager dem ud "
                    "af et budget."
                ),
                logs.gains(whole),
            ),
            section("Hvad andre fik ud af det", *answers(whole, OUTCOME)),
        ],
        is_wide=True,
    )


def risk_log(whole: WholeProject) -> Document:
    """The risks with owner and action."""
    table = logs.risks(whole)
    found = [table] if table.rows else [blank("risici. “Passer den til os?” er ikke besvaret, eller alt er på plads")]
    return document(
        whole, "Risikolog", "Projektets risici med ejer, handling og status.", [section("Risici", *found)], True
    )


def stakeholder_plan(whole: WholeProject) -> Document:
    """Whom the project concerns, and how they are told."""
    return document(
        whole,
        "Interessenter og kommunikation",
        "Hvem projektet angår, hvad de skal vide, og hvornår.",
        [
            section("Hvem og hvad", logs.stakeholders(whole)),
            section(
                "Hvad andre gjorde", *(themed(whole, "kommunikation") or [Paragraph("Casene siger intet om det.")])
            ),
        ],
    )


def med_item(whole: WholeProject) -> Document:
    """An item for the MED committee's agenda."""
    freed = [
        f"{named.name.label}: {row.shown}"
        for named, row in zip(whole.calculation.scenarios, _hours(whole), strict=True)
    ]
    return document(
        whole,
        "Punkt til MED-udvalgets dagsorden",
        "Hvad der ændrer sig, for hvem, og hvordan det bliver fulgt op.",
        [
            section("Hvad ændrer sig?", *answers(whole, 0), blank("hvad der ændrer sig hos jer, og hvornår")),
            section("For hvem?", blank("hvilke medarbejdere, hvor mange, og hvor")),
            section(
                "Konsekvenser",
                *([Paragraph("Frigjorte timer i et fuldt år:"), *bullets(freed)] if freed else []),
                blank("hvad der sker med timerne"),
                Paragraph("Andre kommuner oplyste disse ændringer:"),
                *changes(whole),
                blank("arbejdsmiljø, kompetencer og bemanding hos jer"),
            ),
            section(
                "Sådan bliver det fortalt",
                *(themed(whole, "kommunikation") or []),
                blank("hvornår, hvordan og af hvem"),
            ),
            section("Sådan følger vi op", blank("hvornår udvalget hører om det igen")),
            section("Udvalget bliver bedt om", blank("at drøfte, at komme med bemærkninger, eller andet")),
        ],
    )


def lessons(whole: WholeProject) -> list[Block]:
    """What the catalogue's cases teach about each phase; a phase without findings is left out."""
    return [
        section(planned.phase.name, *bullets(lesson.sentence for lesson in planned.lessons))
        for planned in whole.plan.phases
        if planned.lessons
    ]


def changes(whole: WholeProject) -> list[Block]:
    """The changes that the cases state, by component."""
    return [
        section(component.name, *bullets(said_by(change.case, change.text) for change in found))
        for component, found in whole.plan.changes
        if found
    ]


def _hours(whole: WholeProject) -> list:
    return list(whole.calculation.rows[0].results) if whole.calculation.scenarios else []
