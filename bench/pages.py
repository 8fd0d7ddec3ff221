"""The site's speed beside what a user would pick instead, all on one machine and in one run.

    python -m bench.pages [CASES …] [--postgresql] [--seconds 5] [--rounds 3] [--threads 1] [--connections 8]

Writes docs/performance.md, or docs/performance-postgresql.md. The data is made the first time (bench/data.py).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from bench import findings, report, servers, start, wrk
from bench.data import databases, flat
from bench.environment import FILTERED, LIST, ROOT, TRIVIAL, production
from bench.findings import Findings
from bench.reader import get

DEFAULT_SIZES = [26, 2_000, 100_000]
TIMES = 300
# What answers slowly is asked in one round that is long enough for this many answers for each connection, so that those
# still on their way at its end count for little.
FEWEST_ANSWERS = 5

Serving = Callable[[], AbstractContextManager[tuple[int, str]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", metavar="CASES", type=int, nargs="*", default=DEFAULT_SIZES)
    parser.add_argument("--postgresql", action="store_true")
    for name, default in (("seconds", 5), ("rounds", 3), ("threads", 1), ("connections", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--output", type=Path, help="where the table goes, if not under docs/")
    asked = parser.parse_args()
    # Said before the data is made.
    for needed in ("wrk", "nginx"):
        servers.program(needed)
    load = wrk.Load(asked.threads, asked.connections, asked.seconds)
    sizes, load_before, found = sorted(set(asked.sizes)), os.getloadavg(), Findings()
    with databases(sizes, asked.postgresql) as addresses:
        for size, address in addresses.items():
            found.pages[size] = measure_pages(size, address, load, asked.rounds)
            print(f"{size} cases\n{report.page_table(found.pages[size])}", flush=True)
        found.server_times = measure_server_times(addresses, asked.rounds)
        for size, address in addresses.items():
            found.starts[size] = start.median([start.start(production(address)) for _ in range(asked.rounds)])
    database = "PostgreSQL" if asked.postgresql else "SQLite"
    text = report.written(found, load, asked.rounds, database, load_before)
    output = asked.output or ROOT / "docs" / f"performance{'-postgresql' if asked.postgresql else ''}.md"
    output.write_text(text, encoding="utf-8")
    print(text)


def measure_pages(size: int, database: str, load: wrk.Load, rounds: int) -> dict[str, wrk.Result]:
    """The median of each thing that is compared, asked in one order and then in the other."""
    with compared(size, database) as servings:
        loads: dict[str, wrk.Load] = {}
        results: dict[str, list[wrk.Result]] = {name: [] for name in servings}
        for number in range(rounds):
            for name in list(servings)[:: -1 if number % 2 else 1]:
                if loads.get(name, load) != load:
                    continue
                with servings[name]() as (port, address):
                    loads[name] = loads.get(name) or _long_enough((port, address), load)
                    results[name].append(wrk.ask(f"http://127.0.0.1:{port}{address}", loads[name]))
    return {name: wrk.median(found) for name, found in results.items()}


@contextmanager
def compared(size: int, database: str) -> Iterator[dict[str, Serving]]:
    """Everything that is compared, each served while it is asked: by a port and an address.

    Our servers and nginx stay, and take no time when they are not asked. Datasette goes on with what wrk has left.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casekatalog-bench-")))
        cached = stack.enter_context(servers.gunicorn(production(database)))
        uncached = stack.enter_context(servers.gunicorn(production(database, PAGE_CACHE_SIZE="0")))
        page, encoding, _ = get(cached, LIST)
        if encoding != "gzip":
            raise SystemExit("The list page did not come compressed.")
        static, behind = stack.enter_context(servers.nginx(folder, cached, page))
        case = _first_case(cached)
        addresses = {
            findings.STATIC: (static, f"/{servers.STATIC_FILE}"),
            findings.NGINX_LIST: (behind, LIST),
            findings.NGINX_CASE: (behind, case),
            findings.CACHED_LIST: (cached, LIST),
            findings.CACHED_CASE: (cached, case),
            findings.TRIVIAL: (cached, TRIVIAL),
            findings.LIST: (uncached, LIST),
            findings.FILTERED: (uncached, FILTERED),
            findings.CASE: (uncached, case),
        }
        staying: dict[str, Serving] = {
            name: partial(_staying, port, address) for name, (port, address) in addresses.items() if port
        }
        yield {**staying, findings.DATASETTE: partial(_datasette, flat(size))}


@contextmanager
def _staying(port: int, address: str) -> Iterator[tuple[int, str]]:
    yield port, address


@contextmanager
def _datasette(file: Path) -> Iterator[tuple[int, str]]:
    with servers.datasette(file) as port:
        yield port, _datasette_address(file)


def _first_case(port: int) -> str:
    """The address of the first case that was written, which is the same for every number of cases."""
    found = re.search(r'href="(/cases/[a-z0-9-]+/)"', gzip.decompress(get(port, LIST)[0]).decode())
    if not found:
        raise SystemExit("The list page has no case.")
    return found[1]


def _datasette_address(file: Path) -> str:
    """The table with our facets and our number of rows a page."""
    with closing(sqlite3.connect(file)) as connection:
        facets = connection.execute("SELECT name, has_several FROM facets").fetchall()
    asked = [("_facet_array" if has_several else "_facet", name) for name, has_several in facets]
    return f"/{file.stem}/cases?" + urlencode([("_size", "30"), *asked])


def _long_enough(asked: tuple[int, str], load: wrk.Load) -> wrk.Load:
    """The same load, for longer where one answer takes long."""
    seconds = min(get(*asked)[2] for _ in range(3)) * load.connections * FEWEST_ANSWERS
    return replace(load, seconds=max(load.seconds, round(seconds)))


def measure_server_times(addresses: dict[int, str], rounds: int) -> dict[int, dict[str, float]]:
    """The median of what a list takes in one process without a network, the sizes by turns."""
    found: dict[int, list[dict[str, float]]] = {size: [] for size in addresses}
    for _ in range(rounds):
        for size, address in addresses.items():
            command = [
                *servers.pinned(servers.SERVER_CORE),
                sys.executable,
                "-m",
                "bench.server_time",
                LIST,
                str(TIMES),
            ]
            environment = production(address, PAGE_CACHE_SIZE="0")
            said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
            found[size].append(json.loads(said.splitlines()[-1]))
    return {
        size: {name: statistics.median(times[name] for times in rows) for name in rows[0]}
        for size, rows in found.items()
    }


if __name__ == "__main__":
    main()
