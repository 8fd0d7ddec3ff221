"""The form of “Foreslå en case”: ten fields, nothing hostile gets through, and nothing honest is lost or cut."""

from html import unescape

import lxml.html  # type: ignore[import-untyped]
import pytest
from django.core import mail

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Contribution, Suggestion
from cases.models.choices import FigureBasis
from cases.register import rates
from tests.pages import text_of
from tests.register import CONTROLLER, offer, send, token
from tests.suggestions import SUGGEST, suggested
from tests.test_contribution_forms import HOUR, LINKS, NOW, rows

REQUIRED = "Her mangler jeres svar"


@pytest.fixture(autouse=True)
def _offered(settings, monkeypatch):
    offer(settings)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


ALSO_HOSTILE = [
    ({"title": ""}, REQUIRED),
    ({"title": "\u200b\u2060"}, REQUIRED),
    ({"title": "t" * (Suggestion.LONGEST_TITLE + 1)}, "højst have 90 tegn"),
    ({"title": "Køb på billigt.com"}, LINKS),
    ({"task": "findes-ikke"}, "Vælg fra listen."),
    ({"task": "\x00"}, "Null-tegn er ikke tilladte"),
    ({"technology": "1 OR 1=1"}, "Vælg fra listen."),
    ({"done": ""}, REQUIRED),
    ({"done": "Ring 12 34 56 78"}, LINKS),
    ({"done": "Borgeren 010203-1234"}, LINKS),
    ({"done": "d" * (Suggestion.LONGEST_TEXT + 1)}, "højst have 2000 tegn"),
    ({"outcome": ""}, REQUIRED),
    ({"outcome": "godkendt"}, "Marker en gyldig valgmulighed"),
    ({"result": ""}, REQUIRED),
    ({"result": "r" * 20_000}, "højst have 2000 tegn"),
    ({"figure": "mange"}, "Skriv tallet med cifre"),
    ({"figure": ""}, "Skriv tallet, eller vælg “Intet tal”"),
    ({"figure": "1" * 81}, "højst have 80 tegn"),
    ({"figure_basis": ""}, "Vælg, hvilken slags tal det er."),
    ({"figure_basis": "vildt"}, "Marker en gyldig valgmulighed"),
    ({"declaration": ""}, "Sæt kryds, hvis det er rigtigt."),
]
SHARED = {"municipality": "municipality", "mailbox": "mailbox", "system": "system", "remark": "result"}
ROWS = [*rows(SHARED, {"remark": "r" * 201}, {"remark": "r" * 20_000}), *ALSO_HOSTILE]


@pytest.mark.parametrize(("changes", "says"), ROWS, ids=[str(number) for number in range(len(ROWS))])
def test_a_hostile_submission_is_told_why_and_causes_nothing_and_mended_it_goes_through(
    client, changes, says, monkeypatch
):
    if isinstance(changes.get("token"), int):
        changes = {"token": token("SuggestionForm", changes["token"])}
    answer = send(client, SUGGEST, **suggested(**changes))
    assert (answer.status_code, says in text_of(answer)) == (200, True), text_of(answer)[:600]
    assert not answer.cookies
    assert wait_until_sent(5)
    assert not mail.outbox
    assert not Contribution.objects.exists()
    form = answer.context["form"]
    kept = {name: form[name].value() or "" for name in suggested() if name not in changes}
    kept["declaration"] = "on" if kept.get("declaration", True) else ""
    monkeypatch.setattr("cases.register.protected_form.SHORTEST", 0)
    assert send(client, SUGGEST, **suggested(**kept)).status_code == 302
    # So that no other test gets the mail.
    assert wait_until_sent(5)


@pytest.mark.parametrize("origin", ["", "null", "https://ond.example"])
def test_a_form_from_elsewhere_comes_back_filled_in(client, origin):
    answer = send(client, SUGGEST, origin=origin, **suggested())
    assert (answer.status_code, "kom fra vores egen side" in text_of(answer)) == (403, True)
    assert suggested()["result"] in answer.text
    assert not Contribution.objects.exists()


def test_an_expired_token_gives_everything_typed_back_and_the_second_try_goes_through(client, monkeypatch):
    answer = send(client, SUGGEST, **suggested(token=token("SuggestionForm", NOW - 13 * HOUR), result='"><script>'))
    shown = unescape(answer.text)
    typed = [value for name, value in suggested(result='"><script>').items() if name != "token"]
    assert [value for value in typed if value not in shown] == []
    assert "<script>" not in answer.text.partition('id="id_result"')[2].partition("</textarea>")[0]
    again = answer.context["form"]["token"].value()
    monkeypatch.setattr("cases.register.protected_form.SHORTEST", 0)
    assert send(client, SUGGEST, **suggested(token=again)).status_code == 302


@pytest.mark.parametrize(
    "honest",
    [
        {"task": "", "technology": "", "figure": "", "figure_basis": "", "system": ""},
        {"result": "Vi sparede 12.000.000 kr. i 2019-2023, og løsningen står på borger.dk."},
        {"title": "t" * Suggestion.LONGEST_TITLE, "done": "d" * Suggestion.LONGEST_TEXT},
        {"figure": "20.000.000 kr.", "figure_basis": "pris"},
    ],
)
def test_what_is_honest_goes_through(client, honest):
    answer = send(client, SUGGEST, **suggested(**honest))
    assert answer.status_code == 302, text_of(answer)[:600]
    stored = Suggestion.objects.values(*(name for name in honest if name not in ("task", "technology"))).get()
    assert stored == {name: honest[name] for name in stored}


def test_the_form_asks_ten_things_and_for_what_did_not_work(client):
    (form,) = lxml.html.fromstring(client.get(SUGGEST).text).xpath("//form[@method='post']")
    assert len([group for group in form if "form-group" in group.get("class", "")]) == 10
    # In the lead, where the question is, and as an answer to it.
    assert text_of(client.get(SUGGEST)).count("Det virkede ikke") == 3
    assert form.xpath(".//select[@name='figure_basis']/option/@value") == ["", *FigureBasis.values]
    # Browsers cut what is pasted into these, and say nothing.
    assert not form.xpath(".//@maxlength")


@pytest.mark.parametrize("name", CONTROLLER)
def test_the_form_states_who_keeps_the_data_and_why(client, name):
    assert f"Eksempel: {name}." in text_of(client.get(SUGGEST))


def test_the_forms_pages_are_kept_by_nobody_and_set_no_cookie(client):
    receipt = send(client, SUGGEST, **suggested())["Location"]
    for address in (SUGGEST, receipt, f"{SUGGEST}ret/abc/", f"{SUGGEST}status/abc/"):
        answer = client.get(address)
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "same-origin"


def test_a_mailbox_gets_so_many_mails_a_day_and_the_rest_comes_back(client):
    answers = [send(client, SUGGEST, **suggested(title=f"Nr. {n}")) for n in range(rates.MOST_TO_A_MAILBOX + 1)]
    assert [answer.status_code for answer in answers] == [302] * rates.MOST_TO_A_MAILBOX + [200]
    assert "Prøv igen i morgen" in text_of(answers[-1])
