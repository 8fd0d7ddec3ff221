"""One measurement on one database, printed as JSON: `relevance`, `fill N` or `speed`. Called by bench/search.py."""

from __future__ import annotations

import json
import re
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django
import yaml

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from cases.models import Case  # noqa: E402
from cases.search.index import current_index  # noqa: E402
from cases.search.indexing import index_cases  # noqa: E402
from cases.search.models import Document  # noqa: E402
from cases.search.ranking import Search  # noqa: E402
from tests.hostile_queries import HOSTILE  # noqa: E402

QUERIES = yaml.safe_load(Path("tests/search_queries.yaml").read_text(encoding="utf-8"))
TABLES = ("search_document",)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0, stdout=sys.stderr)


def relevance() -> dict:
    """For each group: how many queries have a right case among the first three, with ours and with plain search."""
    names = dict(Case.objects.values_list("pk", "slug"))
    plain = plain_search()
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for row in QUERIES:
        asked[row["group"]] += 1
        ours[row["group"]] += any(names[pk] in row["cases"] for pk in list(Search(row["query"]).cases)[:3])
        theirs[row["group"]] += any(slug in row["cases"] for slug in plain(row["query"])[:3])
    return {"ours": ours, "plain": theirs, "asked": asked}


def plain_search():
    """The database's own full-text search over the same text, as a function from a query to slugs."""
    texts = {d.key: "\n".join(text for _, _, text in d.parts) for d in Document.objects.filter(kind="case")}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE temp.plain USING fts5(slug UNINDEXED, text)")
        else:
            cursor.execute("CREATE TEMPORARY TABLE plain (slug text, text text)")
        cursor.executemany("INSERT INTO plain (slug, text) VALUES (%s, %s)", list(texts.items()))
    return fts5 if connection.vendor == "sqlite" else danish


def fts5(query: str) -> list[str]:
    wanted = " ".join(f'"{part}"' for part in re.findall(r'"([^"]+)"|([^\s"]+)', query) for part in part if part)
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM plain WHERE plain MATCH %s ORDER BY rank, slug", [wanted])
        return [slug for (slug,) in cursor.fetchall()]


def danish(query: str) -> list[str]:
    sql = """SELECT slug FROM plain, websearch_to_tsquery('danish', %s) q WHERE to_tsvector('danish', text) @@ q
             ORDER BY ts_rank(to_tsvector('danish', text), q) DESC, slug"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [query])
        return [slug for (slug,) in cursor.fetchall()]


def grow(number: int) -> None:
    """Fill the catalogue up to ``number`` cases and index it."""
    if (missing := number - Case.objects.count()) > 0:
        call_command("generate_cases", missing, stdout=sys.stderr)


def fill(number: int) -> dict:
    return {"filled": timed(lambda: grow(number))[0]}


def speed() -> dict:
    """How long things take, in milliseconds, and how much room they take, in megabytes."""
    before = memory()
    loaded, _ = timed(current_index)
    held = memory() - before
    first = [search(row["query"]) for row in QUERIES]
    later = [min(search(row["query"]) for _ in range(3)) for row in QUERIES]
    changes = [change(pk) for pk in Case.objects.order_by("number").values_list("pk", flat=True)[:10]]
    reindexed, refreshed = zip(*changes, strict=True)
    return {
        "loaded": loaded,
        "held": held,
        "first": statistics.median(first),
        "p50": statistics.median(later),
        "p99": statistics.quantiles(later, n=100)[98],
        "index": index_size() / 1e6,
        "reindexed": statistics.median(reindexed),
        "refreshed": statistics.median(refreshed),
        "hostile": {name: min(search(query) for _ in range(3)) for name, query in HOSTILE.items()},
    }


def change(pk: int) -> tuple[float, float]:
    """A case indexed again, and what is new read by the process; each the fastest of three."""
    times = [(timed(partial(index_cases, [pk]))[0], timed(current_index)[0]) for _ in range(3)]
    return min(indexed for indexed, _ in times), min(read for _, read in times)


def search(query: str) -> float:
    return timed(lambda: Search(query).cases)[0]


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """How many milliseconds it took, and what came of it."""
    start = time.perf_counter()
    done = do()
    return 1000 * (time.perf_counter() - start), done


def memory() -> float:
    """Megabytes that the process holds. Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def index_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT t.tbl_name, SUM(s.pgsize) FROM dbstat s JOIN sqlite_schema t ON t.name = s.name GROUP BY 1"
            )
            return sum(size for table, size in cursor.fetchall() if table in TABLES)
        cursor.execute("SELECT SUM(pg_total_relation_size(t)) FROM unnest(%s::regclass[]) t", [list(TABLES)])
        return int(cursor.fetchone()[0] or 0)


MEASURES: dict[str, Callable[..., dict]] = {"relevance": relevance, "fill": fill, "speed": speed}

if __name__ == "__main__":
    prepare()
    print(json.dumps(MEASURES[sys.argv[1]](*map(int, sys.argv[2:]))))
