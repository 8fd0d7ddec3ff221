"""The reader's own list, as the server shows the one in the address. What the browser does is tested in a browser."""

import re

import pytest
from django.http import QueryDict

from cases.catalogue.shortlist import Shortlist
from cases.models import Case
from tests.pages import text_of, titles_of

ONE, TWO, THREE = "rudersdal-bogfoering", "esbjerg-bogfoering", "vesthimmerland-autorisationskontrol"
ADDRESS = f"/min-liste/?case={TWO}&case={ONE}&case={THREE}"


def test_without_cases_the_page_explains_how_to_make_a_list(client):
    for address in ("/min-liste/", "/min-liste/?case=", "/min-liste/?teknologi=rpa"):
        assert "tryk på “Læg på min liste”" in text_of(client.get(address)), address


def test_the_cases_are_shown_in_the_addresss_order(client):
    titles = dict(Case.objects.values_list("slug", "title"))
    assert titles_of(client.get(ADDRESS)) == [titles[slug] for slug in (TWO, ONE, THREE)]


def test_a_case_can_be_moved_and_removed_by_address_alone():
    first, second, last = Shortlist(QueryDict(ADDRESS.partition("?")[2])).items
    assert second.up_url == f"/min-liste/?case={ONE}&case={TWO}&case={THREE}#case-{ONE}"
    assert second.down_url == f"/min-liste/?case={TWO}&case={THREE}&case={ONE}#case-{ONE}"
    assert second.remove_url == f"/min-liste/?case={TWO}&case={THREE}#liste"
    assert (first.up_url, last.down_url) == ("", "")


def test_the_list_can_be_shared_compared_and_taken_along(client):
    shown = client.get(ADDRESS).content.decode()
    query = ADDRESS.partition("?")[2].replace("&", "&amp;")
    assert f'value="http://testserver/min-liste/?{query}"' in shown
    assert f'href="/sammenlign/?{query}"' in shown
    for kind in ("pdf", "docx", "xlsx", "csv", "json"):
        assert f'href="/hent/cases.{kind}?{query}"' in shown


@pytest.mark.parametrize("status", [s for s in Case.Status if s != Case.Status.PUBLISHED])
def test_a_case_that_is_no_longer_published_is_dropped_and_said(client, status):
    Case.objects.filter(slug=ONE).update(status=status)
    response = client.get(ADDRESS)
    assert "Casen kan være taget ud af kataloget." in text_of(response)
    assert f'data-cases="{TWO} {THREE}"' in response.content.decode()
    assert len(titles_of(response)) == 2


def test_a_list_of_which_nothing_is_left_says_so_and_explains(client):
    text = text_of(client.get("/min-liste/?case=findes-ikke"))
    assert "Vi kender ikke “findes-ikke” under Case" in text
    assert "Listen er tom." in text


def test_a_list_has_room_for_sixty(client):
    response = client.get("/min-liste/", {"case": [ONE, *(f"findes-ikke-{n}" for n in range(80))]})
    assert "Der er plads til 60 cases." in text_of(response)
    assert len(titles_of(response)) == 1


def test_of_more_than_four_the_first_four_can_be_compared_at_once():
    slugs = list(Case.objects.published().values_list("slug", flat=True)[:6])
    found = Shortlist(QueryDict("&".join(f"case={slug}" for slug in slugs)))
    assert found.compare_label == "Sammenlign de fire første"
    assert re.findall("case=([^&]+)", found.compare_url) == slugs[:4]
    assert Shortlist(QueryDict(f"case={ONE}")).compare_url == ""


def test_every_page_leads_to_the_list_and_no_page_sets_a_cookie(client):
    for address in ("/", "/cases/", ADDRESS, f"/sammenlign/?case={ONE}&case={TWO}"):
        response = client.get(address)
        assert "data-shortlist-link" in response.content.decode()
        assert not response.cookies


def test_an_editors_preview_offers_no_list(admin_client):
    case = Case.objects.get(slug=ONE)
    assert "data-shortlist=" in admin_client.get(case.get_absolute_url()).content.decode()
    case.status = Case.Status.DRAFT
    case.save()
    preview = admin_client.get(f"/admin/cases/case/{case.pk}/vis/").content.decode()
    assert case.title in preview
    assert "data-shortlist=" not in preview
