"""One measurement on one database, printed as JSON: `relevance`, or `speed N`. Called by bench/search.py."""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django
import yaml

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from cases.models import Case, Effect, ImplementationStep, Municipality, OrganisationalChange, Precondition  # noqa: E402
from cases.search.index import index_all, index_cases  # noqa: E402
from cases.search.models import Document  # noqa: E402
from cases.search.ranking import Search  # noqa: E402

QUERIES = yaml.safe_load(Path("tests/search_queries.yaml").read_text(encoding="utf-8"))
TABLES = ("search_document", "search_indexterm", "search_posting")


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
    """Fill the catalogue up to ``number`` cases with the sentences of the 26, shuffled."""
    rng = random.Random(1)
    originals = list(Case.objects.filter(number__lte=26))
    municipalities = list(Municipality.objects.all())
    first = Case.objects.count() + 1
    if number < first:
        return
    new = []
    for n in range(first, number + 1):
        pick = rng.choice(originals)
        new.append(
            Case(
                number=n,
                slug=f"kopi-{n}",
                title=f"{pick.title} {n}"[:100],
                source_title=pick.source_title,
                summary=rng.choice(originals).summary,
                municipality=rng.choice(municipalities),
                support_function=pick.support_function,
                background=rng.choice(originals).background,
                solution=rng.choice(originals).solution,
                first_page=1,
                preconditions_page=1,
                implementation_page=1,
                last_page=1,
            )
        )
    cases = Case.objects.bulk_create(new, batch_size=500)
    shown_of: dict[Any, int] = {Effect: 2, Precondition: 5, ImplementationStep: 6, OrganisationalChange: 5}
    for model, shown in shown_of.items():
        entries = list(model.objects.filter(case__in=originals))
        fields = [f for f in model._meta.concrete_fields if f.name not in {"id", "case", "order"}]
        model.objects.bulk_create(
            (
                model(case=case, order=order, **{f.attname: getattr(entry, f.attname) for f in fields})
                for case in cases
                for order, entry in enumerate(rng.sample(entries, shown), start=1)
            ),
            batch_size=1000,
        )
    index_all()


def speed(number: int) -> dict:
    """Milliseconds for a search (median and 99th percentile), megabytes of index, milliseconds to index a case."""
    grow(number)
    Search("robot")
    times = []
    rounds = 3 if number <= 2_000 else 1
    for row in QUERIES * rounds:
        start = time.perf_counter()
        _ = Search(row["query"]).cases
        times.append(1000 * (time.perf_counter() - start))
    start = time.perf_counter()
    for case in Case.objects.filter(number__lte=10):
        index_cases(Case.objects.filter(pk=case.pk))
    reindex = 1000 * (time.perf_counter() - start) / 10
    return {
        "p50": statistics.median(times),
        "p99": statistics.quantiles(times, n=100)[98],
        "megabytes": index_size() / 1e6,
        "reindex": reindex,
    }


def index_size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT SUM(s.pgsize) FROM dbstat s JOIN sqlite_schema t ON t.name = s.name"
                " WHERE t.tbl_name IN (%s, %s, %s)",
                TABLES,
            )
        else:
            cursor.execute("SELECT SUM(pg_total_relation_size(t)) FROM unnest(%s::regclass[]) t", [list(TABLES)])
        return int(cursor.fetchone()[0] or 0)


if __name__ == "__main__":
    prepare()
    print(json.dumps(relevance() if sys.argv[1] == "relevance" else speed(int(sys.argv[2]))))
