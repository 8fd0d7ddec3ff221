"""A case as a document: everything its page says, in the page's order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.template.loader import render_to_string
from django.utils.formats import date_format

from casekatalog.core.templatetags.plain_text import together
from cases.catalogue.case_page import CasePage
from cases.catalogue.case_page import Section as PageSection
from cases.documents.blocks import (
    Block,
    Bullets,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    bullets,
    figure_words,
    labelled,
    text_blocks,
)
from cases.models import Case, CaseProduct, ImplementationStep, OrganisationalChange
from frameworks.models import LeavittComponent, Phase

NOT_STATED = "Ikke oplyst"


def case_document(case: Case, root: str, today: date) -> Document:
    """The document of ``case``, which comes from ``with_texts``. ``root`` is the site's scheme and host."""
    return Document(
        title=case.title,
        kicker=kicker(case),
        description=case.summary,
        blocks=[Paragraph(together(case.summary), "lead"), *case_sections(case)],
        source=case.source_line,
        url=root + case.get_absolute_url(),
        made_on=today,
    )


def kicker(case: Case) -> str:
    """Which case it is, in a line."""
    number = f"Case {case.number}" if case.number else ""
    return " · ".join(filter(None, [number, str(case.municipality), str(case.support_function)]))


def case_sections(case: Case) -> list[Section]:
    """The sections of the case's page, its facts first."""
    page = CasePage(case)
    parts = page.section
    return [
        Section("Fakta", [_facts(case, page)]),
        _section(parts["baggrund"], text_blocks(case.background), case.first_page),
        _section(parts["formaal"], _entries(case.purposes.all()), case.first_page),
        _section(parts["effekter"], _entries(case.effects.all()), case.first_page),
        *_key_figures(case),
        _section(parts["investering"], text_blocks(case.investment), case.first_page),
        _section(parts["business_case"], text_blocks(case.business_case), case.first_page),
        _section(parts["tidsplan"], text_blocks(case.timeline), case.first_page),
        _section(parts["loesning"], text_blocks(case.solution), case.first_page),
        _section(parts["forudsaetninger"], _preconditions(page), case.preconditions_page),
        _section(parts["implementering"], _implementation(page), page.implementation_pages),
        _section(parts["aendringer"], _changes(page), case.last_page),
        Section("Greb", _grips(case) or _nothing()),
    ]


def _nothing() -> list[Block]:
    return [Paragraph(NOT_STATED, "quiet")]


def _section(section: PageSection, blocks: Sequence[Block], pages: int | str | None) -> Section:
    notes = [Paragraph(f"Redaktionel note: {note.text}", "note") for note in section.notes]
    aside = f"Kildens side: {pages}" if pages else ""
    return Section(section.heading, [*(blocks or _nothing()), *notes], aside)


def _entries(entries: Iterable) -> list[Block]:
    texts = [entry.text for entry in entries]
    return [bullets(texts)] if texts else []


def product_names(links: Sequence[CaseProduct]) -> str:
    """The products with their vendors, as the case's facts name them."""
    return ", ".join(
        f"{link.product} ({vendor})" if (vendor := link.product.unnamed_vendor) else str(link.product) for link in links
    )


def costs(page: CasePage) -> list[str]:
    """What the case says about investment and running cost in figures, each with what kind of figure it is."""
    return [
        f"{figure.label}: {figure_words(figure.value, figure.unit)} ({figure.get_basis_display()})"
        for figure in page.cost_figures
    ]


def facts(case: Case, page: CasePage) -> list[tuple[str, str]]:
    """What the box of facts on the case's page says. What is not stated is empty."""
    described = "Beskrevet uden beløb" if case.investment else ""
    timing = f"I drift fra {case.in_operation}" if case.in_operation else "Se tidsplanen" if case.timeline else ""
    confirmed = f"{date_format(case.confirmed_on, 'j. F Y')} af {case.municipality}" if case.confirmed_on else ""
    stated = [
        ("Kommune", f"{case.municipality}, Region {case.municipality.get_region_display()}"),
        ("Investering og drift", "\n".join(costs(page)) or described),
        ("Tidsplan", timing),
        ("Løsning", product_names(page.solutions)),
        ("Arbejder sammen med", product_names(page.integrations)),
        ("Teknologi", ", ".join(map(str, case.technologies.all()))),
        ("Opgave", ", ".join(map(str, case.tasks.all()))),
        ("Støttefunktion", str(case.support_function)),
        ("Udrulning", case.get_rollout_display() if case.rollout else ""),
        ("Kontakt", f"{case.contact_role}, {case.municipality}" if case.contact_role else ""),
    ]
    return [*stated, ("Senest bekræftet", confirmed)] if confirmed else stated


