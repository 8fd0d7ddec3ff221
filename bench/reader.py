"""One request, as a reader behind the proxy sends it."""

from __future__ import annotations

from http.client import HTTPConnection
from time import perf_counter

from bench.environment import REQUEST

LONGEST_WAIT = 120


def get(port: int, address: str) -> tuple[bytes, str, float]:
    """The body as it was sent, its encoding, and how many seconds it took."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_WAIT)
    began = perf_counter()
    try:
        connection.request("GET", address, headers=REQUEST)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise SystemExit(f"{address} on port {port}: {response.status}")
    return body, response.headers.get("Content-Encoding", ""), perf_counter() - began
