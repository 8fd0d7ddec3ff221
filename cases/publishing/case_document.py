"""Cases as documents: everything a case's page says, in the page's order, for one case or for several."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.template.loader import render_to_string
from django.utils.formats import date_format

from casekatalog.core.templatetags.plain_text import blocks as plain_blocks
from casekatalog.core.templatetags.plain_text import together
from cases.documents.blocks import Block, Bullets, Document, Figure, Paragraph, Section, Table
from cases.documents.file_text import in_font
from cases.models import Adoption, Case, GripEvidence, KeyFigure, content
from cases.models.case import CATALOGUE_OF_2019, FROM_THEN
from cases.models.content import NOT_STATED, Value
from cases.models.framework_terms import terms
from cases.models.parts import CasePart, CaseSection
from frameworks.diagrams import double_diamond, height_with_names, leavitt
from frameworks.models import LeavittComponent, Phase

SOURCE_OF_SET = f"{CATALOGUE_OF_2019}. {FROM_THEN}"
NOTHING = Paragraph(NOT_STATED, "quiet")
OTHER_SOURCES = " Cases med en anden kilde siger det selv."


def about_case(case: Case, root: str, today: date) -> dict[str, Any]:
    """What every document about ``case`` says of itself. ``root`` is the site's scheme and host."""
    return {
        "title": case.title,
        "kicker": kicker(case),
        "description": case.summary,
        "source": case.source_line,
        "url": root + case.get_absolute_url(),
        "made_on": today,
        "fetched": _fetched(today),
    }


def case_document(case: Case, root: str, today: date) -> Document:
    """The document of ``case``, which comes from ``with_texts``."""
    return Document(**about_case(case, root, today), blocks=_sections(case))


def set_document(
    cases: Sequence[Case], sentence: str, url: str, root: str, today: date, messages: Sequence[str] = ()
) -> Document:
    """The document of ``cases``, which ``sentence`` says the choice of and ``url`` shows.

    ``messages`` say what in the choice was not understood.
    """
    one, several = "Casen står her med det hele.", "Først en oversigt, så hver case med det hele."
    return Document(
        title=sentence,
        kicker="Fra Casekatalog, digitalisering af administrationen",
        description=f"{sentence}. Hvad kommunerne gjorde, hvad der kom ud af det, og hvad det krævede.",
        blocks=[
            Paragraph(one if len(cases) == 1 else several),
            *(Paragraph(message, "note") for message in messages),
            _overview(cases),
            *(_case(case, root) for case in cases),
        ],
        source=f"{SOURCE_OF_SET}{OTHER_SOURCES}" if any(case.source for case in cases) else SOURCE_OF_SET,
        url=url,
        made_on=today,
        fetched=_fetched(today),
        has_contents=True,
    )


def kicker(case: Case) -> str:
    """Which case it is, in a line, and that it did not work."""
    number = f"Case {case.number}" if case.number else ""
    return " · ".join(filter(None, [case.warning, number, str(case.municipality), str(case.support_function)]))


def value_in_words(value: Value) -> str:
    return together(f"{value.text} ({value.note})" if value.note else value.text)


def source_words(wording: str, page: int | None) -> str:
    """What the reader of the page can unfold: the source's own words and where they stand. Empty without words."""
    return f"Kildens ord{f', s. {page}' if page else ''}: {wording}" if wording else ""


def figure_words(display: str, unit: str) -> str:
    """A number with its unit, which never stand on two lines."""
    return together(f"{display} {unit}")


def _fetched(today: date) -> str:
    return f"Hentet {date_format(today, 'j. F Y')}"


def _overview(cases: Sequence[Case]) -> Section:
    """The cases with their four answers, one under the other."""
    answers = {case.pk: content.answers_of(case) for case in cases}
    header = ("Case", *(answer.heading for answer in answers[cases[0].pk]))
    rows = [
        (f"{case.title}\n{case.municipality}", *(together(answer.text) for answer in answers[case.pk]))
        for case in cases
    ]
    return Section("Oversigt", [Table("De valgte cases", header, rows, (4, 5, 5, 5, 5))])


def _case(case: Case, root: str) -> Section:
    url = root + case.get_absolute_url()
    blocks: list[Block] = [
        Paragraph(kicker(case), "quiet"),
        *_sections(case),
        Paragraph(case.source_line, "quiet"),
        Paragraph(unquote(url), url=url),
    ]
    return Section(case.title, blocks, new_page=True)


def _sections(case: Case) -> list[Section]:
    """The sections of the case's page, its answers and facts first."""
    answers: list[Block] = [
        Section(answer.heading, [*_answer_figure(answer.figure), Paragraph(together(answer.text))])
        for answer in content.answers_of(case)
    ]
    rows = [
        (fact.label, ("\n" if fact.is_list else fact.between).join(map(_fact_value, fact.values)) or NOT_STATED)
        for fact in content.facts_of(case)
    ]
    facts = Table("Fakta om casen", ("Hvad", "Oplyst"), rows, widths=(1, 3))
    opening = [Section("Kort fortalt", answers), Section("Fakta", [facts])]
    return [*opening, *(_section(case, section) for section in content.sections_of(case)), *_adoptions(case)]


def _adoptions(case: Case) -> list[Section]:
    """Other municipalities that do the same, in their own words. Nothing where there is none."""
    items = [[Paragraph(_adoption(adoption))] for adoption in case.adoptions]
    return [Section("Kommuner, der gør det også", [Bullets(items)])] if items else []


