"""“Meld en fejl”: from a place of a case over the form, the mail and the editor, and on to its end."""

import re
from datetime import timedelta
from typing import Any

import lxml.html  # type: ignore[import-untyped]
import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from casekatalog.accounts.mail import wait_until_sent
from casekatalog.core.batch import batched
from cases.models import Case, Contribution, ContributionEvent, ErrorReport, Technology
from cases.models.content import sections_of
from cases.models.places import find_place
from cases.workflow import contributions, editions, error_reports, history
from cases.workflow.contribution_links import Purpose, link_to
from cases.workflow.drafts import discard
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import editor, log_in, person, small_case
from tests.pages import text_of
from tests.register import MAILBOX, NEW_LINK, SITE, decide, error, link_in, offer, place, press, send, smtp_server

CASE = "/cases/vesthimmerland-autorisationskontrol/"
LINK = ".//a[@class='report-link']"


@pytest.fixture(autouse=True)
def _offered(settings, monkeypatch):
    offer(settings)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


@pytest.fixture
def case() -> Case:
    return Case.objects.get(number=20)


def sent_mails(number: int) -> list:
    assert wait_until_sent(5)
    assert len(mail.outbox) == number
    return mail.outbox


def links_of(client) -> dict[str, str]:
    """The addresses behind “Meld en fejl” on the case page, by the whole name of the link."""
    page = lxml.html.fromstring(client.get(CASE).text)
    return {" ".join(link.text_content().split()): link.get("href") for link in page.findall(LINK)}


def write(case: Case, **fields) -> None:
    """An editor's change of the published case."""
    with batched():
        history.record_baseline(case)
        for name, value in fields.items():
            setattr(case, name, value)
        case.save()
        history.record(case, None, "Rettet")


def report(client, address: str = "", **changes) -> ErrorReport:
    assert send(client, address or place(afsnit="investering"), **error(**changes)).status_code == 302
    return ErrorReport.objects.latest("pk")


def test_every_section_and_every_figure_has_a_link_of_its_own_name(client, case):
    links = links_of(client)
    sections = [section.heading for section in sections_of(Case.objects.with_texts().get(pk=case.pk))]
    figures = [figure.label for figure in case.key_figures.all()]
    wanted = {f"Meld en fejl i {name}" for name in ["Kort fortalt", "Fakta", *sections, *figures]}
    assert set(links) == wanted
    case_page = client.get(CASE).text
    for name, address in links.items():
        page = client.get(address)
        shown = name.removeprefix("Meld en fejl i ")
        assert (page.status_code, shown in text_of(page)) == (200, True), name
        (anchor,) = set(re.findall(rf'href="{CASE}#([\w-]+)"', page.text))
        assert f'id="{anchor}"' in case_page, name


def test_a_figure_is_shown_with_its_label_kind_and_source(client, case):
    figure = case.key_figures.first()
    page = text_of(client.get(place(tal=figure.order)))
    assert f"{figure.label}: {figure.value} {figure.unit} ({figure.get_basis_display()})" in page
    assert figure.text in page


def test_without_a_mailbox_the_editors_have_it_at_once_and_answer_with_one_click(client, case):
    answer = send(client, links_of(client)["Meld en fejl i Investering og drift"], **error())
    assert answer["Location"] == f"/meld-en-fejl/modtaget/?case={case.slug}"
    assert "redaktionen har fået jeres melding" in text_of(client.get(answer["Location"]))
    log_in(client, "Udgiver")
    start = client.get("/admin/")
    for words in ("Det var 25.233 kr.", "Investering og drift", case.investment.split(".")[0]):
        assert words in text_of(start)
    assert f"/admin/cases/case/{case.pk}/change/#id_investment" in start.text
    pk = ErrorReport.objects.get().pk
    assert "Besvaret: Rettet." in text_of(decide(client, pk, follow=True, decision="rettet"))
    assert Contribution.objects.get().status == "godkendt"
    assert "Fortrudt." in text_of(decide(client, pk, follow=True, decision="fortryd"))
    assert "Besvaret: Ikke en fejl." in text_of(decide(client, pk, follow=True, decision="ikke-fejl"))
    seen = text_of(client.get(f"/admin/cases/contribution/{pk}/change/"))
    for step in ("Sendt ind uden postkasse", "Rettet af Udgiver", "Fortrudt af Udgiver", "Ikke en fejl af Udgiver"):
        assert step in seen
    assert sent_mails(0) == []


ANSWERS: list[tuple[dict[str, Any], str]] = [
    ({"decision": "rettet"}, "Fejlen, I meldte i denne case, er rettet"),
    ({"decision": "ikke-fejl"}, "har ikke fundet en fejl i det"),
    ({"decision": "afvis", "words": "Kilden siger det selv."}, "Kilden siger det selv."),
    ({"decision": "spoerg", "words": "Hvilket år?"}, "Hvilket år?"),
]


