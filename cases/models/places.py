"""The places of a case's page that a reader can point at: the opening, the facts, a section, a key figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.models.case import Case
from cases.models.content import KEY_FIGURES, NOT_STATED, Answer, Section, answers_of, facts_of, sections_of
from cases.models.figures import KeyFigure
from cases.models.parts import CasePart

OPENING, FACTS = "kort-fortalt", "fakta"


@dataclass(frozen=True)
class Place:
    """A place: its section's anchor (empty for the whole case), its figure's number, its name and what stands there."""

    section: str
    figure: int | None
    name: str
    text: str

    @property
    def anchor(self) -> str:
        return f"noegletal-{self.figure}" if self.figure else self.section


def find_place(case: Case, section: str, figure: int | None = None) -> Place:
    """The place that an address names. An entry's anchor means its section; what is nowhere means the whole case.

    ``case`` comes from ``CaseQuerySet.with_texts``.
    """
    for number in case.key_figures.all():
        if figure and number.order == figure:
            return _of_figure(number)
    places = {place.section: place for place in _places(case)}
    if section in places:
        return places[section]
    for found in sections_of(case):
        if section and section in _anchors_within(found):
            return places[found.anchor]
    return Place("", None, "Hele casen", case.summary)


def same_place(case: Case, section: str, figure: int | None, name: str) -> Place | None:
    """The place as it is now; None where the figure is gone. A figure may have moved, or got another name."""
    if not figure:
        return find_place(case, section)
    alike = [place for place in map(_of_figure, case.key_figures.all()) if place.name == name or place.figure == figure]
    return max(alike, key=lambda place: (place.name == name, place.figure == figure), default=None)


def _of_figure(figure: KeyFigure) -> Place:
    return Place(KEY_FIGURES, figure.order, f"Nøgletal: {figure.label}", "\n".join(_figure_lines(figure)))


def _figure_lines(figure: KeyFigure) -> Iterator[str]:
    yield f"{figure.label}: {figure.change} {figure.unit} ({figure.get_basis_display()})"
    if figure.origin:
        yield figure.origin
    yield f"Kildens ord{f', s. {figure.page}' if figure.page else ''}: {figure.text}"


def _places(case: Case) -> Iterator[Place]:
    yield Place(OPENING, None, "Kort fortalt", _lines(f"{a.heading}: {_with_figure(a)}" for a in answers_of(case)))
    facts = ((fact.label, fact.between.join(value.text for value in fact.values)) for fact in facts_of(case))
    yield Place(FACTS, None, "Fakta", _lines(f"{label}: {said or NOT_STATED}" for label, said in facts))
    for section in sections_of(case):
        yield Place(section.anchor, None, section.heading, _lines(_said_in(section)) or NOT_STATED)


def _with_figure(answer: Answer) -> str:
    figure = answer.figure
    shown = f"{figure.change} {figure.unit}, {figure.label}. " if figure else ""
    return f"{shown}{answer.text}"


def _said_in(section: Section) -> Iterator[str]:
    yield section.text
    for entry in section.entries:
        yield _lines(_figure_lines(entry)) if isinstance(entry, KeyFigure) else _said_by(entry)
    for group in section.groups:
        yield str(group.term)
        yield from map(_said_by, group.entries)
        if not group.entries:
            yield group.explanation
    for note in section.notes:
        yield f"Redaktionel note: {note.text}"


def _said_by(entry: CasePart) -> str:
    return ": ".join(filter(None, [entry.lead_in, entry.text]))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


def _anchors_within(section: Section) -> set[str]:
    """The anchors of its entries and groups: “trin-3”, “organisering”."""
    grouped = [entry for group in section.groups for entry in group.entries]
    terms = {group.term.slug for group in section.groups}
    return terms | {entry.anchor for entry in (*section.entries, *grouped) if entry.anchor}
