"""All cases as one table: its columns, each of which the list can be sorted by, and its rows."""

from __future__ import annotations

from dataclasses import dataclass

from cases.catalogue.list_state import SORTINGS, ListState
from cases.catalogue.short_answers import first_clause, prices, short_answers
from cases.models import Case, KeyFigure
from cases.models.choices import ProductRole
from cases.models.content import Value, products

# The heading of each column, and what the list is sorted by there.
COLUMNS = {
    "titel": "Case",
    "kommune": "Kommune",
    "opgave": "Opgave",
    "system": "System",
    "effekt": "Effekt",
    "pris": "Pris",
    "tid": "Tid til drift",
    "sikkerhed": "Hvor sikkert",
}


@dataclass(frozen=True)
class Header:
    """A column's heading, and the list sorted by it or, if it is already, in its own order again."""

    key: str
    label: str
    sorting: str
    url: str
    direction: str


def headers(state: ListState) -> list[Header]:
    return [_header(key, label, state) for key, label in COLUMNS.items()]


def _header(key: str, label: str, state: ListState) -> Header:
    sorting = SORTINGS[key]
    if state.sorting != key:
        return Header(key, label, sorting.label, state.sorted_by(key).url, "")
    direction = "descending" if sorting.columns[0].startswith("-") else "ascending"
    return Header(key, label, "Uden sortering", state.sorted_by(state.default_sorting).url, direction)


class Row:
    """A case from ``CaseQuerySet.for_table`` as the cells of its row."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.effect, self.price, self.time = short_answers(case)

    @property
    def time_in_words(self) -> str:
        return first_clause(self.time.words)

    @property
    def prices(self) -> list[KeyFigure]:
        return prices(self.case)

    @property
    def systems(self) -> list[tuple[str, list[Value]]]:
        """The systems of the case under what they are in it."""
        solutions, others = (products(self.case, role) for role in (ProductRole.SOLUTION, ProductRole.INTEGRATION))
        return [(label, found) for label, found in (("", solutions), ("Arbejder sammen med", others)) if found]

    @property
    def certainty(self) -> str:
        """What kind of figure the effect is."""
        return str(self.effect.figure.get_basis_display()).capitalize() if self.effect.figure else "Intet tal"