def test_a_mailbox_confirms_first_and_then_gets_the_answer_and_the_way_back(client, settings, case):
    with smtp_server(settings) as server:
        answer = send(client, place(afsnit="effekter"), **error(mailbox=MAILBOX))
        assert answer["Location"].startswith("/meld-en-fejl/sendt/")
        assert "Tjek jeres fællespostkasse" in text_of(client.get(answer["Location"]))
        assert wait_until_sent(5)
        link = link_in(server.mails[0])
        # A stranger's words are never mailed.
        assert ("25.233" in server.mails[0].get_content(), server.mails[0]["To"]) == (False, MAILBOX)
        for _ in range(2):
            assert "Bekræft jeres melding" in text_of(client.get(link))
        pk = ErrorReport.objects.get().pk
        log_in(client, "Redaktør")
        assert "25.233" not in text_of(client.get("/admin/"))
        for decision, _ in ANSWERS:
            assert "kan ikke lade sig gøre" in text_of(decide(client, pk, **decision)), decision
        assert "nu ser redaktionen på det" in text_of(press(client, link))
        assert "Linket er brugt" in text_of(client.get(link))
        for decision, says in ANSWERS:
            decide(client, pk, **decision)
            decide(client, pk, decision="fortryd")
            assert wait_until_sent(5)
            answered, undone = (mail.get_content() for mail in server.mails[-2:])
            assert (says in answered, "25.233" in answered) == (True, False), decision
            assert "trukket sit svar tilbage" in undone, decision
            assert ErrorReport.objects.get().status == "venter", decision
        assert len(server.mails) == 1 + 2 * len(ANSWERS)


def test_the_sender_answers_a_question_says_it_again_and_removes_it_from_the_mailbox(client):
    mine = report(client, mailbox=MAILBOX)
    press(client, link_in(sent_mails(1)[0]))
    log_in(client, "Redaktør")
    decide(client, mine.pk, decision="spoerg", words="Hvor står det?")
    answers = link_in(sent_mails(2)[1])
    assert "25.233" in client.get(answers).text
    assert "redaktionen på jeres melding igen" in text_of(press(client, answers, "WhatForm", what="Side 141."))
    assert list(ErrorReport.objects.values_list("what", "status")) == [("Side 141.", "venter")]
    decide(client, mine.pk, decision="rettet")
    press(client, NEW_LINK, "MailboxForm", mailbox=MAILBOX)
    again = link_in(sent_mails(4)[3])
    press(client, again, "WhatForm", what="Det er ikke rettet.")
    assert ErrorReport.objects.get().status == "venter"
    press(client, NEW_LINK, "MailboxForm", mailbox=MAILBOX)
    # The fourth mail of the day is not sent: a link as the mail would have it.
    mine.refresh_from_db()
    remove = link_to(mine, Purpose.CHANGE).removeprefix(SITE) + "?fjern=ja"
    assert "Fjern meldingen?" in text_of(client.get(remove))
    press(client, remove)
    assert not ContributionEvent.objects.exists()


@pytest.mark.parametrize(
    ("parameters", "about"),
    [
        ({}, "Hele casen"),
        ({"afsnit": "findes-ikke"}, "Hele casen"),
        ({"afsnit": " EFFEKTER "}, "Effekter"),
        ({"afsnit": "trin-3"}, "Implementering"),
        ({"afsnit": "organisering"}, "Ændringer"),
        ({"afsnit": "greb-strategisk-fokus\x00"}, "Hele casen"),
        ({"afsnit": "x" * 5_000, "tal": "9" * 5_000, "udgave": "1" * 5_000}, "Hele casen"),
        ({"afsnit": "effekter", "tal": "99"}, "Effekter"),
        ({"afsnit": "effekter", "tal": "-1"}, "Effekter"),
        ({"afsnit": "effekter", "tal": "٣"}, "Effekter"),
        ({"afsnit": "effekter", "udgave": "i går"}, "Effekter"),
        ({"afsnit": "effekter", "udgave": "20261129000000000000"}, "Effekter"),
        ({"afsnit": "effekter", "udgave": "\x00:\x00"}, "Effekter"),
        ({"afsnit": "<script>"}, "Hele casen"),
    ],
)
def test_what_is_wrong_with_an_address_is_mended_or_left_out(client, parameters, about):
    page = client.get(place(**parameters))
    assert (page.status_code, f"Sted {about}" in text_of(page)) == (200, True)
    assert report(client, place(**parameters)).place == about


