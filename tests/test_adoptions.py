"""“Vi gør det også”: from the form over the mail and the editor to the case page, and on to its end."""

import socket
import time
from datetime import timedelta
from io import StringIO

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from casekatalog.accounts.mail import wait_until_sent
from casekatalog.core.logs import CleanFilter
from cases.models import Adoption, Case, Contribution, ContributionEvent, MunicipalityDomain
from cases.models.contributions import new_key
from cases.workflow import contribution_decisions
from cases.workflow.adoptions import STATE, change
from cases.workflow.contribution_links import Purpose, link_to
from cases.workflow.contribution_steps import DecisionError
from tests.editing import editor, log_in
from tests.pages import text_of
from tests.register import (
    ADOPT,
    CONTROLLER,
    MAILBOX,
    NEW_LINK,
    SITE,
    decide,
    entry,
    filled_in,
    give_domain,
    keep,
    link_in,
    offer,
    press,
    send,
    smtp_server,
)

CASE = "/cases/vesthimmerland-autorisationskontrol/"


@pytest.fixture(autouse=True)
def _offered(settings):
    offer(settings)


@pytest.fixture(autouse=True)
def _mail_at_once(monkeypatch):
    """A test is one transaction that never ends: send what waits for its end."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


def sent_mails(number: int) -> list:
    assert wait_until_sent(5)
    assert len(mail.outbox) == number
    return mail.outbox


def test_a_municipality_says_it_and_after_one_click_by_an_editor_it_stands_on_the_case_page(client, settings):
    give_domain()
    with smtp_server(settings) as server:
        assert send(client, **filled_in(mailbox_is_public="on"))["Location"].startswith(f"{ADOPT}sendt/?case=")
        assert wait_until_sent(5)
        link = link_in(server.mails[0])
        assert server.mails[0]["To"] == MAILBOX
        # Scanners of mail open links.
        for _ in range(2):
            assert "Bekræft jeres svar" in text_of(client.get(link))
        assert Contribution.objects.get().status == "ubekraeftet"
        assert "Tak, nu ser redaktionen på det" in text_of(press(client, link))
        assert "Ringsted" not in text_of(client.get(CASE))
        log_in(client, "Redaktør")
        start = client.get("/admin/")
        assert "Godkend" in text_of(start)
        assert "Godkendt. Læserne ser det nu" in text_of(
            decide(client, Contribution.objects.get().pk, follow=True, decision="godkend")
        )
        page = text_of(client.get(CASE))
        assert "Ringsted Kommune – i drift siden 2023, med MARC. Lederne kontrollerer hvert kvartal." in page
        assert MAILBOX in page
        (told,) = client.get(f"/api/v1{CASE}").json()["adoptions"]
        assert (told["municipality"]["code"], told["stage"], told["system"]) == ("0329", "i-drift", "MARC")
        assert MAILBOX not in str(told)
        assert "Også i brug i 1 kommune" in text_of(client.get("/cases/?ogsaa=i-brug"))
        assert wait_until_sent(5)
        assert [message["Subject"].partition(": ")[2] for message in server.mails] == [
            "Bekræft, at I gør det også",
            "Jeres svar står nu på siden",
        ]
        assert f"{SITE}{CASE}" in server.mails[1].get_content()


def test_an_editor_vouches_for_a_mailbox_that_is_under_no_known_domain(client):
    send(client, **filled_in())
    press(client, link_in(sent_mails(1)[0]))
    log_in(client, "Redaktør")
    pk = Contribution.objects.get().pk
    assert "Tjek først, at postkassen er kommunens" in text_of(decide(client, pk, decision="godkend"))
    assert decide(client, pk, decision="godkend", vouched="on")["Location"] == "/admin/"
    assert Contribution.objects.get().status == "godkendt"


@pytest.mark.parametrize(
    ("mailbox", "proven"),
    [
        ("it@ringsted.dk", True),
        ("it@post.ringsted.dk", True),
        ("it@xringsted.dk", False),
        ("it@ringsted.dk.ond.dk", False),
    ],
)
def test_a_domain_is_matched_whole_or_after_a_dot(client, mailbox, proven):
    give_domain()
    send(client, **filled_in(mailbox=mailbox))
    press(client, link_in(sent_mails(1)[0]))
    assert Contribution.objects.get().proven is proven


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"decision": "spoerg", "words": "Hvilket system?"}, "Hvilket system?"),
        ({"decision": "afvis", "words": "Det er en anden opgave."}, "Det er en anden opgave."),
        ({"decision": "afvis"}, None),
    ],
)
def test_an_editors_words_are_mailed_and_the_decision_can_be_undone(client, data, says):
    send(client, **filled_in())
    press(client, link_in(sent_mails(1)[0]))
    log_in(client, "Redaktør")
    pk = Contribution.objects.get().pk
    answer = decide(client, pk, **data)
    if says is None:
        assert "Skriv, hvad afsenderen skal have at vide" in text_of(answer)
        return
    assert says in sent_mails(2)[1].body
    assert 'value="fortryd"' in client.get(f"/admin/cases/contribution/{pk}/change/").text
    decide(client, pk, decision="fortryd")
    assert Contribution.objects.get().status == "venter"
    history = text_of(client.get(f"/admin/cases/contribution/{pk}/change/"))
    assert all(what in history for what in ("Sendt ind", "Bekræftet fra postkassen", says, "Fortrudt af Redaktør"))


def test_an_editor_decides_on_the_words_on_the_page_and_on_no_others(client):
    give_domain()
    send(client, **filled_in())
    press(client, link_in(sent_mails(1)[0]))
    log_in(client, "Redaktør")
    mine = Contribution.objects.get()
    start = client.get("/admin/")
    assert "I drift siden 2023, med MARC. Lederne kontrollerer hvert kvartal." in text_of(start)
    assert f'name="seen" value="{mine.key}"' in start.text
    link = link_to(mine, Purpose.CHANGE).removeprefix(SITE)
    press(client, link, "StateForm", stage="i-drift", since_year="2023", remark="Andre ord.")
    for decision in ("godkend", "afvis"):
        page = text_of(decide(client, mine.pk, seen=mine.key, decision=decision, words="Nej."))
        assert ("Læs det, der står nu" in page, "Andre ord." in page) == (True, True)
    assert Contribution.objects.get().status == "venter"


def test_of_two_steps_at_once_the_second_is_refused_and_changes_nothing(client):
    mine = entry(remark="De første ord.")
    Contribution.objects.update(status="venter")
    first, second = (Contribution.objects.with_details().get() for _ in range(2))
    contribution_decisions.approve(first, editor("Else"), vouched=True)
    given = {name: getattr(mine, name) for name in ("case", "municipality", "mailbox", *STATE)}
    with pytest.raises(DecisionError):
        change(second, Adoption(**given | {"remark": "De andre ord."}))
    with pytest.raises(DecisionError):
        contribution_decisions.undo(Contribution(pk=mine.pk, key=second.key, kind="adoption"), editor("Ellen"))
    assert list(Adoption.objects.values_list("status", "remark")) == [("godkendt", "De første ord.")]


def test_what_is_asked_meanwhile_is_asked_of_what_is_there_now(client):
    give_domain()
    send(client, **filled_in())
    press(client, link_in(sent_mails(1)[0]))
    log_in(client, "Udgiver")
    mine = Contribution.objects.get()
    client.post(f"/admin/cases/municipalitydomain/{MunicipalityDomain.objects.get().pk}/delete/", {"post": "yes"})
    assert "Tjek først, at postkassen er kommunens" in text_of(decide(client, mine.pk, decision="godkend"))
    Case.objects.filter(contributions=mine).update(status="arkiveret")
    assert "Casen er ikke på siden nu" in text_of(decide(client, mine.pk, decision="godkend", vouched="on"))
    link = link_to(mine, Purpose.CHANGE).removeprefix(SITE)
    assert client.get(link).status_code == 200
    call_command("erase_person", email=[MAILBOX], interactive=False, stdout=StringIO())
    assert client.get(link).status_code == 410
    page = text_of(decide(client, mine.pk, follow=True, decision="afvis", words="Vi viser den ikke."))
    assert "Afvist. Der er ingen postkasse at skrive til." in page
    assert len(sent_mails(1)) == 1


def test_a_newer_answer_takes_the_place_of_the_older_and_gives_it_back_when_undone(client):
    old = entry()
    send(client, **filled_in(stage="stoppet", mailbox="ny@ringsted.dk"))
    press(client, link_in(sent_mails(2)[1]))
    log_in(client, "Redaktør")
    pk = Contribution.objects.order_by("pk").last().pk
    decide(client, pk, decision="godkend", vouched="on")
    page = text_of(client.get(CASE))
    assert ("stoppet siden" in page, "i drift siden" in page) == (True, False)
    decide(client, pk, decision="fortryd")
    assert "i drift siden 2023" in text_of(client.get(CASE))
    assert Contribution.objects.get(pk=old.pk).status == "godkendt"


@pytest.mark.parametrize(
    ("days", "page", "listed"),
    [(1, "Kommunens eget svar", True), (-1, "er ikke bekræftet siden", False), (-190, None, False)],
)
def test_an_entry_lapses_turns_grey_and_goes(client, days, page, listed):
    entry(expires_on=timezone.localdate() + timedelta(days=days))
    shown = text_of(client.get(CASE))
    assert "Ringsted Kommune – i drift" in shown if page else "Ringsted" not in shown
    assert page is None or page in shown
    assert ("Også i brug i 1 kommune" in text_of(client.get("/cases/?sortering=ogsaa"))) == listed


def test_what_has_stopped_does_not_lapse():
    stopped = Adoption(stage="stoppet")
    assert (stopped.next_end(), stopped.is_lapsed) == (None, False)


def test_the_timer_reminds_once_and_the_link_gives_another_year(client):
    mine = entry(expires_on=timezone.localdate() + timedelta(days=20))
    assert [keep(), keep()] == ["1 reminded, 0 deleted.", "0 reminded, 0 deleted."]
    link = link_in(sent_mails(2)[1])
    Adoption.objects.update(mailbox="", reminded_on=None)
    assert keep() == "0 reminded, 0 deleted."
    Adoption.objects.update(mailbox=MAILBOX)
    for _ in range(2):
        assert "Passer det stadig?" in text_of(client.get(link))
    assert "et år mere" in text_of(press(client, link))
    mine.refresh_from_db()
    assert mine.expires_on == timezone.localdate() + relativedelta(months=12)
    assert "Linket er brugt" in text_of(client.get(link))


@pytest.mark.parametrize(
    ("status", "field", "days"),
    [
        ("ubekraeftet", "sent_at", 14),
        ("afvist", "decided_at", 90),
        ("spurgt", "decided_at", 90),
        ("afloest", "decided_at", 90),
    ],
)
def test_the_timer_deletes_with_mailbox_and_history_what_is_too_old(status, field, days):
    mine = entry()
    for age, left in ((days - 1, 1), (days + 1, 0)):
        at = timezone.now() - timedelta(days=age)
        Contribution.objects.filter(pk=mine.pk).update(status=status, **{field: at})
        keep()
        counted = [model.objects.count() for model in (Contribution, Adoption)]
        assert counted == [left, left]
    assert not ContributionEvent.objects.exists()


def test_a_municipality_corrects_and_removes_its_answer_without_an_account(client):
    mine = entry()
    press(client, NEW_LINK, "MailboxForm", mailbox=MAILBOX.upper())
    link = link_in(sent_mails(2)[1])
    form = {"stage": "stoppet", "since_year": "2024", "remark": "For dyrt."}
    assert "nu ser redaktionen på rettelsen" in text_of(press(client, link, "StateForm", **form))
    assert "i drift siden 2023" in text_of(client.get(CASE))
    assert list(Adoption.objects.filter(status="venter").values_list("remark", flat=True)) == ["For dyrt."]
    assert "Linket er brugt" in text_of(client.get(link))
    mine.refresh_from_db()
    remove = link_to(mine, Purpose.CHANGE).removeprefix(SITE) + "?fjern=ja"
    for _ in range(2):
        assert "Fjern svaret?" in text_of(client.get(remove))
    assert "Svaret er fjernet" in text_of(press(client, remove))
    assert "Ringsted" not in text_of(client.get(CASE))


def test_asking_for_a_link_answers_alike_whether_the_mailbox_is_known(client):
    entry()
    answers = [press(client, NEW_LINK, "MailboxForm", mailbox=box) for box in (MAILBOX, "ukendt@ringsted.dk")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{ADOPT}link-sendt/")}
    assert [message.to for message in sent_mails(2)] == [[MAILBOX], [MAILBOX]]


def changed_by_a_letter(link: str) -> str:
    return link[:-3] + ("a" if link[-3] != "a" else "b") + link[-2:]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda mine, _: Contribution.objects.update(key=new_key()), "Linket er brugt"),
        (lambda mine, _: Contribution.objects.all().delete(), "Svaret findes ikke længere"),
        (lambda mine, _: Case.objects.filter(pk=mine.case_id).update(status="arkiveret"), "findes ikke"),
        (
            lambda _, patch: patch.setattr(Purpose.CONFIRM, "lifetime", timedelta(-1)),
            "Linket er udløbet",
        ),
        (None, "Linket er ikke helt"),
    ],
    ids=["used", "deleted", "archived", "expired", "changed"],
)
def test_every_link_that_leads_nowhere_gets_a_page_that_says_what_to_do(client, monkeypatch, spoil, says):
    send(client, **filled_in())
    link = link_in(sent_mails(1)[0])
    if spoil is None:
        link = changed_by_a_letter(link)
    else:
        spoil(Contribution.objects.get(), monkeypatch)
    for answer in (client.get(link), press(client, link, remark="Det, vi skrev.")):
        assert (answer.status_code, says in text_of(answer), "få et nyt link" in text_of(answer)) == (410, True, True)
    assert "Kopiér det herfra, før I lukker siden. Det, vi skrev." in text_of(answer)
    assert not Contribution.objects.filter(status="venter").exists()


def test_a_link_for_one_thing_does_no_other(client):
    mine = entry()
    link = link_to(mine, Purpose.RENEW).removeprefix(SITE)
    assert "Linket er ikke helt" in text_of(client.get(link.replace("/forny/", "/ret/")))
    assert client.get(link.replace("/forny/", "/slet/")).status_code == 404


def test_a_mail_server_that_refuses_is_for_the_log_without_the_mailbox(client, settings, caplog):
    with smtp_server(settings, refuses=True):
        assert send(client, **filled_in()).status_code == 302
        assert wait_until_sent(5)
    assert "Could not send register/mail/adoption/confirm" in caplog.text
    (record,) = [record for record in caplog.records if "register/mail" in record.getMessage()]
    CleanFilter().filter(record)
    assert "SMTPRecipientsRefused" in record.exc_text
    assert MAILBOX not in f"{record.msg} {record.exc_text}"


def test_a_municipality_does_not_wait_for_a_mail_server_that_hangs(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 30
        began = time.monotonic()
        assert send(client, **filled_in())["Location"].startswith(f"{ADOPT}sendt/?case=")
        assert time.monotonic() - began < 5
        assert not wait_until_sent(0)
    assert wait_until_sent(5)


def test_without_mail_or_a_controller_nothing_is_offered(client, settings):
    settings.TAKES_CONTRIBUTIONS = False
    entry()
    for address in (ADOPT, NEW_LINK, "/behandling-af-oplysninger/"):
        assert client.get(address).status_code == 404
    page = client.get(CASE)
    assert ADOPT not in page.text
    assert "Ringsted Kommune – i drift" in text_of(page)


@pytest.mark.parametrize("name", CONTROLLER)
def test_the_form_and_a_page_state_who_keeps_the_data_and_why(client, name):
    for address in (ADOPT, NEW_LINK, "/behandling-af-oplysninger/"):
        assert f"Eksempel: {name}." in text_of(client.get(address))


def test_a_reader_without_the_role_decides_nothing(client):
    mine = entry()
    assert client.get(f"/admin/cases/contribution/{mine.pk}/change/").status_code == 302
    client.force_login(editor())
    assert client.get("/admin/cases/contribution/999999/change/").status_code == 404
