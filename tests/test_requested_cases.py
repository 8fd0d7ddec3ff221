"""Which cases an address asks for: those it names, in that order, or those of the list it describes."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cases.catalogue.requested_cases import MOST_NAMED, requested_cases
from cases.models import Case

ONE, TWO = "vesthimmerland-autorisationskontrol", "rudersdal-bogfoering"


def slugs(keys) -> list[str]:
    names = dict(Case.objects.values_list("pk", "slug"))
    return [names[key] for key in keys]


def _named(*values: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.setlist("case", values)
    return query


def test_named_cases_come_in_the_readers_own_order_and_once():
    found = requested_cases(QueryDict(f"case={ONE}&case={TWO}&case={ONE}"))
    assert slugs(found.keys) == [ONE, TWO]
    assert (found.sentence, found.query, list(found.messages)) == ("2 cases", f"case={ONE}&case={TWO}", [])


@pytest.mark.parametrize("slug", ["findes-ikke", "", "\0", "æ" * 5_000, "' OR 1=1", "../etc"])
def test_a_name_that_is_no_case_is_dropped_and_said(slug):
    found = requested_cases(_named(ONE, slug))
    assert slugs(found.keys) == [ONE]
    assert len(found.messages) == 1


@pytest.mark.parametrize("status", [s for s in Case.Status if s != Case.Status.PUBLISHED])
def test_only_published_cases_can_be_named(status):
    Case.objects.filter(slug=ONE).update(status=status)
    assert requested_cases(_named(ONE)).keys == []


def test_there_is_room_for_so_many_and_no_more():
    found = requested_cases(_named(*(f"case-{n}" for n in range(MOST_NAMED)), ONE))
    assert found.keys == []
    assert f"plads til {MOST_NAMED}" in found.messages[0]


@pytest.mark.parametrize("query", ["", "teknologi=rpa&sortering=kommune", "q=robot", "q=robot&omraade=it&side=2"])
def test_without_names_it_is_the_whole_list_in_its_order(client, query):
    found = requested_cases(QueryDict(query))
    shown = list(client.get(f"/cases/?{query}").context["catalogue"].page.object_list)
    assert list(found.keys) == shown
    assert list(requested_cases(QueryDict(found.query)).keys) == shown


def test_naming_takes_one_query_however_many():
    names = Case.objects.values_list("slug", flat=True)
    with CaptureQueriesContext(connection) as captured:
        requested_cases(_named(*names))
    assert len(captured) == 2  # the names themselves are one