def _adoption(adoption: Adoption) -> str:
    system = f", med {adoption.system}" if adoption.system else ""
    said = f"{adoption.municipality}: {adoption.get_stage_display().lower()} siden {adoption.since_year}{system}."
    remark = f"“{adoption.remark}”" if adoption.remark else ""
    own = f"Kommunens eget svar, {date_format(adoption.confirmed_at, 'F Y')}." if adoption.confirmed_at else ""
    if adoption.is_lapsed and adoption.expires_on:
        own = f"Udløb {date_format(adoption.expires_on, 'j. F Y')} og er ikke bekræftet siden."
    mailbox = f"Postkasse: {adoption.public_mailbox}." if adoption.public_mailbox else ""
    return " ".join(filter(None, [said, remark, mailbox, own]))


def _answer_figure(figure: KeyFigure | None) -> list[Block]:
    if figure is None:
        return []
    shown = f"{figure_words(figure.change, figure.unit)}: {figure.label} ({figure.get_basis_display()})"
    return [Paragraph(shown), Paragraph(source_words(figure.text, figure.page), "quiet")]


def _fact_value(value: Value) -> str:
    return "\n".join(filter(None, [value_in_words(value), source_words(value.wording, value.page)]))


def _section(case: Case, section: content.Section) -> Section:
    blocks = [*_text(section.text), *_drawing(case, section.anchor), *_entries(section)]
    blocks += [Section(str(group.term), _group(group)) for group in section.groups]
    notes = [Paragraph(f"Redaktionel note: {note.text}", "note") for note in section.notes]
    aside = f"Kildens side: {section.pages}" if section.pages else ""
    return Section(section.heading, [*(blocks or [NOTHING]), *notes], aside)


def _text(text: str) -> list[Block]:
    """The paragraphs and lists of a case's plain text."""
    return [
        Bullets([[Paragraph(item)] for item in block.items]) if block.items else Paragraph(block.text)
        for block in plain_blocks(text)
    ]


def _entries(section: content.Section) -> list[Block]:
    if section.anchor == content.KEY_FIGURES:
        return [_key_figures(section.entries)]
    if section.anchor == content.GRIPS:
        return [
            Section(entry.lead_in, [*_text(entry.text), *_origin(entry)])  # type: ignore[arg-type]
            for entry in section.entries
        ]
    return _bullets(section.entries)


def _origin(evidence: GripEvidence) -> list[Block]:
    words = source_words(evidence.wording, evidence.page)
    return [Paragraph(text, "quiet") for text in (evidence.origin, words) if text]


def _group(group: content.Group) -> list[Block]:
    """The entries of a group; steps are sections of their own."""
    if isinstance(group.term, Phase) and group.entries:
        return [Section(step.lead_in, _text(step.text)) for step in group.entries]
    return _bullets(group.entries) or _text(group.explanation) or [NOTHING]


def _bullets(entries: Sequence[CasePart]) -> list[Block]:
    return [Bullets([_entry(entry) for entry in entries])] if entries else []


def _entry(entry: CasePart) -> list[Block]:
    """An entry's text with the words ahead that say what it is about, if there are any."""
    blocks = _text(entry.text)
    if not entry.lead_in:
        return blocks
    starts_in_words = blocks and isinstance(blocks[0], Paragraph)
    first = f" {blocks.pop(0).text}" if starts_in_words else ""  # type: ignore[union-attr]
    return [Paragraph(f"{entry.lead_in}:{first}"), *blocks]


def _key_figures(figures: Sequence) -> Table:
    rows = [
        (
            f"{figure.label}\nKildens ord: {figure.text}",
            figure_words(figure.change, figure.unit),
            figure.get_basis_display(),
            str(figure.year or NOT_STATED),
            figure.stated_by,
            str(figure.page or ""),
        )
        for figure in figures
    ]
    header = ("Hvad", "Tal", "Slags", "År", "Oplyst af", "Side")
    return Table("Casens nøgletal", header, rows, widths=(17, 8, 6, 6, 7, 4), right_aligned=(1,))


def _drawing(case: Case, anchor: str) -> list[Block]:
    """The drawing that belongs in a section, and the same in words."""
    if anchor == CaseSection.IMPLEMENTATION:
        halves = double_diamond(terms(Phase), list(case.steps.all()))
        shown = {"halves": halves, "height": height_with_names(halves)}
        # The steps' names stand in it, with characters that no XML may hold or that the font lacks.
        svg = in_font(render_to_string("export/double_diamond.svg", shown))
        parts = [f"{half.phase}: {half.numbers}" for half in halves]
        steps = "; ".join(f"trin {step.order} {step.heading}" for step in case.steps.all())
        alt = f"Trinnene på den dobbelte diamant. {'. '.join(parts)}. {steps}."
        return [Figure(svg, alt, " · ".join(parts))]
    if anchor == CaseSection.CHANGES:
        diamond = leavitt(terms(LeavittComponent), list(case.changes.all()))
        svg = render_to_string("export/leavitt.svg", {"leavitt": diamond})
        parts = [f"{corner.component}: {corner.count}" for corner in diamond.corners]
        alt = f"Ændringerne på Leavitts model: fire dele, som alle påvirker hinanden. {'. '.join(parts)}."
        return [Figure(svg, alt, " · ".join(parts), share=60)]
    return []
