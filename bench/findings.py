"""What a run finds, and what it is to reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bench.start import Start
from bench.wrk import Result

STATIC = "nginx, a static file of the list page's size"
NGINX_LIST = "list page behind nginx"
NGINX_CASE = "case page behind nginx"
CACHED_LIST = "list page, cached"
CACHED_CASE = "case page, cached"
TRIVIAL = "trivial Django view"
LIST = "list page, uncached"
FILTERED = "list page with a filter, uncached"
CASE = "case page, uncached"
DATASETTE = "Datasette, the same facets"

FEW, MANY = 26, 100_000

Pages = Mapping[str, Result]


@dataclass
class Findings:
    """By number of cases."""

    pages: dict[int, Pages] = field(default_factory=dict)
    server_times: dict[int, dict[str, float]] = field(default_factory=dict)
    starts: dict[int, Start] = field(default_factory=dict)

    def lowest(self, names: Iterable[str], against: str, sizes: Iterable[int] = ()) -> float | None:
        """The lowest ratio of any of these to ``against``; None when it was not measured."""
        measured = [self.pages[size] for size in sizes or self.pages if size in self.pages]
        ratios = [pages[name].rate / pages[against].rate for pages in measured for name in names if name in pages]
        return min(ratios, default=None)

    def growth(self, kind: str) -> float | None:
        """How many times as long the server takes for the list with MANY cases as with FEW."""
        if {FEW, MANY} <= self.server_times.keys():
            return self.server_times[MANY][kind] / self.server_times[FEW][kind]
        return None

    def of_start(self, figure: Callable[[Start], float]) -> float | None:
        return figure(self.starts[MANY]) if MANY in self.starts else None


@dataclass(frozen=True)
class Target:
    """Something to reach: at least ``bound``, or at most."""

    what: str
    bound: float
    unit: str
    measured: float | None
    at_least: bool = True

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        reached = self.measured >= self.bound if self.at_least else self.measured <= self.bound
        return "yes" if reached else "**no**"


def targets(found: Findings) -> Iterator[Target]:
    """Where several pages or numbers of cases count, the worst of them."""
    for size, bound in ((FEW, 12), (MANY, 25)):
        what = f"uncached list at {size:,} cases against Datasette's faceted table"
        yield Target(what, bound, "×", found.lowest([LIST], DATASETTE, [size]))
    cached = found.lowest([CACHED_LIST, CACHED_CASE], TRIVIAL)
    yield Target("a cached page against a trivial Django view", 2.4, "×", cached)
    behind = found.lowest([NGINX_LIST, NGINX_CASE], STATIC)
    yield Target("a page behind nginx against a static file from nginx", 0.6, "×", behind)
    for kind, name in (("wall", "time"), ("cpu", "CPU time")):
        what = f"server {name} of the uncached list at {MANY:,} cases against {FEW}"
        yield Target(what, 1.6, "×", found.growth(kind), at_least=False)
    starts = (
        ("first list page", 3, "s", lambda start: start.first_list),
        ("first list page and first search", 3, "s", lambda start: start.first_search),
        ("memory (RSS) after the first list page", 200, "MB", lambda start: start.rss_list),
        ("memory (RSS) after the first search too", 200, "MB", lambda start: start.rss_search),
    )
    for what, bound, unit, figure in starts:
        yield Target(f"a worker's start at {MANY:,} cases: {what}", bound, unit, found.of_start(figure), at_least=False)
