"""Load held: mixed traffic against the site on loopback, with the failures counted and the memory watched.

    python -m bench.load [--seconds 75] [--database sqlite|postgresql] [--readers 6] [--editors 2]

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

from bench import site

SAMPLES = 10


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=75)
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
        memory = watch(server.pid, asked.seconds)
        traffic.stop()
    finally:
        traffic.stopped.set()
        server.send_signal(signal.SIGTERM)
        server.wait(60)
    print(traffic.table())
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


def watch(master: int, seconds: int) -> list[dict[int, float]]:
    """The memory of every worker process, SAMPLES times."""
    samples = []
    for _ in range(SAMPLES):
        time.sleep(seconds / SAMPLES)
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
