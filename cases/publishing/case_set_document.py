"""Several cases as one document: what was chosen, a table of the cases, and then each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import unquote

from casekatalog.core.templatetags.plain_text import together
from cases.documents.blocks import Block, Document, Paragraph, Section, Table
from cases.models import Case
from cases.models.case import CATALOGUE_OF_2019, FROM_THEN
from cases.publishing.case_document import case_sections, kicker

SOURCE_OF_SET = f"{CATALOGUE_OF_2019}. {FROM_THEN}"
OTHER_SOURCES = " Cases med en anden kilde siger det selv."


def set_document(
    cases: Sequence[Case], sentence: str, url: str, root: str, today: date, messages: Sequence[str] = ()
) -> Document:
    """The document of ``cases``, which ``sentence`` says the choice of and ``url`` shows.

    ``messages`` say what in the choice was not understood.
    """
    return Document(
        title=sentence,
        kicker="Fra Casekatalog, digitalisering af administrationen",
        description=f"{sentence}. Hvad kommunerne gjorde, hvad der kom ud af det, og hvad det krævede.",
        blocks=[
            _introduction(len(cases)),
            *(Paragraph(message, "note") for message in messages),
            _overview(cases),
            *(_case(case, root) for case in cases),
        ],
        source=f"{SOURCE_OF_SET}{OTHER_SOURCES}" if any(case.source for case in cases) else SOURCE_OF_SET,
        url=url,
        made_on=today,
        has_contents=True,
    )


def _introduction(number: int) -> Paragraph:
    return Paragraph("Casen står her med det hele." if number == 1 else "Først en oversigt, så hver case med det hele.")


def _overview(cases: Sequence[Case]) -> Section:
    rows = [(case.title, str(case.municipality), together(case.summary)) for case in cases]
    table = Table("De valgte cases", ("Case", "Kommune", "Hvad de gjorde, og hvad der kom ud af det"), rows, (3, 2, 5))
    return Section("Oversigt", [table])


def _case(case: Case, root: str) -> Section:
    url = root + case.get_absolute_url()
    blocks: list[Block] = [
        Paragraph(kicker(case), "quiet"),
        Paragraph(together(case.summary), "lead"),
        *case_sections(case),
        Paragraph(case.source_line, "quiet"),
        Paragraph(unquote(url), url=url),
    ]
    return Section(case.title, blocks, new_page=True)
