"""Whatever stands in the address: the unknown part is dropped in words, the rest works, and nothing fails."""

import pytest

from cases.models import Case
from tests.pages import list_url, text_of, titles_of

HOSTILE = {
    "an unknown value": {"greb": "findes-ikke"},
    "unknown and known together": {"omraade": ["it", "findes-ikke"]},
    "a NUL byte in a facet": {"omraade": "it\x00"},
    "a NUL byte in the words": {"q": "robot\x00"},
    "only a NUL byte": {"q": "\x00"},
    "10,000 characters of words": {"q": "a" * 10_000},
    "10,000 characters in a facet": {"system": "x" * 10_000},
    "2,000 words": {"q": "robot " * 2_000},
    "2,000 values": {"greb": [f"v{n}" for n in range(2_000)]},
    "SQL": {"q": "'; DROP TABLE cases_case; --", "omraade": "' OR 1=1 --"},
    "LIKE wildcards": {"q": "%_%"},
    "a script": {"q": "<script>alert(1)</script>", "greb": "<img src=x onerror=alert(1)>"},
    "template code": {"q": "{{ 7 }}{% now %}"},
    "right-to-left and zero-width": {"q": "\u202erobot\u200b\ufeff"},
    "emoji": {"q": "🤖🤖", "kommune": "🤖"},
    "a lone surrogate": {"q": b"\xed\xa0\x80"},
    "bytes that are not UTF-8": {"q": b"\xff\xfe", "omraade": b"\xff"},
    "an unknown sorting": {"sortering": "tilfaeldig"},
    "two sortings": {"sortering": ["kommune", "nyeste"]},
    "an empty value": {"omraade": "", "q": "", "side": ""},
    "a page past the end": {"side": "999"},
    "a page of a hundred digits": {"side": "9" * 100},
    "a page of 5,000 digits": {"side": "9" * 5_000},
    "an unknown parameter": {"utm_source": "brev"},
    "a facet's other name": {"omraade__slug": "it", "support_function": "1"},
    "words of only punctuation": {"q": "\"'()*:^~-"},
    "a regex bomb": {"q": "(a+)+$" * 20},
    "path traversal": {"system": "../../etc/passwd"},
}


@pytest.mark.parametrize("parameters", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_the_list_answers_200(client, parameters, headers):
    assert client.get(list_url(**parameters), headers=headers).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1.5", "00", "²", "1e3", " 1", "+1", "\x00"])
def test_what_cannot_be_a_page_number_is_not_found(client, page):
    assert client.get(list_url(side=page)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/cases/findes-ikke/",
        "/cases/%00/",
        "/cases/" + "a" * 10_000 + "/",
        "/cases/../../etc/passwd",
        "/cases/æøå/",
        "/%ff",
    ],
)
def test_what_is_not_a_page_is_not_found_in_danish(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "Siden findes ikke" in text_of(response)


def test_an_unknown_value_is_named_and_the_rest_of_the_address_is_used(client):
    response = client.get(list_url(omraade=["it", "findes-ikke"], greb="heller-ikke"))
    text = text_of(response)
    assert "Vi kender ikke “findes-ikke” under Støttefunktion, så det er ikke brugt." in text
    assert "Vi kender ikke “heller-ikke” under Greb, så det er ikke brugt." in text
    assert titles_of(response) == list(Case.objects.filter(support_function__slug="it").values_list("title", flat=True))


def test_a_facet_with_only_unknown_values_narrows_nothing(client):
    assert len(titles_of(client.get(list_url(greb="findes-ikke")))) == Case.objects.count()


def test_a_known_municipality_without_cases_is_not_unknown(client):
    text = text_of(client.get(list_url(kommune="0607")))
    assert "Ingen cases fra Fredericia Kommune" in text
    assert "Vi kender ikke" not in text


def test_too_long_words_are_cut_and_the_page_says_so(client):
    response = client.get(list_url(q="b" * 300))
    assert "Søgningen var for lang. Vi har brugt de første 200 tegn." in text_of(response)
    assert "b" * 201 not in response.content.decode()


def test_a_page_past_the_end_shows_the_last_and_says_so(client):
    response = client.get(list_url(side="999"))
    assert "Du ser den sidste, side 1." in text_of(response)
    assert titles_of(response)


def test_a_readers_markup_is_shown_as_text(client):
    page = client.get(list_url(q="<script>alert(1)</script>", greb="<img src=x>")).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/cases/", "/om/", "/sundhed/"])
def test_pages_can_only_be_read(client, method, path):
    assert getattr(client, method)(path).status_code == 405