@pytest.mark.parametrize("slug", ["findes-ikke", "%00", "x" * 5_000, "æ", "../admin"])
def test_only_a_case_that_readers_do_not_see_is_not_found(client, case, slug):
    assert client.get(f"/meld-en-fejl/?case={slug}").status_code == 404
    assert "Find casen" in text_of(client.get("/meld-en-fejl/"))
    Case.objects.filter(pk=case.pk).update(status="arkiveret")
    assert client.get(place()).status_code == 404
    assert client.get(f"/meld-en-fejl/modtaget/?case={slug}").status_code == 200


def test_a_report_has_the_text_as_it_was_read_and_as_it_is_now(client, case):
    old = links_of(client)["Meld en fejl i Investering og drift"]
    before = case.investment
    write(case, investment="Det kostede 70.000 kr.")
    newer = links_of(client)["Meld en fejl i Investering og drift"]
    assert newer != old
    write(case, investment="Det kostede 80.000 kr.")
    assert "Casen er rettet, siden I åbnede den" in text_of(client.get(old))
    assert report(client, old).text == before
    assert report(client, newer, what="Noget andet.").text == "Det kostede 70.000 kr."
    log_in(client, "Redaktør")
    for pk in ErrorReport.objects.values_list("pk", flat=True):
        page = text_of(client.get(f"/admin/cases/contribution/{pk}/change/"))
        assert "Teksten er ændret siden" in page
        assert "Nu: Det kostede 80.000 kr." in page


def test_an_edition_is_seen_again_only_by_its_own_link_and_is_as_it_was_for_the_whole_page(client, case):
    edition, whole = editions.edition_of(case), Case.objects.with_texts().get(pk=case.pk)
    sections = ["kort-fortalt", "fakta", *(section.anchor for section in sections_of(whole))]
    before = {section: find_place(whole, section).text for section in sections}
    write(case, summary="Kort.", background="Kort.", investment="Kort.", answer_what="Kort.")
    case.key_figures.all().delete()
    case.steps.filter(order__gt=1).delete()
    write(case, solution="Kort.")
    time = editions.read_edition(case, edition)
    then = editions.as_read(case, time)
    assert {section: find_place(then, section).text for section in sections} == before
    forged = [edition[:-1] + ("a" if edition[-1] != "a" else "b"), edition.partition(":")[0]]
    other = Case.objects.published().exclude(pk=case.pk)[0]
    assert [editions.read_edition(case, text) for text in forged] == [None, None]
    assert editions.read_edition(other, edition) is None


def test_an_edition_that_cannot_be_read_again_is_the_case_as_it_is(client, case):
    case.technologies.add(Technology.objects.create(slug="ny", name="Ny", order=99))
    edition = editions.edition_of(case)
    write(case, background="Kort.")
    case.technologies.remove(case.technologies.get(slug="ny"))
    Technology.objects.filter(slug="ny").delete()
    write(case, background="Kortere.")
    assert editions.as_read(case, editions.read_edition(case, edition)).background == "Kortere."


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda figures: figures.filter(order=2).update(order=40), "Det står der"),
        (lambda figures: figures.filter(order=2).update(label="Et andet navn"), "Teksten er ændret siden"),
        (lambda figures: figures.filter(order=2).delete(), "Tallet findes ikke længere"),
    ],
)
def test_a_figure_is_found_where_it_has_moved_to(client, case, change, says):
    mine = report(client, place(tal=2))
    change(case.key_figures)
    log_in(client, "Udgiver")
    page = client.get(f"/admin/cases/contribution/{mine.pk}/change/")
    assert says in text_of(page)
    last = case.key_figures.count() - 1
    row = {"Det står der": last, "Tallet findes ikke længere": "group"}.get(says, 1)
    assert f"change/#key_figures-{row}" in page.text


@pytest.mark.parametrize("role", ["Redaktør", "Udgiver", "rettelse"])
def test_the_link_to_the_form_leads_to_a_place_that_is_there(client, role):
    case = small_case()
    sections = ("", "kort-fortalt", "fakta", "baggrund", "tidsplan", "formaal")
    reports = [report(client, place(afsnit=section)) for section in sections]
    if role == "rettelse":
        start_correction(case, person("Redaktør", "Ib"))
    log_in(client, "Redaktør" if role == "rettelse" else role)
    pages = [client.get(f"/admin/cases/contribution/{mine.pk}/change/").text for mine in reports]
    (links,) = zip(*(re.findall(r'href="([^"]+)#([\w-]+)">Ret det i casen', page) for page in pages), strict=True)
    (address,) = {address for address, _ in links}
    form = client.get(address)
    assert form.status_code == 200
    assert [anchor for _, anchor in links if f'id="{anchor}"' not in form.text] == []


