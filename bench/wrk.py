"""wrk, run against one address, and what it found."""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bench.environment import REQUEST
from bench.servers import pinned, program

MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}
CLIENT_CORE = 1


@dataclass(frozen=True)
class Load:
    """How wrk asks, the same for everything in a run."""

    threads: int
    connections: int
    seconds: int


@dataclass(frozen=True)
class Result:
    """Answers a second, and milliseconds to an answer."""

    rate: float
    p50: float
    p99: float


def ask(url: str, load: Load) -> Result:
    """Ask ``url`` as often as it answers. A single error or wrong status ends the benchmark."""
    headers = [f"-H{name}: {value}" for name, value in REQUEST.items()]
    size = [f"-t{load.threads}", f"-c{load.connections}", f"-d{load.seconds}", "--timeout", "120s"]
    command = [*pinned(CLIENT_CORE), program("wrk"), "--latency", *size, *headers, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    try:
        return read(said)
    except ValueError:
        raise SystemExit(f"{url} gave errors:\n{said}") from None


def read(said: str) -> Result:
    """What wrk printed.

    Raises:
        ValueError: when not every answer was a good one.
    """
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if "Socket errors" in said or "Non-2xx" in said or not rate:
        raise ValueError(said)
    return Result(float(rate[1]), _latency(said, 50), _latency(said, 99))


def _latency(said: str, percent: int) -> float:
    number, unit = re.findall(rf"{percent}%\s+([\d.]+)(us|ms|s|m)\b", said)[0]
    return float(number) * MILLISECONDS[unit]


def median(results: Sequence[Result]) -> Result:
    """The median of several rounds, figure by figure."""
    return Result(*(statistics.median(getattr(result, name) for result in results) for name in ("rate", "p50", "p99")))
