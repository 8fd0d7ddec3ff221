"""Where a mark leads: to the list with the filter that gives the cases it stands for."""

from collections import defaultdict

from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import ListState
from cases.models import Case

# What narrows a municipality's cases to one, the fewest filters first. Technology is the facet with several values.
_NARROWING = (("kommune",), ("kommune", "omraade"), ("kommune", "teknologi"), ("kommune", "omraade", "teknologi"))
# What a mark shows of its case, and what its address is made of: the rest of a case is long.
SHOWN = (
    *("number", "slug", "title"),
    *("municipality__code", "municipality__name", "municipality__official_name", "support_function__slug"),
)


def list_url(**values: str) -> str:
    """The address of the list with one value chosen in each of these facets."""
    return ListState(selected={facet: (value,) for facet, value in values.items()}).url


class CaseLinks:
    """The addresses of the list that give one case. One query, however many cases are asked about."""

    def __init__(self) -> None:
        facets = ("kommune", "omraade", "teknologi")
        rows = Case.objects.published().order_by("technologies__order")
        values = list(rows.values_list("pk", *(FACETS[facet].field_name for facet in facets)))
        # The cases that each address gives; addresses with fewer filters first.
        given: dict[str, set[int]] = defaultdict(set)
        for names in _NARROWING:
            for key, *of_case in values:
                chosen = {name: value for name, value in zip(facets, of_case, strict=True) if name in names and value}
                given[list_url(**chosen)].add(key)
        self._alone: dict[int, str] = {}
        for url, (key, *others) in given.items():
            if not others:
                self._alone.setdefault(key, url)

    def url_of(self, case: Case) -> str:
        """Return the shortest address that gives this case alone, or its municipality's cases where none does."""
        return self._alone.get(case.pk) or list_url(kommune=case.municipality.code)
