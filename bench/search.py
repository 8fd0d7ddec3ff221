"""Search quality: how often a right case is among the first three, beside the databases' own full-text search.

    python -m bench.search

Writes docs/search-performance.md. The queries and their right cases stand in tests/search_queries.yaml.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from datetime import date

import yaml

from bench.site import ROOT, production, run, seed
from tests.postgres import postgres_server

FTS5 = "SELECT slug FROM plain WHERE plain MATCH %s ORDER BY rank, slug"
DANISH = """SELECT slug FROM plain, websearch_to_tsquery('danish', %s) q WHERE to_tsvector('danish', text) @@ q
            ORDER BY ts_rank(to_tsvector('danish', text), q) DESC, slug"""
TEXT = """# Search: how often it is right

Measured on {day:%Y-%m-%d} with `python -m bench.search`: how often a right case is among the first three, for the \
queries of `tests/search_queries.yaml` on the 26 cases. Ours gives the same answers on both databases. The two others \
search the same text, FTS5 with its default tokeniser and all words wanted, PostgreSQL with `danish` and \
`websearch_to_tsquery`. How fast a search is stands in [search-index.md](search-index.md).

{table}
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, postgres_server() as postgresql:
        found = []
        for database in (f"sqlite:///{folder}/site.sqlite3", postgresql):
            seed(database)
            found.append(json.loads(run(production(database), "-m", "bench.search", "scores")))
    sqlite, on_postgresql = found
    if sqlite["ours"] != on_postgresql["ours"]:
        raise SystemExit("The two databases do not agree.")
    engines = {"ours": sqlite["ours"], "SQLite FTS5": sqlite["plain"], "PostgreSQL danish": on_postgresql["plain"]}
    table = [f"| queries | number | {' | '.join(engines)} |", "|---|---:|" + "---:|" * len(engines)]
    for group, number in (sqlite["asked"] | {"all": sum(sqlite["asked"].values())}).items():
        right = [sum(found.values()) if group == "all" else found.get(group, 0) for found in engines.values()]
        table.append(f"| {group} | {number} | {' | '.join(f'{100 * each / number:.1f} %' for each in right)} |")
    text = TEXT.format(day=date.today(), table="\n".join(table))
    (ROOT / "docs" / "search-performance.md").write_text(text, encoding="utf-8")
    print(text)


def scores() -> dict[str, Counter[str]]:
    """By group of queries: how many were asked, and how many have a right case among the first three."""
    import django

    django.setup()
    from django.db import connection

    from cases.models import Case
    from cases.search.models import Document
    from cases.search.ranking import Search

    names = dict(Case.objects.values_list("pk", "slug"))
    texts = {d.key: "\n".join(text for _, _, text in d.parts) for d in Document.objects.filter(kind="case")}
    found: dict[str, Counter[str]] = {"asked": Counter(), "ours": Counter(), "plain": Counter()}
    with connection.cursor() as cursor:
        on_sqlite = connection.vendor == "sqlite"
        virtual = "CREATE VIRTUAL TABLE temp.plain USING fts5(slug UNINDEXED, text)"
        cursor.execute(virtual if on_sqlite else "CREATE TEMPORARY TABLE plain (slug text, text text)")
        cursor.executemany("INSERT INTO plain (slug, text) VALUES (%s, %s)", list(texts.items()))

        def plain(query: str) -> list[str]:
            words = " ".join(f'"{part}"' for pair in re.findall(r'"([^"]+)"|([^\s"]+)', query) for part in pair if part)
            cursor.execute(FTS5 if on_sqlite else DANISH, [words if on_sqlite else query])
            return [slug for (slug,) in cursor.fetchall()]

        for row in yaml.safe_load((ROOT / "tests" / "search_queries.yaml").read_text(encoding="utf-8")):
            group, right = row["group"], row["cases"]
            found["asked"][group] += 1
            found["ours"][group] += any(names[pk] in right for pk in list(Search(row["query"]).cases)[:3])
            found["plain"][group] += any(slug in right for slug in plain(row["query"])[:3])
    return found


if __name__ == "__main__":
    print(json.dumps(scores())) if sys.argv[1:] == ["scores"] else main()
