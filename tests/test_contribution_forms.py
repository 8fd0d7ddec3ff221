"""The forms without a cookie: what is hostile gets through nowhere, and what is honest is never lost."""

from time import time
from typing import Any

import pytest
from django.core import mail

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Contribution
from cases.register import rates
from tests.pages import text_of
from tests.register import (
    ADOPT,
    NEW_LINK,
    YOURS,
    asking,
    error,
    filled_in,
    link_in,
    offer,
    place,
    press,
    send,
    stopping,
    token,
)

NOW = int(time())
HOUR = 60 * 60


@pytest.fixture(autouse=True)
def _offered(settings, monkeypatch):
    offer(settings)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


def nothing_came_through() -> bool:
    assert wait_until_sent(5)
    # Whoever follows a link has asked for it before.
    return not mail.outbox and not Contribution.objects.exclude(kind="confirmation", status="ubekraeftet").exists()


LINKS = "Skriv uden links, mailadresser og telefonnumre."
MAILBOX_FORM = "Skriv en hel mailadresse"
# What differs from an honest submission, and what the page says of it.
HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"token": ""}, "stod åben for længe"),
    ({"token": "1"}, "stod åben for længe"),
    ({"token": f"{NOW}:forged"}, "stod åben for længe"),
    ({"token": "\x00"}, "stod åben for længe"),
    ({"token": "a" * 10_000}, "stod åben for længe"),
    ({"token": token("MailboxForm")}, "stod åben for længe"),
    # A number: a token of the form, made then.
    ({"token": NOW - 13 * HOUR}, "stod åben for længe"),
    ({"token": NOW + HOUR}, "lignede en robot"),
    ({"hjemmeside": "https://ond.example"}, "Et felt, som kun robotter ser"),
    ({"hjemmeside": "\x00"}, "Et felt, som kun robotter ser"),
    ({"case": ""}, "Her mangler jeres svar"),
    ({"case": "findes-ikke"}, "Vælg en case fra listen."),
    ({"case": "\x00"}, "Null-tegn er ikke tilladte"),
    ({"case": "1 OR 1=1"}, "Vælg en case fra listen."),
    ({"case": "x" * 5_000}, "Vælg en case fra listen."),
    ({"municipality": ""}, "Her mangler jeres svar"),
    ({"municipality": "9999"}, "Vælg en kommune fra listen."),
    ({"municipality": "329"}, "Vælg en kommune fra listen."),
    ({"municipality": "0329' --"}, "Vælg en kommune fra listen."),
    ({"mailbox": ""}, "Her mangler jeres svar"),
    ({"mailbox": "ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@b@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk, b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk\r\nBcc: b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk%0ABcc:b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": '"a@ringsted.dk, b"@ond.dk'}, MAILBOX_FORM),
    ({"mailbox": "<script>alert(1)</script>@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "Ond <a@ringsted.dk>"}, MAILBOX_FORM),
    ({"mailbox": "\x00@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "=?utf-8?q?a=40ond.dk=3e?=@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a%ond.dk@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "ond.dk!a@ringsted.dk"}, MAILBOX_FORM),
    # A Cyrillic letter, and one without its dot.
    ({"mailbox": "it@r\u0456ngsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "it@r\u0131ngsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a" * 200 + "@ringsted.dk"}, "højst have 120 tegn"),
    ({"stage": ""}, "Her mangler jeres svar"),
    ({"stage": "godkendt"}, "Marker en gyldig valgmulighed"),
    ({"since_year": ""}, "Her mangler jeres svar"),
    ({"since_year": "sidste år"}, "Skriv et årstal med fire cifre"),
    ({"since_year": "1066"}, "større end eller lig 1990"),
    ({"since_year": "2999"}, "Året er ikke begyndt endnu."),
    ({"since_year": "9" * 5_000}, "Skriv et årstal med fire cifre"),
    ({"since_year": "-2020"}, "større end eller lig 1990"),
    ({"since_year": "2020.5"}, "Skriv et årstal med fire cifre"),
    ({"system": "https://ond.example/køb"}, LINKS),
    ({"system": "www.ond.example"}, LINKS),
    ({"system": "s" * 101}, "højst have 100 tegn"),
    ({"remark": "Skriv til ond@example.com"}, LINKS),
    ({"remark": "Ring 12 34 56 78"}, LINKS),
    ({"remark": "Køb på billigt.com nu"}, LINKS),
    ({"remark": "HTTPS://OND.EXAMPLE"}, LINKS),
    ({"remark": "javascript://%0aalert(1)"}, LINKS),
    ({"remark": "ond\u200b@\u200bexample.dk"}, LINKS),
    ({"remark": "r" * 201}, "højst have 200 tegn"),
    ({"remark": "r" * 20_000}, "højst have 200 tegn"),
]


# The same for the other forms: the fields they share with the table, by their own names. Not all need all.
OF_ALL = {"token": "token", "hjemmeside": "hjemmeside"}


def rows(own: dict[str, str], *left_out: dict) -> list[tuple[dict[str, Any], str]]:
    """The rows of the table for a form that has these fields."""
    fields = OF_ALL | own
    return [
        ({fields[name]: value for name, value in changes.items()}, says)
        for changes, says in HOSTILE
        if changes.keys() <= fields.keys() and changes not in left_out
    ]


REPORTED = rows({"mailbox": "mailbox", "remark": "what"}, {"mailbox": ""}, {"remark": "r" * 201})
HOSTILE_REPORTS = [
    *((changes, says.replace("200 tegn", "1000 tegn")) for changes, says in REPORTED),
    ({"what": ""}, "Her mangler jeres svar"),
    ({"what": " \u200b\r\n "}, "Her mangler jeres svar"),
    ({"what": "\x00"}, "Her mangler jeres svar"),
    ({"what": "+45 12.34.56.78"}, LINKS),
    ({"what": "r" * 1_001}, "højst have 1000 tegn"),
]
# Each form by its class: an honest submission with its address, and what is hostile to it.
FORMS = {
    "AdoptionForm": (lambda: (ADOPT, filled_in()), HOSTILE),
    "MailboxOfCaseForm": (asking, rows({"case": "case", "mailbox": "mailbox"})),
    "StoppedForm": (stopping, rows({"since_year": "stopped_year", "remark": "remark"}, {"since_year": ""})),
    "ErrorReportForm": (lambda: (place(), error()), HOSTILE_REPORTS),
}


def changed(form: str, changes: dict) -> tuple[str, dict]:
    """The form's address, and the honest submission with these changes."""
    address, honest = FORMS[form][0]()
    if isinstance(changes.get("token"), int):
        changes = changes | {"token": token(form, changes["token"])}
    return address, honest | changes


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_submission_is_told_why_and_causes_nothing(client, form):
    for changes, says in FORMS[form][1]:
        address, sent = changed(form, changes)
        answer = send(client, address, **sent)
        assert (answer.status_code, says in text_of(answer)) == (200, True), (changes, text_of(answer)[:600])
        assert not answer.cookies, changes
        assert nothing_came_through(), changes


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "origin", ["", "null", "https://ond.example", "http://testserver:81", "https://testserver", "\u00e6"]
)
def test_a_form_from_elsewhere_comes_back_filled_in(client, origin, form):
    address, sent = changed(form, {})
    answer = send(client, address, origin, **sent)
    assert (answer.status_code, "kom fra vores egen side" in text_of(answer)) == (403, True)
    assert all(words in answer.text for name, words in sent.items() if name not in OF_ALL)
    assert nothing_came_through()


def test_text_that_would_be_markup_is_text(client):
    answer = send(client, **filled_in(token="", remark='"><script>alert(1)</script>'))
    assert "<script>alert" not in answer.text
    assert "&gt;&lt;script&gt;" in answer.text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("changes", [{"token": NOW - 13 * HOUR}, {"token": NOW}, {"hjemmeside": "ringsted.dk"}])
def test_what_is_honest_comes_back_filled_in_and_goes_through_at_the_second_try(client, form, changes, monkeypatch):
    if changes.get("token"):
        # However slow the machine is.
        monkeypatch.setattr("cases.register.protected_form.SHORTEST", 10**9)
    address, sent = changed(form, changes)
    answer = send(client, address, **sent)
    again = {"token": answer.context["form"]["token"].value(), "hjemmeside": ""}
    assert all(words in answer.text for name, words in sent.items() if name not in again)
    monkeypatch.setattr("cases.register.protected_form.SHORTEST", 0)
    assert send(client, address, **sent | again).status_code == (200 if form == "StoppedForm" else 302)
    assert Contribution.objects.count() == 1
    assert Contribution.objects.get().status == (
        "venter" if form in ("StoppedForm", "ErrorReportForm") else "ubekraeftet"
    )


def test_the_same_sent_twice_is_one_when_the_mailbox_has_confirmed_either(client):
    for remark in ("Det første.", "Det andet."):
        assert send(client, **filled_in(remark=remark)).status_code == 302
    assert wait_until_sent(5)
    first, second = (link_in(sent) for sent in mail.outbox)
    press(client, first)
    assert [one.adoption.remark for one in Contribution.objects.all()] == ["Det første."]
    assert "findes ikke længere" in text_of(client.get(second))


@pytest.mark.parametrize(
    ("most", "changes"),
    [
        (rates.MOST_TO_A_MAILBOX, lambda number: {"municipality": f"0{(101, 147, 151, 153)[number]}"}),
        (rates.MOST_OF_A_MUNICIPALITY, lambda number: {"mailbox": f"afdeling{number}@ringsted.dk"}),
    ],
)
def test_a_mailbox_and_a_municipality_get_so_many_mails_a_day_and_the_rest_comes_back(client, most, changes):
    answers = [send(client, **filled_in(**changes(number))) for number in range(most + 1)]
    assert [answer.status_code for answer in answers] == [302] * most + [200]
    assert "Prøv igen i morgen" in text_of(answers[-1])
    assert wait_until_sent(5)
    assert len(mail.outbox) == most
    assert press(client, NEW_LINK, "MailboxForm", mailbox="digitalisering@post.ringsted.dk").status_code == 302


@pytest.mark.parametrize(
    "address", ["/", "/cases/", "/behandling-af-oplysninger/", "/overblik/", "/vi-goer-det-ogsaa", "/er-det-jeres-case"]
)
def test_no_other_page_takes_a_form(client, address):
    assert send(client, address).status_code == 405


def test_the_forms_pages_are_kept_by_nobody_and_set_no_cookie(client):
    for address in (ADOPT, NEW_LINK, f"{ADOPT}ret/abc/", YOURS, f"{YOURS}forny/abc/"):
        answer = client.get(address)
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not answer.cookies
        # Under “no-referrer” browsers say “null” of where a form was.
        assert answer["Referrer-Policy"] == "same-origin"
    assert client.head(ADOPT).status_code == 200


def test_the_case_that_the_reader_comes_from_is_chosen(client):
    page = client.get(f"{ADOPT}?case=vesthimmerland-autorisationskontrol").text
    assert '<option value="vesthimmerland-autorisationskontrol" selected>' in page
    assert client.get(f"{ADOPT}?case=%00{'x' * 5_000}").status_code == 200