def test_the_most_that_may_wait_without_a_mailbox_is_told_and_a_mailbox_is_let_in(client, monkeypatch):
    monkeypatch.setattr(error_reports, "MOST_OF_A_CASE", 2)
    for number in range(2):
        report(client, what=f"Fejl {number}")
    answer = send(client, place(), **error(what="Fejl 3"))
    assert "ikke kan tage imod flere uden en postkasse" in text_of(answer)
    assert "Fejl 3" in answer.text
    monkeypatch.setattr(error_reports, "MOST_IN_ALL", 2)
    other = Case.objects.published().exclude(number=20).first()
    assert "tage imod flere" in text_of(send(client, f"/meld-en-fejl/?case={other.slug}", **error()))
    assert report(client, what="Fejl 3", mailbox=MAILBOX).status == "ubekraeftet"


def test_the_same_twice_is_one_and_two_errors_of_a_mailbox_are_two(client):
    report(client, place(afsnit="effekter"), mailbox=MAILBOX)
    for _ in range(2):
        report(client)
        last = report(client, mailbox=MAILBOX)
    contributions.confirm(last)
    assert sorted(ErrorReport.objects.values_list("section", "mailbox")) == [
        ("effekter", MAILBOX),
        ("investering", ""),
        ("investering", MAILBOX),
    ]


@pytest.mark.parametrize(
    "what", ["12.345.678 kr.", "12345678 kr.", "2018-2019", "31.12.2019", "2019-12-31", "1 234 567 890"]
)
def test_an_amount_or_a_date_is_no_telephone_number(client, what):
    assert report(client, what=f"Der skal stå {what}").what.endswith(what)


def test_a_case_causes_so_many_mails_a_day_whatever_the_mailboxes(client, monkeypatch):
    monkeypatch.setattr("cases.register.rates.MOST_ABOUT_A_CASE", 2)
    answers = [send(client, place(), **error(mailbox=f"a{number}@ringsted.dk")) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "Prøv igen i morgen" in text_of(answers[2])
    sent_mails(2)


@pytest.mark.parametrize("status", ["godkendt", "afvist", "spurgt"])
def test_it_is_deleted_90_days_after_the_answer_and_never_while_it_waits(client, status):
    mine = report(client, mailbox=MAILBOX)
    for wanted, days, left in (("venter", 400, 1), (status, 89, 1), (status, 91, 0)):
        at = timezone.now() - timedelta(days=days)
        Contribution.objects.filter(pk=mine.pk).update(status=wanted, decided_at=at)
        call_command("keep_contributions")
        assert ErrorReport.objects.count() == left
    assert not ContributionEvent.objects.exists()


def test_it_outlives_a_correction_and_goes_with_the_case(client):
    case = small_case()
    report(client)
    publisher = person("Udgiver", "Ida")
    correction = start_correction(case, publisher)
    perform(TRANSITIONS["publicer"], correction, publisher)
    assert ErrorReport.objects.get().case == case
    discard(start_correction(Case.objects.get(pk=case.pk), publisher))
    Case.objects.get(pk=case.pk).delete()
    assert not Contribution.objects.exists()


def test_an_answer_that_does_not_fit_and_a_question_to_nobody_are_refused(client):
    mine = report(client)
    log_in(client, "Redaktør")
    assert "passer ikke til bidraget" in text_of(decide(client, mine.pk, decision="godkend", vouched="on"))
    assert "ingen postkasse at spørge" in text_of(decide(client, mine.pk, decision="spoerg", words="Hvad?"))
    page = client.get(f"/admin/cases/contribution/{mine.pk}/change/").text
    assert ('value="spoerg"' in page, 'value="ikke-fejl"' in page, 'value="godkend"' in page) == (False, True, False)


def test_a_link_that_leads_nowhere_says_how_to_report_it_again(client):
    report(client, mailbox=MAILBOX)
    link = link_in(sent_mails(1)[0])
    ErrorReport.objects.all().delete()
    for answer in (client.get(link), press(client, link)):
        assert (answer.status_code, "melde fejlen igen" in text_of(answer)) == (410, True)


def test_what_is_sent_changes_no_page_for_readers(client):
    before = client.get(CASE)["ETag"]
    report(client)
    assert client.get(CASE)["ETag"] == before


def test_nothing_is_offered_without_mail_or_in_a_preview(client, settings, case):
    log_in(client, "Redaktør")
    correction = start_correction(case, editor("Ib"))
    assert "report-link" not in client.get(reverse("admin:cases_case_preview", args=[correction.pk])).text
    settings.TAKES_CONTRIBUTIONS = False
    assert (links_of(client), client.get(place()).status_code) == ({}, 404)
