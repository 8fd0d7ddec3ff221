"""A comparison as a file: the rows of its page, with a column for each case."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.comparison import Comparison, Entry, Group, Row
from cases.documents.blocks import Block, Document, Link, Paragraph, Section, Sheet, Table
from cases.models import Case
from cases.publishing.case_document import SOURCE_OF_SET

TITLE = "Cases side om side"
# The shares of the width that the subject and a case have on paper, and as characters in a workbook.
_SUBJECT, _CASE = 3, 5
_SUBJECT_WIDTH, _CASE_WIDTH = 28, 50


def comparison_document(comparison: Comparison, root: str, today: date) -> Document:
    """The document of ``comparison``. ``root`` is the site's scheme and host."""
    cases: list[Block] = [
        Paragraph(
            f"{column.number}. {column.case.title}. {_about(column.case)}", url=root + column.case.get_absolute_url()
        )
        for column in comparison.columns
    ]
    return Document(
        title=f"{number_of_cases(len(comparison.cases))} side om side",
        kicker="Fra Casekatalog, digitalisering af administrationen",
        description="Hvad casene siger om det samme, side om side.",
        blocks=[
            *(Paragraph(message, "note") for message in comparison.messages),
            *cases,
            *(_section(comparison, group) for group in comparison.groups if group.rows),
        ],
        source=SOURCE_OF_SET,
        url=root + comparison.url,
        made_on=today,
        fetched=f"Hentet {date_format(today, 'j. F Y')}",
        is_wide=True,
    )


def comparison_sheets(comparison: Comparison, root: str, today: date) -> list[Sheet]:
    """The sheets of ``comparison`` as a workbook."""
    names = [column.name for column in comparison.columns]
    rows = [[group.heading, *cells] for group in comparison.groups for cells in map(_cells, group.rows)]
    about: list[list[Any]] = [
        ["Adresse", *(Link(url, url) for url in (root + case.get_absolute_url() for case in comparison.cases))],
        ["Kilde", *(column.case.source_line for column in comparison.columns)],
    ]
    widths = (_SUBJECT_WIDTH, _SUBJECT_WIDTH, *(_CASE_WIDTH for _ in names))
    titles = ["Fakta", "Titel", *(column.case.title for column in comparison.columns)]
    made = [SOURCE_OF_SET, f"Hentet {today.isoformat()} fra {root}{comparison.url}", *comparison.messages]
    return [
        Sheet(TITLE, ("Del", "Emne", *names), widths, [titles, *rows, *(["Om casen", *line] for line in about)], 2),
        Sheet("Om filen", (TITLE,), (100,), [[line] for line in made]),
    ]


def _about(case: Case) -> str:
    return f"{case.municipality}. {case.stated_in}"


def _section(comparison: Comparison, group: Group) -> Section:
    names = [column.name for column in comparison.columns]
    widths = (_SUBJECT, *(_CASE for _ in names))
    table = Table(f"{group.heading} side om side", ("Emne", *names), [_cells(row) for row in group.rows], widths)
    return Section(group.heading, [table])


def _cells(row: Row) -> Sequence[str]:
    return [row.heading, *(_said(entries) or row.nothing for _, entries in row.cells)]


def _said(entries: Iterable[Entry]) -> str:
    return "\n".join(map(_entry, entries))


def _entry(entry: Entry) -> str:
    """What a case says, in a line: a figure with its kind, a text with what it is about."""
    if entry.figure:
        return f"{entry.text}: {entry.label} ({entry.figure.get_basis_display()})"
    text = "\n".join(line.strip() for line in entry.text.splitlines() if line.strip())
    said = f"{entry.label}: {text}" if entry.label else text
    return f"{said} ({entry.note})" if entry.note else said
