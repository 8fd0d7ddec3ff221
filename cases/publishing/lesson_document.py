"""A page of lærdomme as a document."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format

from casekatalog.core.templatetags.plain_text import together
from cases.catalogue.lesson_page import LessonPage
from cases.documents.blocks import Block, Bullets, Document, Paragraph, Section
from cases.models.case import CATALOGUE_OF_2019, FROM_THEN


def lesson_document(page: LessonPage, root: str, today: date) -> Document:
    """What the page says, in its order. ``root`` is the site's scheme and host."""
    topic = page.topic
    return Document(
        title=f"Lærdomme: {topic.term}",
        kicker=f"{topic.kind.name} · {page.stated_in} · Hvad {topic.cases} cases viser tilsammen",
        description=f"Råd med belæg, tal, og hvad der var svært, fra {topic.cases} cases.",
        source=f"{CATALOGUE_OF_2019}. {FROM_THEN}",
        url=root + topic.url,
        made_on=today,
        fetched=f"Hentet {date_format(today, 'j. F Y')}",
        blocks=[
            Section("Det viser casene", _findings(page)),
            Section("Det ved vi, og det ved vi ikke", _known(page)),
            Section("Pris, effekt og tid", _figures(page)),
            Section("Det var svært", _hard(page)),
        ],
    )


def _bullets(texts: Iterable[str]) -> list[Block]:
    items = [[Paragraph(together(text))] for text in texts]
    return [Bullets(items)] if items else []


def _findings(page: LessonPage) -> list[Block]:
    if page.reviewed is None:
        return [Paragraph("Redaktionen har ikke skrevet lærdomme her endnu.", "quiet")]
    reviewed = date_format(page.reviewed, "j. F Y")
    blocks: list[Block] = [Paragraph(f"Redaktionens sammenfatning, senest holdt op mod casene {reviewed}.", "quiet")]
    for finding in page.findings:
        evidence = (
            f"{'Taler imod: ' if entry.is_against else ''}{entry.case.municipality.name}"
            f"{f' (s. {entry.page})' if entry.page else ''}: {entry.text}"
            for entry in finding.evidence
        )
        blocks.append(Section(finding.lesson.sentence, [Paragraph(finding.weight), *_bullets(evidence)]))
    return blocks


def _known(page: LessonPage) -> list[Block]:
    lines = (" ".join(filter(None, [line.name, line.known, line.unknown])) for line in page.at_a_glance)
    return [*_bullets(lines), *_bullets(page.silent)]


def _figures(page: LessonPage) -> list[Block]:
    blocks: list[Block] = []
    for group in page.figures:
        lines = (
            f"{figure.case.municipality.name}{f' (s. {figure.page})' if figure.page else ''}: {figure.label}: "
            f"{figure.change} {figure.unit} ({figure.get_basis_display()})"
            for figure in group.figures
        )
        blocks.append(
            Section(group.heading, [Paragraph(group.sentence), *_bullets([*group.ranges, *lines, *group.more])])
        )
    return blocks


def _hard(page: LessonPage) -> list[Block]:
    if not page.hard:
        return [Paragraph("Ingen af casene fortæller, hvad der var svært.", "quiet")]
    sections: list[Block] = [
        Section(
            f"{case.municipality.name}: {case.title}",
            _bullets(f"{one.text}{f' (s. {one.page})' if one.page else ''}" for one in case.difficulties.all()),
        )
        for case in page.hard
    ]
    return [*sections, Paragraph(page.more_hard, "quiet")] if page.more_hard else sections
