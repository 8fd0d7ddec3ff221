"""The overview: every chart of it, kept for as long as the data has the same version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casekatalog.core.data_version import cached
from cases.catalogue.charts.denmark import DenmarkMap, read_map
from cases.catalogue.charts.figures import Strip, read_strips
from cases.catalogue.charts.links import CaseLinks
from cases.catalogue.charts.matrices import Matrix, of_two_facets
from cases.catalogue.charts.steps import Steps, read_steps
from cases.catalogue.charts.timeline import Timeline, read_timeline
from cases.models import Case


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
    """Read every chart. Sixteen queries, however many cases there are, beside those for the facets' values."""
    links = CaseLinks()
    return Overview(
        total=Case.objects.published().count(),
        technologies=of_two_facets("teknologier", "Teknologi og støttefunktion", "Teknologi", "teknologi", "omraade"),
        grips=of_two_facets("greb", "Greb og støttefunktion", "Greb", "greb", "omraade"),
        steps=read_steps(),
        strips=read_strips(links),
        timeline=read_timeline(links),
        denmark=read_map(),
    )


def current_overview() -> Overview:
    """Return the overview, kept for as long as the data has the same version."""
    return cached("overview", read_overview)