def _facts(case: Case, page: CasePage) -> Table:
    rows = [(name, value or NOT_STATED) for name, value in facts(case, page)]
    return Table("Fakta om casen", ("Hvad", "Oplyst"), rows, widths=(1, 3))


def _key_figures(case: Case) -> list[Section]:
    rows = [
        (
            f"{figure.label}\nKildens ord: {figure.text}",
            figure_words(figure.value, figure.unit),
            figure.get_basis_display(),
            str(figure.year or NOT_STATED),
            figure.stated_by,
            str(figure.page or ""),
        )
        for figure in case.key_figures.all()
    ]
    header = ("Hvad", "Tal", "Slags", "År", "Oplyst af", "Side")
    table = Table("Casens nøgletal", header, rows, widths=(17, 8, 6, 6, 7, 4), right_aligned=(1,))
    return [Section("Nøgletal", [table])] if rows else []


def _preconditions(page: CasePage) -> list[Block]:
    return [
        Section(
            str(group.perspective),
            [Bullets([labelled(entry.theme, entry.text) for entry in group.entries])] if group.entries else _nothing(),
        )
        for group in page.preconditions
    ]


def steps_in(case: Case, phase: Phase) -> list[ImplementationStep]:
    return [step for step in case.steps.all() if step.phase_id == phase.pk]


def _changes_of(case: Case, component: LeavittComponent) -> list[OrganisationalChange]:
    return [change for change in case.changes.all() if change.component_id == component.pk]


def _implementation(page: CasePage) -> list[Block]:
    phases = [f"{half.phase}: {half.numbers}" for half in page.phases]
    steps = [f"trin {step.order} {step.heading}" for step in page.case.steps.all()]
    alt = f"Trinnene på den dobbelte diamant. {'. '.join(phases)}. {'; '.join(steps)}."
    drawing = Figure(render_to_string("export/double_diamond.svg", {"page": page}), alt, " · ".join(phases))
    sections = []
    for half in page.phases:
        explained = text_blocks(page.case.phases_explained) or _nothing()
        own = [
            Section(f"{step.order}. {step.heading}", text_blocks(step.text)) for step in steps_in(page.case, half.phase)
        ]
        sections.append(Section(str(half.phase), own or explained))
    return [*text_blocks(page.case.implementation_intro), drawing, *sections]


def _changes(page: CasePage) -> list[Block]:
    corners = [f"{corner.component}: {corner.count}" for corner in page.leavitt.corners]
    alt = f"Ændringerne på Leavitts model: fire dele, som alle påvirker hinanden. {'. '.join(corners)}."
    drawing = Figure(render_to_string("export/leavitt.svg", {"page": page}), alt, " · ".join(corners), share=60)
    sections = [
        Section(
            str(corner.component),
            [Bullets([labelled(change.get_scope_display(), change.text) for change in changes])]
            if (changes := _changes_of(page.case, corner.component))
            else _nothing(),
        )
        for corner in page.leavitt.corners
    ]
    return [*text_blocks(page.case.changes_intro), drawing, *sections]


def _grips(case: Case) -> list[Block]:
    return [
        Section(
            str(evidence.grip),
            [
                *text_blocks(evidence.text),
                Paragraph(
                    (f"s. {evidence.page} · " if evidence.page else "")
                    + ("fremhævet i kataloget" if evidence.highlighted else "redaktionel vurdering"),
                    "quiet",
                ),
            ],
        )
        for evidence in case.evidence.all()
    ]
