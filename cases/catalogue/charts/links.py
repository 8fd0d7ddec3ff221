"""Where a mark leads: to the list with the filter that gives the cases it stands for, or to the place in one case."""

from cases.catalogue.list_state import ListState
from cases.models import Case

# What a mark shows of its case, and what its address is made of: the rest of a case is long.
SHOWN = ("number", "slug", "title", "municipality__name", "municipality__official_name")
# The section of a case's page that tells when.
WHEN = "tidsplan"


def list_url(**values: str) -> str:
    """The address of the list with one value chosen in each of these facets."""
    return ListState(selected={facet: (value,) for facet, value in values.items()}).url


def place_url(case: Case, anchor: str) -> str:
    """The address of a place in the case's page."""
    return f"{case.get_absolute_url()}#{anchor}"
