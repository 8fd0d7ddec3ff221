"""The benchmark reads wrk's figures right, counts no errors as speed, and judges a target by the worst case."""

import pytest

from bench import findings, wrk
from bench.wrk import Result

pytestmark = pytest.mark.once

SAID = """Running 1s test @ http://127.0.0.1:8000/cases/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     4.01ms    1.00s   99.00ms   99.00%
  Latency Distribution
     50%  870.00us
     75%    2.05ms
     90%    4.10ms
     99%    1.02s
  2280 requests in 1.00s, 20.00MB read
{errors}Requests/sec:   2280.45
Transfer/sec:     20.00MB
"""


def test_figures_are_read_in_milliseconds():
    assert wrk.read(SAID.format(errors="")) == Result(2280.45, 0.87, 1020)


@pytest.mark.parametrize(
    "errors",
    ["  Non-2xx or 3xx responses: 12\n", "  Socket errors: connect 0, read 3, write 0, timeout 0\n"],
)
def test_an_answer_with_an_error_is_no_answer(errors):
    with pytest.raises(ValueError, match="requests in"):
        wrk.read(SAID.format(errors=errors))


def pages(listed: float, case: float) -> dict[str, Result]:
    rates = {findings.CACHED_LIST: listed, findings.CACHED_CASE: case, findings.TRIVIAL: 100}
    return {name: Result(rate, 1, 1) for name, rate in rates.items()}


@pytest.mark.parametrize(
    ("slowest", "verdict"),
    [(240, "yes"), (239, "**no**")],
)
def test_the_slowest_page_of_any_size_decides(slowest, verdict):
    found = findings.Findings(pages={26: pages(900, 900), 2_000: pages(900, slowest)})
    (target,) = [target for target in findings.targets(found) if target.what.startswith("a cached page")]
    assert (target.measured, target.verdict) == (slowest / 100, verdict)


def test_what_was_not_measured_is_not_reached():
    verdicts = {target.verdict for target in findings.targets(findings.Findings())}
    assert verdicts == {"not measured"}
