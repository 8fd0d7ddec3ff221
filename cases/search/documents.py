"""What is searched: everything a reader can see of a case, a greb, a tool or a historical example, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from casekatalog.core.vocabulary import Term
from cases.models import Case, EditorialNote
from cases.search.models import Document
from frameworks.crossreading import FAMILIES
from frameworks.models import GlossaryTerm, Grip, HistoricalExample, Passage, SurveyFigure, Tool

# How much a word weighs where it stands. Title and summary most, then headings, names and figures, then text.
TITLE, SUMMARY, HEADING, TEXT = 14, 8, 5, 2
# The four answers that a case opens with.
ANSWERS = ("Hvad gjorde de", "Hvad kom der ud af det", "Hvad kostede det", "Hvad krævede det")
PAMPHLET_YEAR = "omkring 2005"
_KINDS = {
    Tool: Document.Kind.TOOL,
    SurveyFigure: Document.Kind.FIGURE,
    HistoricalExample: Document.Kind.EXAMPLE,
}
# The parts of the analytical framework, each with the model it belongs to. Every case has nearly all of them: as words
# of the cases they would find all cases; as pages of their own they lead to what the cases say under them.
_FAMILY_OF = {model: family for family in FAMILIES.values() for model in family.models}
# The framework page's passages that have an anchor there.
_ANCHORED = {"foer", "under", "efter", "udrulning"}
_SECTIONS = dict(EditorialNote.Section.choices)


@dataclass(frozen=True)
class Part:
    """A passage with the anchor and the name of the section it stands in."""

    anchor: str
    section: str
    text: str
    weight: int


def case_parts(case: Case) -> Iterator[Part]:
    """The parts of a case in the order of its page."""
    yield Part("", "Titel", case.title, TITLE)
    yield Part("", "Resumé", case.summary, SUMMARY)
    yield from _answers(case)
    yield from _facts(case)
    yield from _texts(case, "baggrund", case.background)
    for anchor, entries in (("formaal", case.purposes.all()), ("effekter", case.effects.all())):
        for entry in entries:
            yield Part(anchor, _SECTIONS[anchor], entry.text, TEXT)
    for figure in case.key_figures.all():
        written = f"{figure.label}: {figure.value} {figure.unit}"
        yield Part("noegletal", "Nøgletal", written, HEADING)
        said = f"{figure.text} {figure.get_basis_display()}, {figure.stated_by}, {figure.year or ''}"
        yield Part("noegletal", "Nøgletal", said, TEXT)
    yield from _texts(case, "investering", case.investment)
    yield from _texts(case, "business-case", case.business_case)
    yield from _texts(case, "tidsplan", case.timeline)
    yield from _texts(case, "loesning", case.solution)
    # Without the theme: every case has most of them, and its name would find every case.
    for precondition in case.preconditions.all():
        yield Part(precondition.anchor, _SECTIONS["forudsaetninger"], precondition.text, TEXT)
    yield from _texts(case, "implementering", case.implementation_intro)
    for step in case.steps.all():
        name = f"Trin {step.order} i implementeringen"
        yield Part(step.anchor, name, step.heading, HEADING)
        yield Part(step.anchor, name, step.text, TEXT)
    yield from _texts(case, "aendringer", case.changes_intro)
    for change in case.changes.all():
        yield Part(change.anchor, _SECTIONS["aendringer"], change.text, TEXT)
    for evidence in case.evidence.all():
        yield Part(f"greb-{evidence.grip.slug}", "Greb", f"{evidence.grip}: {evidence.text}", TEXT)
    for note in case.notes.all():
        yield Part(note.section, _SECTIONS[note.section], note.text, TEXT)


def _texts(case: Case, anchor: str, text: str) -> Iterator[Part]:
    if text:
        yield Part(anchor, _SECTIONS[anchor], text, TEXT)


def _answers(case: Case) -> Iterator[Part]:
    answers = (case.answer_what, case.answer_outcome, case.answer_cost, case.answer_effort)
    for section, answer in zip(ANSWERS, answers, strict=True):
        if answer:
            yield Part("kort-fortalt", section, answer, TEXT)


def _facts(case: Case) -> Iterator[Part]:
    municipality = case.municipality
    names = [municipality.official_name, municipality.name, case.support_function.name, case.source_title]
    names += [term.name for term in (*case.tasks.all(), *case.technologies.all())]
    for link in case.case_products.all():
        names += [link.name, link.product.unnamed_vendor if link.product else ""]
    names += [
        f"Region {municipality.get_region_display()}",
        *map(str, (*case.rollouts.all(), *case.operation_dates.all())),
    ]
    yield Part("fakta", "Fakta", ". ".join(filter(None, names)), HEADING)
    if case.contact_role:
        yield Part("fakta", "Fakta", case.contact_role, TEXT)


def framework_parts(source: Term | Passage | GlossaryTerm) -> Iterator[Part]:
    """The parts of what is found beside the cases."""
    if isinstance(source, Passage):
        yield Part("", "Titel", source.heading, TITLE)
        yield Part("", "Tekst", source.text, TEXT)
        return
    yield Part("", "Titel", source.name, TITLE)
    if isinstance(source, GlossaryTerm):
        return  # An explanation has many words; a reader who looks for the term types its name.
    if source.description:
        yield Part("", "Beskrivelse", source.description, TEXT)
    if type(source) in _FAMILY_OF:
        yield Part("", "Del af analyserammen", str(source._meta.verbose_name), HEADING)
    if isinstance(source, SurveyFigure):
        yield Part("", "Undersøgelse", f"{source.stated_as}. {source.source}", TEXT)
    if isinstance(source, HistoricalExample):
        kind = f"{source.municipality_name}. {source.get_effectiveness_display()}. {source.path}"
        yield Part("", "Kommune, type og vej", kind, HEADING)
    if isinstance(source, Grip):
        for aspect in source.aspects.all():
            yield Part(f"side-{aspect.order}", aspect.heading, f"{aspect.heading}. {aspect.text}", TEXT)


def describe(source: Model) -> tuple[Document, list[Part]]:
    """The document of a case or of something beside the cases, not yet stored, and its parts.

    Raises:
        TypeError: when ``source`` is none of these.
    """
    if isinstance(source, Case):
        document = Document(kind=Document.Kind.CASE, case=source, url=source.get_absolute_url(), title=source.title)
    elif isinstance(source, Grip):
        document = Document(kind=Document.Kind.GRIP, url=reverse("grip", args=[source.slug]), title=source.name)
    elif isinstance(source, Tool | SurveyFigure | HistoricalExample):
        kind = _KINDS[type(source)]
        document = Document(kind=kind, url=f"{reverse('tools')}#{source.slug}", title=f"{source.name} ({source.year})")
    elif isinstance(source, GlossaryTerm):
        url = f"{reverse('glossary')}#{source.slug}"
        document = Document(kind=Document.Kind.GLOSSARY, url=url, title=source.name)
    elif isinstance(source, Passage):
        document = _passage(source)
    elif isinstance(source, Term) and (family := _FAMILY_OF.get(type(source))):
        url, title = reverse("crossreading", args=[family.slug, source.slug]), f"{family.heading}: {source.name}"
        document = Document(kind=Document.Kind.FRAMEWORK, url=url, title=title, key=f"{family.slug}/{source.slug}")
    else:
        raise TypeError(f"{source!r} is not searched")
    document.key = document.key or source.slug
    return document, list(case_parts(source) if isinstance(source, Case) else framework_parts(source))


def _passage(passage: Passage) -> Document:
    if passage.page == Passage.Page.FRAMEWORK:
        anchor = f"#{passage.slug}" if passage.slug in _ANCHORED else ""
        return Document(kind=Document.Kind.FRAMEWORK, url=f"{reverse('framework')}{anchor}", title=passage.heading)
    url = f"{reverse('tools')}#{passage.slug}"
    return Document(kind=Document.Kind.PAMPHLET, url=url, title=f"{passage.heading} ({PAMPHLET_YEAR})")
