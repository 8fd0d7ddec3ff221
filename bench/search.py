"""Search, measured: how often it is right beside plain full-text search, and how fast it is as the catalogue grows.

    python -m bench.search [CASES …]      relevance, then speed at these numbers of cases (26 2000 50000 unless told)

Each database is used in a process of its own. The table is written to docs/search-performance.md.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "search-performance.md"
DEFAULT_SIZES = [26, 2_000, 50_000]


def measure(address: str, what: str, *arguments: str) -> dict:
    """Run bench/search_worker.py on the database at ``address`` and return what it prints."""
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "casekatalog.settings",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": "bench-only",
        "HTTPS": "false",
    }
    command = [sys.executable, "-m", "bench.search_worker", what, *arguments]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def relevance_table(scores: Mapping[str, Mapping[str, int]], asked: Mapping[str, int]) -> list[str]:
    engines = list(scores)
    rows = ["| queries | number | " + " | ".join(engines) + " |", "|---|---:|" + "---:|" * len(engines)]
    for group in [*asked, "all"]:
        number = asked.get(group, sum(asked.values()))
        shares = [scores[e].get(group, 0) if group != "all" else sum(scores[e].values()) for e in engines]
        rows.append(f"| {group} | {number} | " + " | ".join(f"{100 * s / number:.0f} %" for s in shares) + " |")
    return rows


def speed_table(rows: list[dict]) -> list[str]:
    table = [
        "| cases | database | p50 | p99 | p50 against 26 cases | index | one case indexed again |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    base = {row["database"]: row["p50"] for row in rows if row["cases"] == 26}
    for row in rows:
        ratio = row["p50"] / base[row["database"]] if row["database"] in base else float("nan")
        table.append(
            f"| {row['cases']} | {row['database']} | {row['p50']:.1f} ms | {row['p99']:.1f} ms | {ratio:.1f} × "
            f"| {row['megabytes']:.1f} MB | {row['reindex']:.0f} ms |"
        )
    return table


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or DEFAULT_SIZES
    speed = []
    with tempfile.TemporaryDirectory() as folder, postgres_server() as postgres:
        sqlite = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        ours = measure(sqlite, "relevance")
        on_postgres = measure(postgres, "relevance")
        scores = {
            "ours": Counter(ours["ours"]),
            "SQLite FTS5": Counter(ours["plain"]),
            "PostgreSQL danish": Counter(on_postgres["plain"]),
        }
        if ours["ours"] != on_postgres["ours"]:
            raise SystemExit("The two databases do not agree.")
        for size in sizes:
            for name, address in (("SQLite", sqlite), ("PostgreSQL", postgres)):
                speed.append({"cases": size, "database": name} | measure(address, "speed", str(size)))
                print(speed[-1], flush=True)
    report = [
        "# Search: how good and how fast",
        "",
        f"Measured on {date.today():%Y-%m-%d} with `python -m bench.search {' '.join(map(str, sizes))}`: "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        "## A right case among the first three",
        "",
        "The queries of `tests/search_queries.yaml` on the 26 cases. The two others search the same text with their "
        "own Danish settings: FTS5 with its default tokeniser and all words wanted, PostgreSQL with `danish` and "
        "`websearch_to_tsquery`, both in their own order of rank.",
        "",
        *relevance_table(scores, ours["asked"]),
        "",
        "## Speed",
        "",
        "One search, without the page around it, over the same queries. Beyond 26, the cases are copies of the 26 "
        "with their sentences shuffled among them, so that common words stay common.",
        "",
        *speed_table(speed),
        "",
    ]
    REPORT.write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))


if __name__ == "__main__":
    main()
