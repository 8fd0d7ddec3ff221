"""The facets of the case list: which values they have, and how they become choices with counts.

A value's count is the number of cases the page would show if that value alone were chosen in its facet, with all other
facets and the words applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from casekatalog.core.pieces import piece
from casekatalog.core.vocabulary import Term, in_sentence
from cases.catalogue.list_state import ListState
from cases.models import Case, Municipality, Product, Region, Rollout, SupportFunction, Task, Technology
from frameworks.models import Grip

SHOWN_OPEN = 4
SHOWN_OF_LONG = 6

Name = tuple[str, str]  # as it stands alone, as it stands in a sentence


@dataclass(frozen=True)
class FacetKind:
    """A facet of the list: its parameter, its label, and the path from a case to its value.

    ``phrase`` puts the chosen values in a sentence about cases: "med {}", "i {}".
    """

    name: str
    label: str
    path: str
    phrase: str
    is_long: bool = False

    def stored_options(self) -> QuerySet | None:
        """Rows (facet, value, name, name in a sentence) in reading order, or None when the values are not stored."""
        return None

    def fixed_options(self) -> dict[str, Name]:
        """The values that stand in the code, in reading order."""
        return {}

    @property
    def is_many(self) -> bool:
        """Whether a case can have several values."""
        return bool(self._relation.many_to_many or self._relation.one_to_many)

    @property
    def _relation(self) -> Any:
        return Case._meta.get_field(self.path.partition("__")[0])

    def links(self) -> QuerySet:
        """Rows (key of a case, value that it has), of published and other cases, for a facet with several.

        Without the table of cases, whose rows are long.
        """
        relation, value = self._relation, self.path.partition("__")[2]
        if relation.many_to_many:
            links = relation.remote_field.through._default_manager
            case, value = relation.m2m_field_name(), f"{relation.m2m_reverse_field_name()}__{value}"
        else:
            links, case = relation.related_model._default_manager, relation.field.name
        return links.order_by().values_list(case, value)


@dataclass(frozen=True)
class TermFacet(FacetKind):
    """A facet whose values are the terms of a vocabulary, in the vocabulary's order."""

    model: type[Term] = SupportFunction

    def stored_options(self) -> QuerySet:
        return _rows(self.name, self.model, "slug", "short_name", Cast("order", CharField()))


@dataclass(frozen=True)
class AlphabeticalFacet(FacetKind):
    """A facet whose values are rows listed in Danish alphabetical order."""

    model: type[Municipality] | type[Product] = Product
    key: str = "slug"
    running: str = "name"

    def stored_options(self) -> QuerySet:
        return _rows(self.name, self.model, self.key, self.running, F("sort_key"))


@dataclass(frozen=True)
class ChoiceFacet(FacetKind):
    """A facet whose values are a fixed list in the code."""

    choices: tuple[tuple[str, Name], ...] = ()

    def fixed_options(self) -> dict[str, Name]:
        return dict(self.choices)


def _rows(facet: str, model: type[Model], key: str, running: str, place: F | Cast) -> QuerySet:
    return (
        model._default_manager.order_by()
        .annotate(facet=Value(facet), value=F(key), label=F("name"), running=F(running), place=place)
        .values_list("facet", "value", "label", "running", "place")
    )


FACETS: tuple[FacetKind, ...] = (
    TermFacet("omraade", "Støttefunktion", "support_function__slug", "i {}", model=SupportFunction),
    TermFacet("opgave", "Opgave", "tasks__slug", "om {}", model=Task),
    TermFacet("teknologi", "Teknologi", "technologies__slug", "med {}", model=Technology),
    TermFacet("greb", "Greb", "evidence__grip__slug", "med grebet {}", model=Grip),
    AlphabeticalFacet(
        "kommune", "Kommune", "municipality__code", "fra {}", True, Municipality, "code", "official_name"
    ),
    ChoiceFacet(
        "region",
        "Region",
        "municipality__region",
        "i {}",
        choices=tuple((value, (label, f"Region {label}")) for value, label in Region.choices),
    ),
    AlphabeticalFacet("system", "System", "products__slug", "med systemet {}", True, Product),
    ChoiceFacet(
        "udrulning",
        "Udrulning",
        "rollout",
        "rullet ud {}",
        choices=tuple((value, (label, in_sentence(label))) for value, label in Rollout.choices),
    ),
)

Options = Mapping[str, Mapping[str, Name]]


def load_options() -> Options:
    """Every value of every facet, by facet, in reading order. One query."""
    options: dict[str, dict[str, Name]] = {facet.name: facet.fixed_options() for facet in FACETS}
    stored = [rows for facet in FACETS if (rows := facet.stored_options()) is not None]
    rows = stored[0].union(*stored[1:], all=True)
    for name, value, label, running, _ in sorted(rows, key=_place):
        options[name][value] = (label, running or in_sentence(label))
    return options


def _place(row: tuple[str, ...]) -> tuple[int, str]:
    """Terms have a number for their place, rows in alphabetical order a sort key."""
    place = row[4]
    return (int(place), "") if place.isdecimal() else (0, place)


@dataclass(frozen=True)
class Option:
    """One value of a facet as a reader meets it."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    state: ListState = field(repr=False)

    @property
    def markup(self) -> str:
        return piece(
            "cases/_option.html",
            facet=self.facet,
            value=self.value,
            label=self.label,
            count=self.count,
            selected=self.selected,
        )

    @property
    def toggle_url(self) -> str:
        return self.state.toggle(self.facet, self.value).url


@dataclass(frozen=True)
class Facet:
    """A facet of a list in ``state``, with its values as data before they are markup.

    ``names`` are all its values in reading order, and ``counts`` the number of cases that each would give.
    """

    kind: FacetKind
    state: ListState = field(repr=False)
    names: Mapping[str, Name] = field(repr=False)
    counts: Mapping[str, int] = field(repr=False)

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.state.values(self.name)

    @property
    def is_open(self) -> bool:
        return bool(self.chosen) or self.kind in FACETS[:SHOWN_OPEN]

    @cached_property
    def options(self) -> list[Option]:
        """Its values. A long facet leaves out those that no case has, unless they are chosen."""
        chosen, is_long = self.chosen, self.kind.is_long
        return [self._option(value) for value in self.names if not is_long or self.counts.get(value) or value in chosen]

    @cached_property
    def selected(self) -> list[Option]:
        chosen = self.chosen
        return [self._option(value) for value in self.names if value in chosen] if chosen else []

    def _option(self, value: str) -> Option:
        count, selected = self.counts.get(value, 0), value in self.chosen
        return Option(self.name, value, self.names[value][0], count, selected, self.state)

    @cached_property
    def shown(self) -> list[Option]:
        """All values of a short facet; of a long one the chosen and the six with most cases, in reading order."""
        if not self.kind.is_long:
            return self.options
        most = {option.value for option in sorted(self.options, key=lambda option: -option.count)[:SHOWN_OF_LONG]}
        return [option for option in self.options if option.selected or option.value in most]

    @cached_property
    def folded(self) -> list[Option]:
        """The values of a long facet that stand behind “vis alle”."""
        shown = {option.value for option in self.shown}
        return [option for option in self.options if option.value not in shown]


def build_facets(state: ListState, options: Options, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    return [Facet(kind, state, options[kind.name], counts[kind.name]) for kind in FACETS]
