"""Every paper of a project by its name in addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.documents.blocks import Document, Sheet
from cases.project.calculation_file import sheets_of
from cases.project.papers import basis, logs, rules, working_papers
from cases.project.whole import WholeProject


@dataclass(frozen=True)
class Paper:
    """A paper: its name for readers, and what makes it."""

    title: str
    make: Callable[[WholeProject], Document]


PAPERS = {
    "projektgrundlag": Paper("Projektgrundlag", basis.project_basis),
    "implementeringsplan": Paper("Implementeringsplan", working_papers.implementation_plan),
    "gevinstoversigt": Paper("Gevinstoversigt", working_papers.gain_overview),
    "risikolog": Paper("Risikolog", working_papers.risk_log),
    "interessenter": Paper("Interessenter og kommunikation", working_papers.stakeholder_plan),
    "med-dagsordenspunkt": Paper("Punkt til MED-udvalget", working_papers.med_item),
    "data-og-ai": Paper("Data og AI", rules.data_and_ai),
    "indkoeb-og-tilgaengelighed": Paper("Indkøb og tilgængelighed", rules.purchase),
}
# Characters of an Excel column for each share of a table's width.
CHARACTERS = 9


def workbook(whole: WholeProject) -> list[Sheet]:
    """The plan and the logs as sheets to work on."""
    sheets = []
    for title, table_of in logs.LOGS.items():
        table = table_of(whole)
        sheets.append(Sheet(title, table.header, [share * CHARACTERS for share in table.widths], table.rows))
    return sheets


def everything(whole: WholeProject) -> list[tuple[str, str, object]]:
    """What a zip file of the project is made of: each file's name, its writer and its content."""
    files: list[tuple[str, str, object]] = [
        (f"{name}.docx", "word", paper.make(whole)) for name, paper in PAPERS.items()
    ]
    files.append(("plan-og-logger.xlsx", "workbook", workbook(whole)))
    if whole.calculation.scenarios:
        files.append(("regnestykke.xlsx", "workbook", sheets_of(whole.calculation)))
    return files
