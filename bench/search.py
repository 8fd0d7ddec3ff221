"""Search, measured: how often it is right beside plain full-text search, and how fast it is as the catalogue grows.

    python -m bench.search [CASES …]      relevance, then speed at these numbers of cases (26 2000 unless told)

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
DEFAULT_SIZES = [26, 2_000]


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
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    return json.loads(answer.stdout.splitlines()[-1])


def relevance_table(scores: Mapping[str, Mapping[str, int]], asked: Mapping[str, int]) -> list[str]:
    engines = list(scores)
    rows = ["| queries | number | " + " | ".join(engines) + " |", "|---|---:|" + "---:|" * len(engines)]
    for group in [*asked, "all"]:
        number = asked.get(group, sum(asked.values()))
        shares = [scores[e].get(group, 0) if group != "all" else sum(scores[e].values()) for e in engines]
        rows.append(f"| {group} | {number} | " + " | ".join(f"{100 * s / number:.1f} %" for s in shares) + " |")
    return rows


def speed_table(rows: list[dict]) -> list[str]:
    table = [
        "| cases | database | asked first | p50 | p99 | p50 against 26 cases | index | one case indexed again |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    base = {row["database"]: row["p50"] for row in rows if row["cases"] == 26}
    for row in rows:
        ratio = f"{row['p50'] / base[row['database']]:.1f} ×" if row["database"] in base else ""
        table.append(
            f"| {row['cases']} | {row['database']} | {row['first']:.2f} ms | {row['p50']:.2f} ms | {row['p99']:.1f} ms "
            f"| {ratio} | {row['index']:.1f} MB | {row['reindexed']:.0f} ms |"
        )
    return table


def process_table(rows: list[dict]) -> list[str]:
    table = [
        "| cases | database | fill and index | read when a process starts | memory held | read after one save |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    return table + [
        f"| {row['cases']} | {row['database']} | {row['filled'] / 1000:.0f} s | {row['loaded'] / 1000:.2f} s "
        f"| {row['held']:.0f} MB | {row['refreshed']:.0f} ms |"
        for row in rows
    ]


def hostile_table(rows: list[dict]) -> list[str]:
    columns = [f"{row['cases']} {row['database']}" for row in rows]
    table = ["| query | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name in rows[0]["hostile"]:
        table.append(f"| {name} | " + " | ".join(f"{row['hostile'][name]:.1f} ms" for row in rows) + " |")
    times = [f"{max(row['hostile'].values()) / row['p50']:.0f} ×" for row in rows]
    return [*table, "| **slowest against p50** | " + " | ".join(times) + " |"]


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
                filled = measure(address, "fill", str(size))
                speed.append({"cases": size, "database": name} | filled | measure(address, "speed"))
                print(speed[-1], flush=True)
    report = [
        "# Search: how good and how fast",
        "",
        f"Measured on {date.today():%Y-%m-%d} with `python -m bench.search {' '.join(map(str, sizes))}`: "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
        f"The load average was {', '.join(f'{load:.0f}' for load in os.getloadavg())} at the end; where it is above "
        "the number of cores, other work made everything slower.",
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
        "One search, without the page around it, over the same queries. “Asked first” is the median when each query is "
        "asked for the first time in a process; p50 and p99 are of the fastest of three after that, and so is the time "
        "to index a case again, so that what else the machine does counts less. No answer is kept. Beyond 26 the cases "
        "are copies of the 26 with their sentences shuffled among them, so that common words stay common.",
        "",
        *speed_table(speed),
        "",
        "A web process builds the index in memory when it is first asked ([search-index.md](search-index.md)), "
        "compares versions with the database at every search, and after a save reads the documents that are new.",
        "",
        *process_table(speed),
        "",
        "## Hostile queries",
        "",
        "The queries of `tests/hostile_queries.py`, each the fastest of three, given to the search as they are. The "
        "page cuts them at 200 characters first.",
        "",
        *hostile_table(speed),
        "",
    ]
    REPORT.write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))


if __name__ == "__main__":
    main()
