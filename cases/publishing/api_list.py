"""The list of cases as the API gives it: the same cases, order, counts and messages as the page with the same address.

Parameters that nobody knows are named too: a program's author does not see that the answer is another than expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from casekatalog.core.phrases import unknown
from cases.catalogue.case_list import CASES_A_PAGE, Catalogue, page_of
from cases.catalogue.requested_cases import requested_cases
from cases.models import Case
from cases.publishing.schemas import Data, ListParameters


def case_list(query: QueryDict, asked: ListParameters, root: str) -> Data:
    """The answer. ``root`` is the site's scheme and host."""
    strange = [name for name in query if name not in ListParameters.model_fields]
    listed = _named if "case" in query else _filtered
    answer = listed(query, asked, root)
    answer["messages"] = [*([unknown("parametre", strange)] if strange else []), *answer["messages"]]
    return answer


def _filtered(query: QueryDict, asked: ListParameters, root: str) -> Data:
    query = query.copy()
    query["side"] = str(asked.side)
    catalogue = Catalogue(query, asked.antal)
    facets = [
        {
            "name": facet.name,
            "label": facet.label,
            "values": [
                {"value": option.value, "label": option.label, "count": option.count, "selected": option.selected}
                for option in facet.options
            ],
        }
        for facet in catalogue.facets
    ]
    first = catalogue.state.on_page(1).url
    return {
        **_page(catalogue.page, asked.antal, first.partition("?")[2], root),
        "description": catalogue.sentence,
        "messages": catalogue.messages,
        "facets": facets,
    }


def _named(query: QueryDict, asked: ListParameters, root: str) -> Data:
    found = requested_cases(query)
    page, past_end = page_of(found.keys, str(asked.side), asked.antal)
    return {
        **_page(page, asked.antal, found.query, root),
        "description": found.sentence,
        "messages": [*found.messages, *past_end],
        "facets": [],
    }


def _page(page: Any, size: int, query: str, root: str) -> Data:
    def link(number: int) -> str:
        rest = {"antal": size} if size != CASES_A_PAGE else {}
        if number > 1:
            rest["side"] = number
        parts = "&".join(filter(None, [query, urlencode(rest)]))
        return root + reverse("api:cases") + (f"?{parts}" if parts else "")

    return {
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "page_size": size,
        "links": {
            "self": link(page.number),
            "first": link(1),
            "previous": link(page.number - 1) if page.has_previous() else None,
            "next": link(page.number + 1) if page.has_next() else None,
            "last": link(page.paginator.num_pages),
            "page": root + reverse("cases") + (f"?{query}" if query else ""),
        },
        "cases": _cases(list(page.object_list)),
    }


def _cases(keys: Sequence[int]) -> list[Case]:
    """As many queries for a hundred cases as for one."""
    found = Case.objects.published().for_list().in_bulk(keys)
    return [found[key] for key in keys if key in found]
