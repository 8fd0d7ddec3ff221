"""What a run found, written down."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.findings import DATASETTE, FEW, STATIC, TRIVIAL, Findings, Pages, targets
from bench.servers import DEPLOYED, datasette_program, program
from bench.start import Start
from bench.wrk import Load

HOW = Path(__file__).with_name("how.md")


def written(found: Findings, load: Load, rounds: int, database: str, load_before: tuple[float, ...]) -> str:
    asked = f"{load.threads} thread, {load.connections} connections, {load.seconds} seconds"
    deployed = "the configuration of `deploy/nginx/`" if DEPLOYED.exists() else "none for the site in this run"
    parts = [
        f"# Speed, on {database}",
        f"Measured on {date.today():%Y-%m-%d} with `python -m bench.pages`, everything in one run on one machine: "
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}. {_versions(database)}. "
        f"The load average was {_loads(load_before)} at the start and {_loads(os.getloadavg())} at the end. "
        "Only ratios say something about another machine.",
        "## What was to be reached",
        "Where several pages or numbers of cases count, the worst of them.",
        target_table(found),
        "## Pages",
        *(f"### {size:,} cases\n\n{page_table(pages)}" for size, pages in found.pages.items()),
        "## The server's time for the uncached list",
        server_time_table(found.server_times),
        "## Start",
        start_table(found.starts),
        HOW.read_text(encoding="utf-8").strip().format(asked=asked, rounds=rounds, deployed=deployed),
    ]
    return "\n\n".join(parts) + "\n"


def target_table(found: Findings) -> str:
    rows = [
        f"| {target.what} | {'≥' if target.at_least else '≤'} {target.bound:g} {target.unit} "
        f"| {'' if target.measured is None else f'{_rounded(target.measured)} {target.unit}'} | {target.verdict} |"
        for target in targets(found)
    ]
    return "\n".join(["| what | to reach | measured | reached |", "|---|---:|---:|---|", *rows])


def page_table(pages: Pages) -> str:
    table = [
        "| | answers/s | p50 | p99 | × static file | × trivial view | × Datasette |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, result in pages.items():
        ratios = " | ".join(_rounded(result.rate / pages[base].rate) for base in (STATIC, TRIVIAL, DATASETTE))
        table.append(f"| {name} | {_rounded(result.rate)} | {result.p50:.2f} ms | {result.p99:.2f} ms | {ratios} |")
    return "\n".join(table)


def server_time_table(times: Mapping[int, Mapping[str, float]]) -> str:
    table = ["| cases | median | p99 | CPU, median | median against 26 cases |", "|---:|---:|---:|---:|---:|"]
    for size, row in times.items():
        ratio = f"{row['wall'] / times[FEW]['wall']:.2f} ×" if FEW in times else ""
        table.append(f"| {size:,} | {row['wall']:.2f} ms | {row['p99']:.2f} ms | {row['cpu']:.2f} ms | {ratio} |")
    return "\n".join(table)


def start_table(starts: Mapping[int, Start]) -> str:
    table = [
        "| cases | gunicorn listens | worker: first list page | then first search | RSS, USS after the list "
        "| RSS, USS after the search |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for size, start in starts.items():
        table.append(
            f"| {size:,} | {start.loaded:.2f} s | {start.first_list:.2f} s | {start.first_search:.2f} s "
            f"| {start.rss_list:.0f}, {start.uss_list:.0f} MB | {start.rss_search:.0f}, {start.uss_search:.0f} MB |"
        )
    return "\n".join(table)


def _rounded(figure: float) -> str:
    """Three figures, or all before the point."""
    digits = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f}"


def _loads(loads: tuple[float, ...]) -> str:
    return ", ".join(f"{load:.1f}" for load in loads)


def _processor() -> str:
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def _versions(database: str) -> str:
    """Of everything that was compared."""
    others = {
        "nginx": [program("nginx"), "-v"],
        "Datasette": [datasette_program(), "--version"],
        "wrk": [program("wrk"), "-v"],
    }
    found = [f"Python {platform.python_version()}", f"Django {version('Django')}", f"gunicorn {version('gunicorn')}"]
    for name, command in others.items():
        # wrk ends with a code that is not 0.
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        number = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
        found.append(f"{name} {number[0] if number else ''}")
    return ", ".join([*found, database])
