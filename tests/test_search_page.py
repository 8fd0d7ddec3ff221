"""What the list says about a search, and the suggestions."""

import functools
import re
from unittest import mock

import pytest
from django.core.cache import cache
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
    page = functools.cache(lambda path: client.get(path).content.decode())
    for words in ("robot", "finansiering", "medarbejdere", "kontrol"):
        links = re.findall(r'<li><a href="(/cases/[^"#]+)#([^"]+)">', page(list_url(q=words)))
        assert links
        for path, anchor in links[:6]:
            assert f'id="{anchor}"' in page(path), (words, path, anchor)


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


def test_what_is_found_beside_the_cases_is_one_line_above_them(client):
    page = client.get(list_url(q="business case")).content.decode()
    line, cards = page.split('id="ogsaa-fundet"')[1].split("</p>")[0], page.index('<ol class="cards')
    assert page.index('id="ogsaa-fundet"') < cards
    assert ("Findes også" in line, "/ordliste/#business-case" in line, "(ordliste)" in line) == (True, True, True)


def test_a_line_divides_the_cases_with_all_the_words_from_those_with_some(client):
    for more in ({}, {"sortering": "titel"}, {"vis": "tabel"}):
        page = client.get(list_url(q="softwarerobot straffeattester", **more))
        above, below = page.content.decode().split("Passer kun på nogle af ordene")
        assert "1 case om “softwarerobot straffeattester”" in text_of(page)
        assert ("/cases/aalborg-" in above, "/cases/aalborg-" in below, "/cases/thisted-" in below) == (
            True,
            False,
            True,
        )


def test_a_part_of_a_word_is_offered_apart_and_counted_as_none(client):
    page = text_of(client.get(list_url(q="skoleindskrivning")))
    assert "Ingen cases om “skoleindskrivning”" in page
    assert "Det nærmeste er disse cases om “skole”: Vikarer og aflastningsfamilier" in page
    assert Miss.objects.get().words == "skoleindskrivning"


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("hvad koster talegenkendelse", "Hvad kostede det"),
        ("hvor lang tid tager det at indføre betalingsplaner", "Tidsplan"),
        ("hvordan kommer vi i gang med talegenkendelse", "Trin 1 i implementeringen"),
    ],
)
def test_a_question_is_answered_by_the_section_it_is_after(client, question, section):
    page = client.get(list_url(q=question)).content.decode()
    assert re.search(r'<li><a href="/cases/[^"]+">([^<]+)</a>:', page).group(1) == section


def test_no_result_offers_near_words_and_tasks(client):
    text = text_of(client.get(list_url(q="sprinkleranlæg")))
    assert [words for words in ("Ingen cases om “sprinkleranlæg”", "begynd med en opgave") if words not in text] == []


def test_searches_without_a_result_are_counted_as_words_only(client):
    client.get(list_url(q="Sprinkleranlæg"))
    client.get(list_url(q="sprinkleranlæg!"))
    client.head(list_url(q="sprinkleranlæg"))
    assert list(Miss.objects.values_list("words", "number")) == [("sprinkleranlaeg", 2)]


PERSONAL = "jens.hvxzqsen@qqqzz.xx", "hvxzqsen 010203-1234", "hvxzqsen 20 30 40 50"


def test_what_may_be_a_persons_and_what_has_a_result_is_not_kept(client):
    for query in (*PERSONAL, "", "robot"):
        assert client.get(list_url(q=query)).status_code == 200
        assert not Miss.objects.exists(), query


def test_a_database_that_cannot_be_written_costs_a_count_not_a_page(client):
    with mock.patch.object(Miss.objects, "filter", side_effect=DatabaseError):
        assert client.get(list_url(q="sprinkleranlæg")).status_code == 200


def suggestions(client, typed: str) -> dict[tuple[str, str], str]:
    """What is suggested, by kind and label, in order, and the address it leads to."""
    rows = client.get("/forslag/", {"q": typed}).json()["suggestions"]
    return {(row["kind"], row["label"]): row["url"] for row in rows}


MEANT = {
    "opus": [("System", "KMD OPUS")],
    "hille": [("Kommune", "Hillerød")],
    "medarbejderi": [("Greb", "Medarbejderinddragelse")],
    "straffe": [("Case", "Softwarerobot evaluerer og journaliserer straffeattester")],
    "kilo": [("Case", "Medarbejderne registrerer kørsel i en app med indbygget kontrol af reglerne")],
    "aktindsgit": [
        ("Case", "Softwarerobot finder dokumenter til aktindsigt i fagsystemerne"),
        ("Opgave", "Dokumentation og aktindsigt"),
    ],
}


def test_suggestions_are_what_is_meant_by_the_beginning_a_synonym_or_a_slip(client):
    for typed, meant in MEANT.items():
        assert set(meant) <= set(suggestions(client, typed)), typed


def test_every_suggestion_leads_to_a_page(client):
    for url in {url for typed in (*MEANT, "robot", "vagt") for url in suggestions(client, typed).values()}:
        assert client.get(url).status_code == 200, url


def test_suggestions_are_tasks_technologies_lessons_cases_and_products_in_this_order_with_every_case(client):
    kinds = [kind for kind, _ in suggestions(client, "robot")]
    assert kinds == ["Teknologi", "Lærdomme", *["Case"] * 8, "System"]
    assert next(iter(suggestions(client, "vagt"))) == ("Opgave", "Arbejdstid og vagtplaner")


def test_suggestions_bear_anything(client):
    for typed in ("", "a", "%", "\x00\x00", "x" * 10_000, "🤖", "'; DROP TABLE", "<b>"):
        assert client.get("/forslag/", {"q": typed}).status_code == 200, typed


def test_any_query_is_answered_with_few_queries(client, django_assert_max_num_queries):
    for name, query in HOSTILE.items():
        # As for the first reader after an editor saves.
        cache.clear()
        with django_assert_max_num_queries(40, info=name):
            assert client.get(list_url(q=query)).status_code == 200, name
