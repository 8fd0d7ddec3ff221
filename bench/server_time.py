"""What the server itself spends on one page, as JSON: ``bench.server_time PATH TIMES``. Called by bench/pages.py.

Asked through the WSGI application in one process, so without the network and gunicorn, with garbage collected as in
production.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from typing import Any
from wsgiref.util import setup_testing_defaults

from bench.environment import REQUEST, SEARCH
from casekatalog.wsgi import application

WARM_UP = 20


def asked(address: str) -> int:
    """Ask for the page, and return how many bytes it has."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1"}
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in REQUEST.items()}
    setup_testing_defaults(environ)
    said: list[str] = []
    response = application(environ, lambda status, headers, error=None: said.append(status))
    size = sum(len(part) for part in response)
    if hasattr(response, "close"):
        response.close()
    if said != ["200 OK"]:
        raise SystemExit(f"{address}: {said}")
    return size


def main(address: str, times: int) -> dict[str, float]:
    # As gunicorn.conf.py does before it starts a worker.
    gc.collect()
    gc.freeze()
    # What a search reads stays in the process, so that the garbage collector has it to look through.
    asked(SEARCH)
    for _ in range(WARM_UP):
        asked(address)
    wall, cpu = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        asked(address)
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    return {
        "wall": statistics.median(wall),
        "cpu": statistics.median(cpu),
        "p99": statistics.quantiles(wall, n=100)[98],
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
