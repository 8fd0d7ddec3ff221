"""How long a web process takes from its start to its first answers, and how much memory it then has."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from time import perf_counter

from bench.environment import LIST, SEARCH
from bench.reader import get
from bench.servers import free_port, gunicorn_command, serving


@dataclass(frozen=True)
class Start:
    """Seconds until gunicorn listens; seconds of the worker from then on, and its megabytes after either answer."""

    loaded: float
    first_list: float
    first_search: float
    rss_list: float
    uss_list: float
    rss_search: float
    uss_search: float


def start(environment: Mapping[str, str]) -> Start:
    """Gunicorn has the code loaded when it listens, and starts the worker then."""
    port, began = free_port(), perf_counter()
    with serving(gunicorn_command(), port, {**environment, "PORT": str(port)}) as master:
        listening = perf_counter()
        get(port, LIST)
        listed = perf_counter() - listening
        (worker,) = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        after_list = _memory(worker)
        # Reading the memory is no part of the start.
        _, _, searched = get(port, SEARCH)
        return Start(listening - began, listed, listed + searched, *after_list, *_memory(worker))


def median(starts: Sequence[Start]) -> Start:
    return Start(*map(statistics.median, zip(*map(astuple, starts), strict=True)))


def _memory(process: str) -> tuple[float, float]:
    """Megabytes resident, and those of them that the process shares with no other. Linux only."""
    rollup = dict(re.findall(r"(\w+):\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text()))
    return int(rollup["Rss"]) / 1024, (int(rollup["Private_Clean"]) + int(rollup["Private_Dirty"])) / 1024
