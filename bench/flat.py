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

from cases.catalogue.filters import FACETS  # noqa: E402
from cases.models import Case, KeyFigure  # noqa: E402
from cases.models.querysets import FIGURES_ON_CARD  # noqa: E402

SHOWN = ("number", "slug", "title", "summary")


def has_several(path: str) -> bool:
    relation = Case._meta.get_field(path.partition("__")[0])
    return bool(relation.many_to_many or relation.one_to_many)


ONE = {name: facet.field_name for name, facet in FACETS.items() if not has_several(facet.field_name)}
SEVERAL = {name: facet.field_name for name, facet in FACETS.items() if has_several(facet.field_name)}


def rows() -> Iterator[list[object]]:
    lists: list[dict[int, list[str]]] = []
    for path in SEVERAL.values():
        values: dict[int, list[str]] = defaultdict(list)
        for case, value in Case.objects.published().order_by().values_list("pk", path).iterator(5_000):
            if value:
                values[case].append(value)
        lists.append(values)
    figures: dict[int, list[str]] = defaultdict(list)
    for figure in KeyFigure.objects.filter(order__lte=FIGURES_ON_CARD).iterator(5_000):
        figures[figure.case_id].append(str(figure))
    columns = [*SHOWN, *ONE.values()]
    for key, *row in Case.objects.published().order_by("number").values_list("pk", *columns).iterator(5_000):
        # A product can have two roles in a case.
        arrays = (json.dumps(list(dict.fromkeys(values[key])), ensure_ascii=False) for values in lists)
        yield [*row, *arrays, "; ".join(figures[key])]


def write(file: str) -> None:
    names = [*SHOWN, *ONE, *SEVERAL, "figures"]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE cases ({', '.join(names)}, PRIMARY KEY (number))")
        marks = ", ".join("?" * len(names))
        connection.executemany(f"INSERT INTO cases VALUES ({marks})", rows())  # noqa: S608
        for name in ONE:
            connection.execute(f"CREATE INDEX cases_{name} ON cases ({name})")
        connection.execute("CREATE TABLE facets (name, has_several)")
        connection.executemany(
            "INSERT INTO facets VALUES (?, ?)", [(name, name in SEVERAL) for name in (*ONE, *SEVERAL)]
        )
        connection.execute("ANALYZE")


if __name__ == "__main__":
    write(sys.argv[1])
