"""Whatever stands in the address: the unknown part is dropped in words, the rest works, and nothing fails."""

from contextlib import closing
from typing import Any
from xml.etree import ElementTree

import pytest

from cases.models import Case
from tests.pages import list_url, text_of, titles_of

HOSTILE: dict[str, dict[str, Any]] = {
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


def test_the_list_answers_200(client):
    for name, parameters in HOSTILE.items():
        for headers in ({}, {"HX-Request": "true"}):
            assert client.get(list_url(**parameters), headers=headers).status_code == 200, (name, headers)


def test_the_lists_feed_can_be_read(client):
    for name, parameters in HOSTILE.items():
        answer = client.get(list_url(**parameters).replace("/cases/", "/nyt.atom"))
        assert answer.status_code == 200, name
        assert ElementTree.fromstring(answer.content).tag[-4:] == "feed", name  # noqa: S314


def test_what_cannot_be_a_page_number_is_not_found(client):
    for page in ("0", "-1", "abc", "1.5", "00", "²", "1e3", " 1", "+1", "\x00"):
        assert client.get(list_url(side=page)).status_code == 404, page


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


# What a browser, a mail program or an attacker may send beside the address.
HEADERS = {
    "ACCEPT": ["*/*;q=abc", "\x00", "x" * 5_000],
    "ACCEPT_ENCODING": ["gzip;q=0", "*;q=0", ";;;,,,", "br;q=abc, gzip;q=-1", "x" * 8_000],
    "ACCEPT_LANGUAGE": ["x" * 8_000, "da;q=zz"],
    "AUTHORIZATION": ["Basic \x00", "Bearer"],
    "COOKIE": ["sessionid=" + "x" * 7_000, "=;;=", 'csrftoken="', "sessionid=\x00", "a=" * 2_000],
    "HOST": ["ond.example", "a b", "[::1", "localhost:99999999", "\x00", ""],
    "HX_CURRENT_URL": ["http://[", "\xff"],
    "IF_MODIFIED_SINCE": ["Mon, 99 Foo 99999 99:99:99 GMT", "Sun, 06 Nov 0000 08:49:37 GMT"],
    "IF_NONE_MATCH": ['"', "*", "W/", "x" * 8_000],
    "ORIGIN": ["null", "http://["],
    "RANGE": ["bytes=abc", "bytes=0-999999999999999999999"],
    "REFERER": ["http://[", "\xff" * 100],
    "X_FORWARDED_FOR": ["x", "1,2,3", ""],
}


@pytest.mark.parametrize(
    "path", ["/cases/?q=stopur", "/hent/cases.csv?q=stopur", "/api/v1/cases/?q=stopur", "/konto/log-ind/", "/sundhed/"]
)
def test_no_header_makes_an_error(client, path):
    answers = {
        (name, value[:20]): client.get(path, **{f"HTTP_{name}": value}).status_code
        for name, values in HEADERS.items()
        for value in values
    }
    assert {sent: status for sent, status in answers.items() if status not in (200, 304, 400)} == {}


FORM_TYPES = ["multipart/form-data", "multipart/form-data; boundary=", "text/plain; charset=findes-ikke", "\x00"]


@pytest.mark.parametrize("content_type", [*FORM_TYPES, "application/x-www-form-urlencoded; charset=utf-7"])
def test_no_kind_of_form_makes_an_error(client, content_type):
    answer = client.generic("POST", "/konto/log-ind/", b"a=b\xff", content_type=content_type)
    assert (answer.status_code in (200, 400), '<html lang="da"' in answer.text) == (True, True)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip;q=0.5, br;q=0", "gzip"),
        ("gzip;q=0", None),
        ("gzip ; Q=0.000, identity", None),
        ("br;q=0,gzip;q=0.0", None),
    ],
)
@pytest.mark.parametrize("path", ["/cases/", "/static/js/site.js"])
def test_what_a_client_cannot_unpack_is_not_packed(client, path, accepted, encoding):
    with closing(client.get(path, HTTP_ACCEPT_ENCODING=accepted)) as answer:
        assert answer.get("Content-Encoding") == encoding
