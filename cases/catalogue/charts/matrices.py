"""How many cases have each of two facets' values together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from casekatalog.core.phrases import number_of_cases
from cases.catalogue.charts.links import list_url
from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import ListState
from cases.catalogue.wording import describe
from cases.models import Case

SHADES = 4


@dataclass(frozen=True)
class Head:
    """A row's or a column's value, with the list that has it alone."""

    name: str
    url: str


@dataclass(frozen=True)
class Cell:
    """A number with where it leads, and how dark it is among the others, from 0 to 4.

    ``column`` is its heading, and ``amount`` the number with its unit.
    """

    column: str
    number: int
    amount: str
    url: str
    shade: int
    words: str


@dataclass(frozen=True)
class Matrix:
    """Two facets against each other, with what the numbers say in a sentence. They are numbers of ``what``."""

    slug: str
    heading: str
    corner: str
    finding: str
    columns: Sequence[Head]
    rows: Sequence[tuple[Head, Sequence[Cell]]]
    what: str = "cases"


def shade(number: int, most: int) -> int:
    """How dark a field with ``number`` is: nothing is white, and the most is the darkest."""
    return -(-SHADES * number // most) if number else 0


def of_two_facets(slug: str, heading: str, corner: str, down: str, across: str = "omraade") -> Matrix:
    """The facet ``down`` against the facet ``across``. One query."""
    options = {name: FACETS[name].options() for name in (down, across)}
    together = Case.objects.published().order_by().values_list(FACETS[down].field_name, FACETS[across].field_name)
    found = {(row, column): number for row, column, number in together.annotate(Count("pk", distinct=True))}
    numbers = {(row, column): found.get((row, column), 0) for row in options[down] for column in options[across]}
    most = max(numbers.values(), default=0)

    def cell(row: str, column: str) -> Cell:
        chosen, number = {down: row, across: column}, numbers[row, column]
        state = ListState(selected={facet: (value,) for facet, value in chosen.items()})
        words, amount = describe(state, number), number_of_cases(number)
        return Cell(options[across][column][0], number, amount, list_url(**chosen), shade(number, most), words)

    cells = {(row, column): cell(row, column) for row, column in numbers}
    return Matrix(
        slug=slug,
        heading=heading,
        corner=corner,
        finding=_finding(list(cells.values())),
        columns=[Head(name, list_url(**{across: value})) for value, (name, _) in options[across].items()],
        rows=[
            (Head(name, list_url(**{down: row})), [cells[row, column] for column in options[across]])
            for row, (name, _) in options[down].items()
        ],
    )


def _finding(cells: Sequence[Cell]) -> str:
    most = max((cell.number for cell in cells), default=0)
    if not most:
        return "Her er ingen cases endnu."
    fullest = [cell for cell in cells if cell.number == most]
    empty = sum(not cell.number for cell in cells)
    first = (
        f"Det største felt er {fullest[0].words}"
        if len(fullest) == 1
        else f"Intet felt har mere end {number_of_cases(most)}; så mange har {len(fullest)} felter"
    )
    return f"{first}. {empty or 'Ingen'} af de {len(cells)} felter er tomme."
