"""Where a mark leads: to the list with the filter that gives the cases it stands for."""

from collections import defaultdict

from cases.catalogue.filters import FACETS
from cases.catalogue.list_state import ListState
from cases.models import Case

# What narrows a municipality's cases to one, the fewest filters first. Technology is the facet with several values.
_NARROWING = (("kommune",), ("kommune", "omraade"), ("kommune", "teknologi"), ("kommune", "omraade", "teknologi"))
# What a mark shows of its case, and what its address is made of: the rest of a case is long.
SHOWN = (
    *("number", "slug", "title", "implemented_year", "implemented_month"),
    *("municipality__code", "municipality__name", "municipality__official_name", "support_function__slug"),
)


# The values in some of these facets.
Choice = tuple[tuple[str, str], ...]


def list_url(**values: str) -> str:
    """The address of the list with one value chosen in each of these facets."""
    return ListState(selected={facet: (value,) for facet, value in values.items()}).url


class CaseLinks:
    """The addresses of the list that give one case. One query, however many cases are asked about."""

    def __init__(self) -> None:
        facets = ("kommune", "omraade", "teknologi")
        rows = Case.objects.published().order_by("technologies__order")
        self._choices: dict[int, list[Choice]] = defaultdict(list)
        self._cases: dict[Choice, set[int]] = defaultdict(set)
        for key, *values in rows.values_list("pk", *(FACETS[facet].field_name for facet in facets)):
            of_case = dict(zip(facets, values, strict=True))
            for names in _NARROWING:
                choice = tuple((name, of_case[name]) for name in names if of_case[name])
                self._choices[key].append(choice)
                self._cases[choice].add(key)

    def url_of(self, case: Case) -> str:
        """Return the shortest address that gives this case alone, or its municipality's cases where none does."""
        choices = sorted(self._choices[case.pk], key=lambda choice: _NARROWING.index(tuple(dict(choice))))
        alone = (choice for choice in choices if len(self._cases[choice]) == 1)
        return list_url(**dict(next(alone, [("kommune", case.municipality.code)])))
