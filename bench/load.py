"""Load held: mixed traffic against the site on loopback, with the failures counted and the memory watched.

    python -m bench.load [--minutes 30] [--people 200] [--database sqlite|postgresql] [--readers 6] [--editors 2]

As many answers as that many people ask for in that many minutes, one each PAUSE seconds, but without the pauses.
Ends with code 1 if any request failed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench import site

if TYPE_CHECKING:
    from bench.traffic import Traffic

PAUSE = 30
SAMPLES = 12
LONGEST = 900


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--readers", type=int, default=6)
    parser.add_argument("--editors", type=int, default=2)
    asked = parser.parse_args()
    site.set_up(HTTPS="false")
    with tempfile.TemporaryDirectory() as folder, site.database(asked.database, Path(folder)) as environment:
        return run(asked, environment, Path(folder))


def run(asked: argparse.Namespace, environment: dict[str, str], folder: Path) -> int:
    from bench.traffic import Traffic
    from tests.deployed import free_port

    port = free_port()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "casekatalog.wsgi"],
            cwd=site.ROOT,
            env={**os.environ, **environment, "PORT": str(port)},
            stderr=log,
        )
    traffic = Traffic(f"http://127.0.0.1:{port}")
    try:
        wait_for(traffic)
        traffic.start(asked.readers, asked.editors)
        began = time.monotonic()
        memory = watch(server.pid, traffic, asked.minutes * 60 * asked.people // PAUSE)
        taken = time.monotonic() - began
        traffic.stop()
    finally:
        traffic.stopped.set()
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    print(f"{asked.minutes} minutes' worth for {asked.people} people, in {taken:.0f} seconds\n\n{traffic.table()}")
    print(memory_table(memory))
    errors = [line for line in (folder / "log").read_text().splitlines() if line.startswith(("ERROR", "CRITICAL"))]
    print(f"\n{len(errors)} errors in the log", *errors[:5], sep="\n")
    return 1 if traffic.failures or errors else 0


def wait_for(traffic) -> None:
    session = traffic.session()
    for _ in range(100):
        try:
            if session.get(traffic.address + "/sundhed/klar/", timeout=5).status_code == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("The site did not become ready.")


def watch(master: int, traffic: Traffic, answers: int) -> list[dict[int, float]]:
    """The memory of every worker process, SAMPLES times on the way to this many answers."""
    samples, end = [], time.monotonic() + LONGEST
    for number in range(SAMPLES):
        while traffic.answers < answers * (number + 1) / SAMPLES:
            if time.monotonic() > end:
                raise SystemExit(f"Only {traffic.answers} answers in {LONGEST} seconds.")
            time.sleep(0.2)
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        samples.append({int(pid): _megabytes(pid) for pid in children})
    return samples


def _megabytes(pid: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def memory_table(samples: list[dict[int, float]]) -> str:
    workers = defaultdict(list)
    for sample in samples:
        for pid, megabytes in sample.items():
            workers[pid].append(f"{megabytes:.0f}")
    return "\n" + "\n".join(f"worker {n}, MB over time: {' '.join(m)}" for n, m in enumerate(workers.values(), 1))


if __name__ == "__main__":
    sys.exit(main())
