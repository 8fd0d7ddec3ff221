"""What the list says about a search, and the suggestions."""

import re
from unittest import mock

import pytest
from django.db import DatabaseError

from cases.search.models import Miss
from tests.hostile_queries import HOSTILE
from tests.pages import list_url, text_of, titles_of


def test_results_are_ordered_by_relevance_unless_the_reader_chooses(client):
    best = titles_of(client.get(list_url(q="straffeattest robot")))
    assert best[0] == "Softwarerobot evaluerer og journaliserer straffeattester"
    by_catalogue = titles_of(client.get(list_url(q="straffeattest robot", sortering="katalog")))
    assert sorted(by_catalogue) == sorted(best)
    assert by_catalogue != best


def test_a_result_shows_where_it_was_found_with_the_hit_marked_and_a_link_to_it(client):
    page = client.get(list_url(q="stopur")).content.decode()
    snippet = re.search(r'<li><a href="(/cases/[^"#]+)#([^"]+)">([^<]+)</a>:\s+(.*?)</li>', page)
    path, anchor, section, text = snippet.groups()
    assert (path, section) == ("/cases/aalborg-straffeattester/", "Trin 1 i implementeringen")
    assert "<mark>stopur</mark>" in text
    assert f'id="{anchor}"' in client.get(path).content.decode()


def test_every_anchor_that_a_snippet_leads_to_exists(client):
    for words in ("robot", "finansiering", "medarbejdere", "kontrol"):
        page = client.get(list_url(q=words)).content.decode()
        links = re.findall(r'<li><a href="(/cases/[^"#]+)#([^"]+)">', page)
        assert links
        for path, anchor in links[:6]:
            assert f'id="{anchor}"' in client.get(path).content.decode(), (words, path, anchor)


def test_an_interpretation_is_announced_with_a_way_to_what_was_typed(client):
    response = client.get(list_url(q="aktindsgit"))
    assert "Viser resultater for aktindsigt ." in text_of(response)
    assert "3 cases om “aktindsigt”" in text_of(response)
    exact = re.search(r'href="([^"]+)"[^>]*>Søg kun efter det, du skrev', response.content.decode()).group(1)
    assert "Ingen cases" in text_of(client.get(exact))


def test_the_page_says_how_many_cases_have_all_the_words(client):
    said = r"1 case passer på alle ordene\. Derefter følger \d+ cases, der kun passer på nogle af dem\."
    assert re.search(said, text_of(client.get(list_url(q="softwarerobot straffeattester"))))


def test_facet_counts_follow_the_search(client):
    response = client.get(list_url(q="straffeattester"))
    total = len(titles_of(response))
    counts = re.findall(r'(?s)name="omraade".*?class="count">(\d+)', response.content.decode())
    assert sum(map(int, counts)) == total > 0


def test_words_and_facets_narrow_together(client):
    (title,) = titles_of(client.get(list_url(q="robot", omraade="it")))
    assert title == "Softwarerobot samler ledernes kontrol af systemadgange"


def test_greb_tools_and_examples_are_a_group_of_their_own(client):
    page = client.get(list_url(q="sygedagpenge")).content.decode()
    group = page.split('id="ogsaa-fundet"')[1]
    assert [words for words in ("Historisk eksempel", "/redskaber/#") if words not in group] == []


def test_no_result_offers_near_words_and_tasks(client):
    text = text_of(client.get(list_url(q="sprinkleranlæg")))
    assert [words for words in ("Ingen cases om “sprinkleranlæg”", "begynd med en opgave") if words not in text] == []


def test_searches_without_a_result_are_counted_as_words_only(client):
    client.get(list_url(q="Sprinkleranlæg"))
    client.get(list_url(q="sprinkleranlæg!"))
    client.head(list_url(q="sprinkleranlæg"))
    assert list(Miss.objects.values_list("words", "number")) == [("sprinkleranlaeg", 2)]


PERSONAL = "jens.hvxzqsen@qqqzz.xx", "hvxzqsen 010203-1234", "hvxzqsen 20 30 40 50"


@pytest.mark.parametrize("query", [*PERSONAL, "", "robot"])
def test_what_may_be_a_persons_and_what_has_a_result_is_not_kept(client, query):
    assert client.get(list_url(q=query)).status_code == 200
    assert not Miss.objects.exists()


def test_a_database_that_cannot_be_written_costs_a_count_not_a_page(client):
    with mock.patch.object(Miss.objects, "filter", side_effect=DatabaseError):
        assert client.get(list_url(q="sprinkleranlæg")).status_code == 200


def suggestions(client, typed: str) -> list[tuple[str, str]]:
    rows = client.get("/forslag/", {"q": typed}).json()["suggestions"]
    for row in rows:
        assert client.get(row["url"]).status_code == 200
    return [(row["kind"], row["label"]) for row in rows]


def test_suggestions_are_cases_systems_municipalities_and_greb(client):
    assert ("System", "KMD OPUS") in suggestions(client, "opus")
    assert ("Kommune", "Hillerød") in suggestions(client, "hille")
    assert ("Greb", "Medarbejderinddragelse") in suggestions(client, "medarbejderi")
    assert ("Case", "Softwarerobot evaluerer og journaliserer straffeattester") in suggestions(client, "straffe")


@pytest.mark.parametrize("typed", ["", "a", "%", "\x00\x00", "x" * 10_000, "🤖", "'; DROP TABLE", "<b>"])
def test_suggestions_bear_anything(client, typed):
    assert client.get("/forslag/", {"q": typed}).status_code == 200


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_query_is_answered_with_few_queries(client, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        assert client.get(list_url(q=query)).status_code == 200
