"""The cases that an address asks for, to be compared, listed or taken along: named one by one, or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from casekatalog.core.parameters import unread
from casekatalog.core.phrases import number_of_cases, unknown
from cases.catalogue.case_list import Catalogue
from cases.catalogue.filters import PARAMETERS
from cases.models import Case

MOST_NAMED = 60


@dataclass(frozen=True)
class RequestedCases:
    """The keys of the cases in their order, what to say about them, and the address part that asks for them again."""

    keys: Sequence[int]
    sentence: str
    query: str
    messages: Sequence[str] = ()


def requested_cases(query: QueryDict) -> RequestedCases:
    """Return the cases named by ``case``, in that order, or else those of the list that ``query`` asks for."""
    return _named(query) if "case" in query else _listed(query)


def _named(query: QueryDict) -> RequestedCases:
    """Published cases by slug. One query. A slug that is none is dropped and said; a doubled one counts once."""
    wanted = list(dict.fromkeys(query.getlist("case")))
    messages = unread(query, ("case", *PARAMETERS))
    if len(wanted) > MOST_NAMED:
        messages.append(f"Der er plads til {MOST_NAMED} cases. Du ser de første {MOST_NAMED}.")
        wanted = wanted[:MOST_NAMED]
    readable = [slug for slug in wanted if slug.isascii() and slug.isprintable()]
    keys = dict(Case.objects.published().filter(slug__in=readable).values_list("slug", "pk"))
    if strange := [slug for slug in wanted if slug not in keys]:
        messages.append(unknown("Case", strange))
    found = [slug for slug in wanted if slug in keys]
    return RequestedCases(
        keys=[keys[slug] for slug in found],
        sentence=number_of_cases(len(found)),
        query=urlencode([("case", slug) for slug in found]),
        messages=messages,
    )


def _listed(query: QueryDict) -> RequestedCases:
    everything = query.copy()
    everything.pop("side", None)
    catalogue = Catalogue(everything)
    return RequestedCases(
        keys=catalogue.keys,
        sentence=catalogue.sentence,
        query=catalogue.query,
        messages=catalogue.said,
    )
