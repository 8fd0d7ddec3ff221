"""Projektgrundlag: what the project is, on a few pages."""

from __future__ import annotations

from cases.documents.blocks import Document, Paragraph, Table
from cases.models.choices import ProductRole
from cases.models.content import products
from cases.project.papers.logs import risks
from cases.project.papers.parts import (
    OUTCOME,
    answers,
    blank,
    bullets,
    document,
    said_by,
    scenarios,
    section,
    themed,
    time_to_operation,
)
from cases.project.whole import WholeProject

ROLES = ("Projektejer", "Gevinstejer", "Projektleder", "Medarbejdere fra fagområdet", "It-arkitekt eller systemejer")
TOLERANCES = ("Tid", "Økonomi", "Kvalitet", "Omfang")
MOST_RISKS = 5


def project_basis(whole: WholeProject) -> Document:
    """The paper that a project is started with."""
    purposes = [said_by(case, purpose.text) for case in whole.cases for purpose in case.purposes.all()]
    solutions = [
        said_by(case, "; ".join(value.text for value in found))
        for case in whole.cases
        if (found := products(case, ProductRole.SOLUTION))
    ]
    first_risks = [row[0] for row in risks(whole).rows[:MOST_RISKS]]
    goals = Table("Mål", ("Mål", "Nulpunkt", "Succeskriterium", "Måles hvornår"), [("", "", "", "")] * 3, (3, 2, 3, 2))
    roles = Table("Roller", ("Rolle", "Hvem"), [(role, "") for role in ROLES], (1, 1))
    tolerances = Table(
        "Tolerancer",
        ("Ramme", "Hvor meget må det afvige?", "Hvem afgør det, hvis det bliver mere?"),
        [(name, "", "") for name in TOLERANCES],
        (1, 2, 2),
    )
    return document(
        whole,
        "Projektgrundlag",
        "Hvad projektet går ud på, hvad det skal give, og hvad det kræver.",
        [
            section(
                "Baggrund",
                Paragraph("Andre kommuner har gjort det før:"),
                *answers(whole, 0),
                blank("hvorfor opgaven er vigtig hos jer nu"),
            ),
            section(
                "Formål",
                blank("jeres formål i én sætning"),
                *([Paragraph("Andres formål:")] if purposes else []),
                *bullets(purposes),
            ),
            section("Mål og succeskriterier", Paragraph("Hvad andre fik ud af det:"), *answers(whole, OUTCOME), goals),
            section("Afgrænsning", blank("hvad projektet ikke omfatter")),
            section(
                "Leverancer",
                Paragraph("Løsningen var hos andre:"),
                *bullets(solutions),
                blank("hvad projektet skal levere"),
            ),
            section("Organisering", roles, *themed(whole, "organisering")),
            section(
                "Tidsplan",
                Paragraph(f"Projektet begynder i {whole.plan.start_in_words}.")
                if whole.plan.start_in_words
                else blank("startmåned"),
                *time_to_operation(whole),
                Paragraph("Trinene står i implementeringsplanen."),
            ),
            section("Økonomi", *scenarios(whole)),
            section("Gevinster", Paragraph("Gevinsterne står i gevinstoversigten med nulpunkt, mål og gevinstejer.")),
            section(
                "Risici",
                *(bullets(first_risks) or [blank("de største risici")]),
                Paragraph("Alle står i risikologgen."),
            ),
            section(
                "Interessenter og kommunikation",
                Paragraph("Se papiret “Interessenter og kommunikation”."),
                *themed(whole, "kommunikation"),
            ),
            section("Tolerancer", tolerances),
        ],
    )
