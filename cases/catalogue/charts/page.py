"""The overview: every chart of it."""

from typing import Any

from cases.catalogue.charts.denmark import read_map
from cases.catalogue.charts.figures import read_strips
from cases.catalogue.charts.matrices import of_two_facets
from cases.catalogue.charts.steps import read_steps
from cases.catalogue.charts.timeline import read_timeline
from cases.models import Case


def read_overview() -> dict[str, Any]:
    """Read every chart. Eighteen queries, however many cases there are, beside those for the facets' values."""
    return {
        "total": Case.objects.published().count(),
        "technologies": of_two_facets("teknologier", "Teknologi og støttefunktion", "Teknologi", "teknologi"),
        "grips": of_two_facets("greb", "Greb og støttefunktion", "Greb", "greb"),
        "steps": read_steps(),
        "strips": read_strips(),
        "timeline": read_timeline(),
        "denmark": read_map(),
    }
