"""Addresses as mail programs and writers leave them: read as meant, or what was not read is named."""

import pytest

from casekatalog.core.mended_addresses import mended_query
from tests.pages import text_of, titles_of

CASE = "/cases/rudersdal-bogfoering/"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("q=rpa&amp;omraade=it", "q=rpa&omraade=it"),
        ("q=rpa&amp%3Bomraade=it", "q=rpa&omraade=it"),
        ("q=rpa&AMP;amp;omraade=it", "q=rpa&omraade=it"),
        ("q=&quot;elektronisk+faktura&quot;&amp;omraade=it", "q=%22elektronisk+faktura%22&omraade=it"),
        ("q=rpa&quot;", "q=rpa"),
        ("omraade=it&quot;&gt;", "omraade=it"),
        ("q=rpa&apos;", "q=rpa"),
        # What is encoded as it should be is what was typed.
        ("q=a%26amp%3Bb", "q=a%26amp%3Bb"),
        ("q=rpa&amp", "q=rpa&amp"),
        ("", ""),
    ],
)
def test_entities_of_html_in_the_parameters_are_read(client, given, meant):
    assert mended_query(given) == meant
    assert client.get(f"/cases/?{given}").get("Location") == (None if given == meant else f"/cases/?{meant}")


@pytest.mark.parametrize(
    "after", [".", ")", ",", ">", ").", "/.", "/)", "/,", "/>", "/&gt;", "/%3E", "”.", "/'/", "**"]
)
def test_punctuation_after_an_address_is_left_behind(client, after):
    answer = client.get(f"{CASE[:-1]}{after}", {"omraade": "it"})
    assert (answer.status_code, answer["Location"]) == (302, f"{CASE}?omraade=it")


@pytest.mark.parametrize(
    ("given", "status"),
    [("/hent/cases.csv)", 302), ("/om.", 302), ("/findes-ikke.", 404), ("/api/v1/cases/rudersdal-bogfoering/.", 404)],
)
def test_so_is_it_after_other_pages_but_programs_and_pages_that_are_none_get_their_404(client, given, status):
    assert client.get(given).status_code == status


def test_nobody_is_sent_to_another_site(client):
    for path in ("//ond.example/.", "//ond.example/%0d%0aX:y/.", "/\\ond.example/."):
        answer = client.generic("GET", path)
        assert not answer.get("Location", "/").startswith(("//", "/\\", "http"))


NAMED = "Adressen har {}. Det kender vi ikke, så det er ikke brugt."


@pytest.mark.parametrize(
    "page",
    [
        "/cases/?",
        "/sammenlign/?",
        f"/sammenlign/?case={CASE[7:-1]}&",
        "/min-liste/?",
        "/analyseramme/aendringer/opgaver/?",
    ],
)
def test_a_parameter_that_the_page_does_not_take_is_named(client, page):
    answer = client.get(f"{page}emne=1&omr%C3%A5de=it&omraade=it&utm_source=brev&fbclid=x&sdata=y&gclid=")
    assert NAMED.format("“emne” eller “område”") in text_of(answer)
    assert "Adressen har" not in text_of(client.get(f"{page}omraade=it&utm_campaign=x&reserved=0&mc_cid=1&msclkid=2"))


def test_every_page_knows_its_own_parameters(client):
    pages = ["/cases/?side=1&sortering=nyeste&q=rpa&pris=oplyst", "/sammenlign/?vis=forskelle&omraade=it&side=1"]
    assert not [page for page in pages if "Adressen har" in text_of(client.get(page))]


def test_letters_that_were_not_encoded_are_read(client):
    assert "“løn”" in text_of(client.get("/cases/", QUERY_STRING="q=løn".encode().decode("latin-1")))


@pytest.mark.parametrize(
    ("words", "spared"),
    [
        ("robot -løn", "løn"),
        ("robot NOT løn", "løn"),
        ("robot AND NOT (løn OR bogføring)", "løn"),
        ("-lønnen robot", "lønnen"),
    ],
)
def test_a_word_that_is_not_wanted_is_spared_and_the_page_says_so(client, words, spared):
    everything = set(titles_of(client.get("/cases/", {"q": "robot"})))
    with_it = set(titles_of(client.get("/cases/", {"q": "løn", "omraade": []})))
    answer = client.get("/cases/", {"q": words})
    assert f"Cases med “{spared}” er valgt fra." in text_of(answer)
    assert set(titles_of(answer)) < everything
    assert with_it & everything


@pytest.mark.parametrize(
    "words", ["tid og -kvalitet", "RPA-løsning", "løn- og personale", "2018 - 2019", "robot AND tid"]
)
def test_hyphens_in_danish_take_nothing_away(client, words):
    assert "” er valgt fra" not in text_of(client.get("/cases/", {"q": words}))


def test_and_between_words_is_no_word(client):
    plain, joined = (client.get("/cases/", {"q": words}) for words in ("robot tid", "robot AND tid"))
    assert titles_of(plain) == titles_of(joined)
