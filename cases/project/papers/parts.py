"""What several papers say: others' experience, marked blanks, and the frame of a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format

from casekatalog.core.phrases import both, number_of_cases
from casekatalog.core.templatetags.plain_text import together
from cases.documents.blocks import Block, Bullets, Document, Paragraph, Section, Table
from cases.models import Case
from cases.models.choices import FigureSubject
from cases.models.content import answers_of
from cases.project.fit_check import Question
from cases.project.whole import WholeProject

OUTCOME, COST, EFFORT = 1, 2, 3
SOURCE = (
    "Andres erfaringer kommer fra Casekatalog, digitalisering af administrationen, september 2019. Tal og navne er fra "
    "dengang. Jeres egne svar og tal kommer fra projektets link."
)


def document(
    whole: WholeProject, title: str, description: str, sections: Sequence[Block], is_wide: bool = False
) -> Document:
    """A paper of the project, which ends with the link to all of it."""
    names = both(list(dict.fromkeys(case.municipality.name for case in whole.cases)))
    return Document(
        title=title,
        kicker=f"Jeres projekt, bygget på {number_of_cases(len(whole.cases))} fra {names}. Udkast.",
        source=SOURCE,
        url=whole.url,
        made_on=whole.project.link_date,
        fetched=f"Projektets dato er {date_format(whole.project.link_date, 'j. F Y')}. Hele projektet",
        description=description,
        blocks=sections,
        is_wide=is_wide,
    )


def blank(what: str) -> Paragraph:
    """A place for what only the municipality knows."""
    return Paragraph(f"[Udfyld: {what}]", "blank")


def bullets(texts: Iterable[str]) -> list[Block]:
    """A list, or nothing where there is nothing to say."""
    items = [[Paragraph(together(text))] for text in texts]
    return [Bullets(items)] if items else []


def said_by(case: Case, text: str) -> str:
    """What a case states, with whose and how old it is: “Rudersdal (oplyst i 2019): …”."""
    return f"{case.municipality.name} ({case.stated_in[:1].lower()}{case.stated_in[1:]}): {text}"


def answers(whole: WholeProject, which: int) -> list[Block]:
    """What each case answers to one of the four questions, with its figure and what kind of figure that is."""
    texts = []
    for case in whole.cases:
        answer = answers_of(case)[which]
        figure = answer.figure
        kind = (
            f" ({figure.change} {figure.unit}: {figure.label.lower()}, {figure.get_basis_display()})" if figure else ""
        )
        texts.append(said_by(case, answer.text + kind))
    return bullets(texts)


def scenarios(whole: WholeProject) -> list[Block]:
    """The calculation's scenarios side by side; without any, a blank."""
    page = whole.calculation
    if not page.scenarios:
        return [blank("jeres regnestykke. Intet scenarie har tal endnu")]
    header = ("Hvad", *(named.name.label for named in page.scenarios))
    rows = [(row.label, *(result.shown for result in row.results)) for row in page.rows]
    right = tuple(range(1, len(header)))
    return [
        Paragraph("Priserne er faste og uden moms, som kommuner får refunderet."),
        Table("Scenarierne side om side", header, rows, (4, *(2 for _ in right)), right),
    ]


def gap_words(question: Question) -> str:
    must = "Skal være på plads. " if question.is_required else ""
    return f"{must}{question.text} Svar: {question.shown.lower()}"


def states_time(case: Case) -> bool:
    """Whether the case states how long it took until operation."""
    return any(figure.subject == FigureSubject.TIME_TO_OPERATION for figure in case.key_figures.all())


def time_to_operation(whole: WholeProject) -> list[Block]:
    """How long it took others, and the month that gives here."""
    texts = [
        said_by(one.case, f"{one.shown} ({one.figure.label.lower()})")
        + (f". Tager det lige så lang tid hos jer, er I færdige i {one.month}" if one.month else "")
        for one in whole.plan.orientation
    ]
    silent = [case.municipality.name for case in whole.cases if not states_time(case)]
    return bullets([*texts, *([f"{both(silent)} oplyser ikke, hvor lang tid der gik"] if silent else [])])


def themed(whole: WholeProject, slug: str) -> list[Block]:
    """What the cases say had to be in place under one theme."""
    return bullets(
        said_by(case, entry.text)
        for case in whole.cases
        for entry in case.preconditions.all()
        if entry.fit_theme and entry.fit_theme.slug == slug
    )


def section(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks)
