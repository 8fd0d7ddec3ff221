"""Lighthouse's scores for the pages a reader meets first: mobile profile, simulated throttling, median of three.

    npm install --ignore-scripts --prefix FOLDER lighthouse
    LIGHTHOUSE=FOLDER python -m bench.lighthouse

It needs Node.js 22 (LIGHTHOUSE_NODE names another than the first in the path) and Chromium. The table is written to
docs/lighthouse.md; what falls short is printed. Run it on a machine with nothing else to do: the performance score
falls when the browser has to wait for the processor.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bench.observatory import ROOT, environment_for, free_port, seeded, wait_for

REPORT = ROOT / "docs" / "lighthouse.md"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
NODE = os.environ.get("LIGHTHOUSE_NODE", "node")
PAGES = {
    "front page": "/",
    "list": "/cases/",
    "list, narrowed": "/cases/?teknologi=rpa&omraade=sekretariatsopgaver",
    "search": "/cases/?q=robot",
    "case": "/cases/rudersdal-bogfoering/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
# A busy machine may keep the browser from starting in time.
ATTEMPTS = 3


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The catalogue as production serves it, but for TLS: to a browser this machine is as safe."""
    port = free_port()
    environment = environment_for(folder) | {"HTTPS": "false", "PORT": str(port)}
    seeded(environment)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "casekatalog.wsgi"], cwd=ROOT, env=environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/sundhed/")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def run(lighthouse: Path, address: str, folder: Path) -> dict:
    """One run's report."""
    report = folder / "report.json"
    chromium = "--headless=new --no-sandbox --disable-dev-shm-usage"
    options = [f"--chrome-flags={chromium}", "--output=json", f"--output-path={report}", "--quiet"]
    command = [NODE, str(lighthouse / "cli" / "index.js"), address, *options]
    for _ in range(ATTEMPTS):
        answer = subprocess.run(command, env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, text=True)
        if answer.returncode == 0:
            return json.loads(report.read_text(encoding="utf-8"))
    raise SystemExit(answer.stderr)


def score(report: dict, category: str) -> int:
    return round(100 * report["categories"][category]["score"])


def shortfalls(report: dict) -> set[str]:
    """What keeps a category from 100."""
    found = set()
    for category in CATEGORIES:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                found.add(f"{category}: {audit['title']} ({audit.get('displayValue', '')})")
    return found


def main() -> None:
    lighthouse = Path(os.environ["LIGHTHOUSE"]) / "node_modules" / "lighthouse"
    rows, version, browser = [], "", ""
    with tempfile.TemporaryDirectory() as name, site(Path(name)) as address:
        for page, path in PAGES.items():
            reports = [run(lighthouse, address + path, Path(name)) for _ in range(RUNS)]
            version, browser = reports[0]["lighthouseVersion"], reports[0]["environment"]["hostUserAgent"]
            medians = [statistics.median(score(report, category) for report in reports) for category in CATEGORIES]
            paint = statistics.median(r["audits"]["largest-contentful-paint"]["numericValue"] for r in reports)
            rows.append(f"| {page} | `{path}` | {' | '.join(map(str, medians))} | {paint / 1000:.1f} s |")
            print(rows[-1], *set().union(*map(shortfalls, reports)), sep="\n    ")
    chromium = browser.partition("HeadlessChrome/")[2].split(" ")[0]
    REPORT.write_text(
        "\n".join(
            [
                "# Lighthouse",
                "",
                f"Mobile profile, simulated throttling, median of {RUNS} runs. Measured {date.today():%Y-%m-%d} with "
                f"Lighthouse {version} and Chromium {chromium} on {os.cpu_count()} cores ({platform.machine()}), "
                f"against gunicorn alone: no proxy in front. Load of the machine at the end: {os.getloadavg()[1]:.1f}. "
                "`python -m bench.lighthouse` measures again.",
                "",
                "| page | address | performance | accessibility | best practices | SEO | largest contentful paint |",
                "|---|---|---:|---:|---:|---:|---:|",
                *rows,
                "",
            ]
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
