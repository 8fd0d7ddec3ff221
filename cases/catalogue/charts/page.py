"""The overview: every chart of it, kept for as long as the data has the same version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casekatalog.core.kept import Kept
from cases.catalogue.charts.denmark import DenmarkMap, read_map
from cases.catalogue.charts.figures import Strip, read_strips
from cases.catalogue.charts.matrices import Matrix, of_two_facets
from cases.catalogue.charts.steps import Steps, read_steps
from cases.catalogue.charts.timeline import Timeline, read_timeline
from cases.catalogue.snapshot import current_snapshot


@dataclass(frozen=True)
class Overview:
    """What the page draws."""

    total: int
    technologies: Matrix
    grips: Matrix
    steps: Steps
    strips: Sequence[Strip]
    timeline: Timeline
    denmark: DenmarkMap


def read_overview() -> Overview:
    """Ten queries, however many cases there are: the version, two for the steps, four for figures, three for years."""
    snapshot = current_snapshot()
    return Overview(
        total=snapshot.total,
        technologies=of_two_facets(
            snapshot, "teknologier", "Teknologi og støttefunktion", "Teknologi", "teknologi", "omraade"
        ),
        grips=of_two_facets(snapshot, "greb", "Greb og støttefunktion", "Greb", "greb", "omraade"),
        steps=read_steps(snapshot),
        strips=read_strips(snapshot),
        timeline=read_timeline(snapshot),
        denmark=read_map(snapshot),
    )


# One query, and the others where anything that readers see has changed.
current_overview = Kept(read_overview).current
