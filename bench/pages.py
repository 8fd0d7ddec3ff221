"""The site's speed beside what a reader of the code would pick instead, all on one machine and in one run.

    python -m bench.pages [--seconds 5] [--rounds 3] [CASES …]

Writes docs/performance.md. wrk, nginx and Datasette are installed where they are missing and that is allowed.
"""

import argparse
import gzip
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench import servers
from bench.flat_table import ONE, SEVERAL
from bench.site import REQUEST, ROOT, WITHOUT_PAGE_CACHE, catalogue, flat_table, production
from tests import deployed

LIST = "/cases/"
CONNECTIONS = 8

STATIC_SERVER = """server {{
    listen 127.0.0.1:{port};
    access_log {folder}/static.log;
    location / {{ root {folder}; default_type text/html; add_header Content-Encoding gzip; }}
}}"""
DATASETTE = "Datasette's faceted table"
# What is compared with what, at how many cases (any where none is said), and the ratio to reach.
TARGETS = [
    ("list, uncached", DATASETTE, 26, 3),
    ("list, uncached", DATASETTE, 2_000, 6),
    ("case page, uncached", DATASETTE, 26, 2),
    ("list from the page cache", "trivial view", None, 0.8),
    ("case page from the page cache", "trivial view", None, 0.8),
    ("list behind nginx", "static file behind nginx", None, 0.5),
    ("case page behind nginx", "static file behind nginx", None, 0.5),
]
# Answers a second, by what is asked.
Rates = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", metavar="CASES", type=int, nargs="*", default=[26, 2_000])
    for name, default in (("seconds", 5), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    for needed in ("wrk", "nginx"):
        servers.program(needed)
    servers.datasette_program()
    load_before = os.getloadavg()[0]
    # Every server that is started inherits the first core; wrk has the last.
    os.sched_setaffinity(0, {0})
    found = {size: measure(size, asked.seconds, asked.rounds) for size in asked.sizes}
    text = report(found, load_before, asked)
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    print(text)


def measure(cases: int, seconds: int, rounds: int) -> Rates:
    """The median of each thing that is compared, asked in one order and then in the other."""
    found: dict[str, list[float]] = {}
    with compared(cases) as addresses:
        for number in range(rounds):
            for name in list(addresses)[:: -1 if number % 2 else 1]:
                found.setdefault(name, []).append(wrk(addresses[name], seconds))
        rates = {name: statistics.median(found[name]) for name in addresses}
    # Alone: it still works on what wrk has left unanswered, on the core of all others.
    with servers.datasette(file := flat_table(cases)) as port:
        facets = [*(("_facet", name) for name in ONE), *(("_facet_array", name) for name in SEVERAL)]
        address = f"http://127.0.0.1:{port}/{file.stem}/cases?{urlencode([('_size', 30), *facets])}"
        get(address)
        rates[DATASETTE] = statistics.median(wrk(address, 2 * seconds) for _ in range(rounds))
    return rates


@contextmanager
def compared(cases: int) -> Iterator[dict[str, str]]:
    """The addresses of ours and of nginx's, by name, while their servers run."""
    environment = production(catalogue(cases), DJANGO_SETTINGS_MODULE="bench.trivial_settings")
    with (
        deployed.folder() as folder,
        servers.gunicorn(environment, folder / "web.sock") as cached,
        servers.gunicorn({**environment, **WITHOUT_PAGE_CACHE}) as uncached,
    ):
        page = get(f"http://127.0.0.1:{cached}{LIST}")
        (folder / "list.html").write_bytes(page)
        case = re.findall(r'href="(/cases/[a-z0-9-]+/)"', gzip.decompress(page).decode())[0]
        static = deployed.free_port()
        (folder / "more-static.conf").write_text(STATIC_SERVER.format(port=static, folder=folder))
        with deployed.nginx(folder, folder / "web.sock", tls=False, limits=False) as behind:
            places = {
                "static file behind nginx": (static, "/list.html"),
                "list behind nginx": (behind, LIST),
                "case page behind nginx": (behind, case),
                "list from the page cache": (cached, LIST),
                "case page from the page cache": (cached, case),
                "trivial view": (cached, "/trivial/"),
                "list, uncached": (uncached, LIST),
                "list with a filter, uncached": (uncached, f"{LIST}?teknologi=rpa"),
                "case page, uncached": (uncached, case),
            }
            addresses = {name: f"http://127.0.0.1:{port}{path}" for name, (port, path) in places.items()}
            for address in addresses.values():
                get(address)
            yield addresses


def get(address: str) -> bytes:
    """The body as it was sent. An answer that is an error ends the benchmark."""
    with urlopen(Request(address, headers=REQUEST), timeout=120) as response:  # noqa: S310
        return response.read()


def wrk(address: str, seconds: int) -> float:
    """Answers a second, when wrk asks as fast as it is answered. A single error ends the benchmark."""
    headers = [f"-H{name}: {value}" for name, value in REQUEST.items()]
    on_last_core = ["taskset", "-c", str((os.cpu_count() or 1) - 1)]
    size = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout", "120s"]
    command = [*on_last_core, servers.program("wrk"), *size, *headers, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if "Socket errors" in said or "Non-2xx" in said or not rate:
        raise SystemExit(f"{address} gave errors:\n{said}")
    return float(rate[1])


def report(found: dict[int, Rates], load_before: float, asked: argparse.Namespace) -> str:
    """The text of docs/performance.md, by the template beside this file."""
    processor = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text()) or [platform.machine()]
    machine = f"{processor[0]}, {os.cpu_count()} cores, Python {platform.python_version()}, Django {version('Django')}"
    return (
        Path(__file__)
        .with_name("performance.md")
        .read_text(encoding="utf-8")
        .format(
            day=date.today(),
            machine=machine,
            loads=f"{load_before:.1f} at its start and {os.getloadavg()[0]:.1f} at its end",
            tables=f"{target_table(found)}\n\n{rate_table(found)}",
            connections=CONNECTIONS,
            asked=asked,
        )
    )


def target_table(found: dict[int, Rates]) -> str:
    """Each ratio that is to be reached; the lowest, where it counts at any number of cases."""
    table = ["| what | against | cases | to reach | measured | reached |", "|---|---|---:|---:|---:|---|"]
    for what, against, cases, bound in TARGETS:
        ratios = [rates[what] / rates[against] for size, rates in found.items() if cases in (None, size)]
        if ratios:
            verdict = f"{min(ratios):.2f} × | {'yes' if min(ratios) >= bound else '**no**'}"
            table.append(f"| {what} | {against} | {cases or 'any'} | ≥ {bound:g} × | {verdict} |")
    return "\n".join(table)


def rate_table(found: dict[int, Rates]) -> str:
    """Answers a second, with a column for each number of cases."""
    rows = [
        f"| {name} | {' | '.join(f'{rates[name]:,.0f}' for rates in found.values())} |" for name in found[min(found)]
    ]
    head = f"| answers a second | {' | '.join(f'{size:,} cases' for size in found)} |"
    return "\n".join([head, "|---|" + "---:|" * len(found), *rows])


if __name__ == "__main__":
    main()
