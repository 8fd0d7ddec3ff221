"""Write the published cases as one table for Datasette: what a card shows, and a column for each facet of the list."""

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

SHOWN = ("number", "slug", "title", "summary")
# The facets, by their names in the list's address. Those with several values become JSON arrays, as Datasette wants.
ONE = {"omraade": "support_function__slug", "kommune": "municipality__code", "region": "municipality__region"}
SEVERAL = {"opgave": "tasks__slug", "teknologi": "technologies__slug", "greb": "evidence__grip__slug"}
SEVERAL |= {"system": "products__slug", "udrulning": "rollouts__form"}
COLUMNS = (*SHOWN, *ONE, *SEVERAL, "figures")


def rows() -> Iterator[list[object]]:
    """The cases, each as the values of COLUMNS."""
    import django

    django.setup()
    from cases.models import Case, KeyFigure

    several: dict[str, dict[int, list[str]]] = {name: defaultdict(list) for name in SEVERAL}
    for name, path in SEVERAL.items():
        for key, value in Case.objects.exclude(**{path: None}).values_list("pk", path).distinct():
            several[name][key].append(value)
    figures: dict[int, list[str]] = defaultdict(list)
    for figure in KeyFigure.objects.all():
        figures[figure.case_id].append(str(figure))
    for key, *row in Case.objects.published().order_by("number").values_list("pk", *SHOWN, *ONE.values()):
        arrays = (json.dumps(values[key], ensure_ascii=False) for values in several.values())
        yield [*row, *arrays, "; ".join(figures[key][:3])]


def main(file: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"CREATE TABLE cases ({', '.join(COLUMNS)}, PRIMARY KEY (number))")
        connection.executemany(f"INSERT INTO cases VALUES ({', '.join('?' * len(COLUMNS))})", rows())  # noqa: S608
        for name in ONE:
            connection.execute(f"CREATE INDEX cases_{name} ON cases ({name})")
        connection.execute("ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1])
