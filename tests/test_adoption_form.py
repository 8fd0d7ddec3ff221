"""The form without a cookie: what is hostile gets through nowhere, and what is honest is never lost."""

from time import time

import pytest
from django.core import mail

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Contribution
from cases.register import rates
from tests.pages import text_of
from tests.register import ADOPT, NEW_LINK, YOURS, asking, filled_in, offer, press, send, stopping, token

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
HOSTILE = [
    ({"token": ""}, "stod åben for længe"),
    ({"token": "1"}, "stod åben for længe"),
    ({"token": f"{NOW}:forged"}, "stod åben for længe"),
    ({"token": "\x00"}, "stod åben for længe"),
    ({"token": "a" * 10_000}, "stod åben for længe"),
    ({"token": token("MailboxForm")}, "stod åben for længe"),
    ({"token": lambda form: token(form, NOW - 13 * HOUR)}, "stod åben for længe"),
    ({"token": lambda form: token(form, NOW + HOUR)}, "lignede en robot"),
    ({"hjemmeside": "https://ond.example"}, "Et felt, som kun robotter ser"),
    ({"hjemmeside": "\x00"}, "Et felt, som kun robotter ser"),
    ({"case": ""}, "Dette felt er påkrævet"),
    ({"case": "findes-ikke"}, "Vælg en case fra listen."),
    ({"case": "\x00"}, "Null-tegn er ikke tilladte"),
    ({"case": "1 OR 1=1"}, "Vælg en case fra listen."),
    ({"case": "x" * 5_000}, "Vælg en case fra listen."),
    ({"municipality": ""}, "Dette felt er påkrævet"),
    ({"municipality": "9999"}, "Vælg en kommune fra listen."),
    ({"municipality": "329"}, "Vælg en kommune fra listen."),
    ({"municipality": "0329' --"}, "Vælg en kommune fra listen."),
    ({"mailbox": ""}, "Dette felt er påkrævet"),
    ({"mailbox": "ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@b@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk, b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk\r\nBcc: b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "a@ringsted.dk%0ABcc:b@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": '"a@ringsted.dk, b"@ond.dk'}, MAILBOX_FORM),
    ({"mailbox": "<script>alert(1)</script>@ond.dk"}, MAILBOX_FORM),
    ({"mailbox": "Ond <a@ringsted.dk>"}, MAILBOX_FORM),
    ({"mailbox": "\x00@ringsted.dk"}, MAILBOX_FORM),
    ({"mailbox": "a" * 200 + "@ringsted.dk"}, "højst have 120 tegn"),
    ({"stage": ""}, "Dette felt er påkrævet"),
    ({"stage": "godkendt"}, "Marker en gyldig valgmulighed"),
    ({"since_year": ""}, "Dette felt er påkrævet"),
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


# Each form: its name, the fields that it shares with the table, and an honest submission of it with its address.
FORMS = {
    "adoption": ("AdoptionForm", None, lambda: (ADOPT, filled_in())),
    "yours": ("MailboxOfCaseForm", {"case", "mailbox"}, asking),
    "stopped": ("StoppedForm", {"since_year", "remark"}, stopping),
}


def hostile_to(form: str) -> list[tuple]:
    """The rows of the table that the form has the fields for. In one of the forms the year may be empty."""
    _, fields, _ = FORMS[form]
    own = [row for row in HOSTILE if fields is None or row[0].keys() <= fields | {"token", "hjemmeside"}]
    return [(form, *row) for row in own if form == "adoption" or row[0] != {"since_year": ""}]


def changed(form: str, changes: dict) -> tuple[str, dict]:
    """The form's address, and the honest submission with these changes."""
    name, _, honest = FORMS[form]
    address, sent = honest()
    changes = {key: value(name) if callable(value) else value for key, value in changes.items()}
    return address, sent | {
        "stopped_year" if "stopped_year" in sent and k == "since_year" else k: v for k, v in changes.items()
    }


@pytest.mark.parametrize(("form", "changes", "says"), [row for form in FORMS for row in hostile_to(form)])
def test_a_hostile_submission_is_told_why_and_causes_nothing(client, form, changes, says):
    address, sent = changed(form, changes)
    answer = send(client, address, **sent)
    assert (answer.status_code, says in text_of(answer)) == (200, True), text_of(answer)[:600]
    assert not answer.cookies
    assert nothing_came_through()


@pytest.mark.parametrize(
    "origin", ["", "null", "https://ond.example", "http://testserver:81", "https://testserver", "\u00e6"]
)
def test_a_form_from_elsewhere_comes_back_filled_in(client, origin):
    answer = send(client, origin=origin, **filled_in())
    assert (answer.status_code, "kom fra vores egen side" in text_of(answer)) == (403, True)
    assert "Lederne kontrollerer hvert kvartal." in answer.text
    assert nothing_came_through()


def test_text_that_would_be_markup_is_text(client):
    answer = send(client, **filled_in(token="", remark='"><script>alert(1)</script>'))
    assert "<script>alert" not in answer.text
    assert "&gt;&lt;script&gt;" in answer.text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "changes",
    [
        {"token": lambda form: token(form, NOW - 13 * HOUR)},
        {"token": lambda form: token(form, NOW)},
        {"hjemmeside": "x"},
    ],
)
def test_what_is_honest_comes_back_filled_in_and_goes_through_at_the_second_try(client, form, changes, monkeypatch):
    if changes.get("token"):
        # However slow the machine is.
        monkeypatch.setattr("cases.register.protected_form.SHORTEST", 10**9)
    address, sent = changed(form, changes)
    answer = send(client, address, **sent)
    again = {"token": answer.context["form"]["token"].value(), "hjemmeside": ""}
    assert all(words in answer.text for name, words in sent.items() if name not in again)
    monkeypatch.setattr("cases.register.protected_form.SHORTEST", 0)
    assert send(client, address, **sent | again).status_code == (200 if form == "stopped" else 302)
    assert Contribution.objects.count() == 1
    assert Contribution.objects.get().status == ("venter" if form == "stopped" else "ubekraeftet")


def test_the_same_sent_twice_is_one(client):
    for _ in range(2):
        assert send(client, **filled_in()).status_code == 302
    assert Contribution.objects.count() == 1


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
