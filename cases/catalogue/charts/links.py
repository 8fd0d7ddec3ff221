"""Where a mark leads: to the list with the filter that gives the cases it stands for."""

from __future__ import annotations

from cases.catalogue.list_state import ListState
from cases.catalogue.snapshot import Snapshot
from cases.models import Case

# What narrows a municipality's cases to one, the fewest filters first. Technology is the facet with several values.
_NARROWING = (("kommune",), ("kommune", "omraade"), ("kommune", "teknologi"), ("kommune", "omraade", "teknologi"))
# What a mark shows of its case, and what its address is made of: the rest of a case is long.
SHOWN = (
    *("number", "slug", "title", "implemented_year", "implemented_month"),
    *("municipality__code", "municipality__name", "municipality__official_name", "support_function__slug"),
)


def list_url(**values: str) -> str:
    """The address of the list with one value chosen in each of these facets."""
    return ListState(selected={facet: (value,) for facet, value in values.items()}).url


def url_of_one(snapshot: Snapshot, case: Case) -> str:
    """The shortest address of the list that gives this case alone, or its municipality's cases where none does."""
    place = snapshot.places([case.pk])[case.pk]
    of_case = {"kommune": [case.municipality.code], "omraade": [case.support_function.slug], "teknologi": []}
    # Most municipalities have one case, and need no more than their own filter.
    for facets in _NARROWING:
        if "teknologi" in facets and not of_case["teknologi"]:
            of_case["teknologi"] = [v for v, having in snapshot.having["teknologi"].items() if having >> place & 1]
        for technology in of_case["teknologi"] if "teknologi" in facets else [""]:
            values = {facet: technology if facet == "teknologi" else of_case[facet][0] for facet in facets}
            found = snapshot.everything
            for facet, value in values.items():
                found &= snapshot.having[facet][value]
            if found.bit_count() == 1:
                return list_url(**values)
    return list_url(kommune=case.municipality.code)
