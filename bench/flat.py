"""Write the published cases as one table with what a card shows and a column for each facet: ``bench.flat FILE``.

A facet with several values is a JSON array, as Datasette wants it; the table ``facets`` says which have. Called by
bench/data.py.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import django

django.setup()

from cases.catalogue.facets import FACETS  # noqa: E402
from cases.models import Case, KeyFigure  # noqa: E402
from cases.models.querysets import FIGURES_ON_CARD  # noqa: E402

SHOWN = ("number", "slug", "title", "summary")
ONE = [facet for facet in FACETS if not facet.is_many]
SEVERAL = [facet for facet in FACETS if facet.is_many]


def rows() -> Iterator[list[object]]:
    lists: list[dict[int, list[str]]] = []
    for facet in SEVERAL:
        values: dict[int, list[str]] = defaultdict(list)
        for case, value in facet.links().iterator(5_000):
            values[case].append(value)
        lists.append(values)
    figures: dict[int, list[str]] = defaultdict(list)
    for figure in KeyFigure.objects.filter(order__lte=FIGURES_ON_CARD).iterator(5_000):
        figures[figure.case_id].append(str(figure))
    columns = [*SHOWN, *(facet.path for facet in ONE)]
    for key, *row in Case.objects.published().order_by("number").values_list("pk", *columns).iterator(5_000):
        # A product can have two roles in a case.
        arrays = (json.dumps(list(dict.fromkeys(values[key])), ensure_ascii=False) for values in lists)
        yield [*row, *arrays, "; ".join(figures[key])]


def write(file: str) -> None:
    names = [*SHOWN, *(facet.name for facet in (*ONE, *SEVERAL)), "figures"]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE cases ({', '.join(names)}, PRIMARY KEY (number))")
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO cases VALUES ({marks})", rows())  # noqa: S608
        for facet in ONE:
            connection.execute(f"CREATE INDEX cases_{facet.name} ON cases ({facet.name})")
        connection.execute("CREATE TABLE facets (name, has_several)")
        connection.executemany("INSERT INTO facets VALUES (?, ?)", [(facet.name, facet.is_many) for facet in FACETS])
        connection.execute("ANALYZE")


if __name__ == "__main__":
    write(sys.argv[1])
