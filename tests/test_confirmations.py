"""“Er det jeres case?”: from the form over the mail and the editor to the case, and back."""

import re
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Case, Confirmation, Contribution
from cases.models.contributions import new_key
from cases.workflow import confirmations, contribution_decisions, contributions, history
from cases.workflow.contribution_links import Purpose, link_to
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import change_url, editor, log_in, publisher, small_case
from tests.pages import text_of
from tests.register import (
    NEW_LINK,
    SITE,
    YOURS,
    decide,
    give_domain,
    keep,
    link_in,
    offer,
    press,
    send,
    smtp_server,
    token,
)

SLUG = "vesthimmerland-autorisationskontrol"
CASE = f"/cases/{SLUG}/"
OWN = "it@vesthimmerland.dk"
NEW_TEXT = "Kommunen har sat en ny robot i gang."


@pytest.fixture(autouse=True)
def _offered(settings, monkeypatch):
    offer(settings)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


def case() -> Case:
    return Case.objects.get(slug=SLUG)


def asked() -> Confirmation:
    """The municipality has asked for a link."""
    confirmation = Confirmation(case=case(), municipality=case().municipality, mailbox=OWN)
    contributions.submit(confirmation)
    return confirmation


def answered(answer: str = "stadig-rigtig", **said) -> Contribution:
    """And has answered."""
    contribution = Contribution.objects.get(pk=asked().pk)
    confirmations.answer(contribution, {"answer": answer, **said})
    return Contribution.objects.get(pk=contribution.pk)


def approved(answer: str = "stadig-rigtig", by=None, **said) -> Confirmation:
    contribution = answered(answer, **said)
    contribution_decisions.approve(contribution, by or editor(f"Eva{contribution.pk}"), vouched=True)
    assert wait_until_sent(5)
    mail.outbox.clear()
    return Confirmation.objects.get(pk=contribution.pk)


def path(confirmation: Contribution, purpose: Purpose = Purpose.CONFIRM) -> str:
    return link_to(Contribution.objects.get(pk=confirmation.pk), purpose).removeprefix(SITE)


def correcting(client, link: str, **changes) -> dict[str, str]:
    """What a browser sends of the form with all texts, with these changes."""
    form = client.get(f"{link}?svar=ret").context["form"]
    return {field.name: field.value() or "" for field in form} | {"token": token("CorrectionForm")} | changes


def change(key: str, before: str, after: str) -> dict[str, str]:
    return {"key": key, "label": key, "before": before, "after": after}


def background_corrected() -> list[dict[str, str]]:
    return [change("background", case().background, NEW_TEXT)]


def test_a_municipality_stands_by_its_case_and_after_one_click_readers_see_the_day(client, settings):
    give_domain("0820", "vesthimmerland.dk")
    with smtp_server(settings) as server:
        sent = send(client, YOURS, case=SLUG, mailbox=OWN.upper(), token=token("MailboxOfCaseForm"), hjemmeside="")
        assert sent["Location"].startswith(f"{YOURS}sendt/?case=")
        assert wait_until_sent(5)
        link = link_in(server.mails[0])
        for _ in range(2):
            for answer in ("", "?svar=ret", "?svar=ikke-i-drift"):
                assert client.get(link + answer).status_code == 200
        assert Contribution.objects.get().status == "ubekraeftet"
        assert "nu ser redaktionen på jeres svar" in text_of(press(client, link))
        assert case().confirmed_on is None
        log_in(client, "Redaktør")
        start = text_of(client.get("/admin/"))
        assert "stadig rigtig og i drift" in start
        assert "(26)" in start
        told = decide(client, Contribution.objects.get().pk, follow=True, decision="godkend")
        assert "svar er ført ind" in text_of(told)
        assert "(25)" in text_of(told)
        today = timezone.localdate()
        assert case().confirmed_on == today
        assert history.versions(case())[0].revision.comment.endswith("af kommunen, fra dens fællespostkasse")
        assert "Senest bekræftet" in text_of(client.get(CASE))
        assert wait_until_sent(5)
        assert "kan læserne se, at I har bekræftet" in server.mails[1].get_content()
    assert all(OWN not in str(version.records) for version in history.versions(case()))
    assert OWN not in client.get(CASE).text


def test_an_editor_vouches_for_a_mailbox_under_another_domain(client):
    pk = answered().pk
    log_in(client, "Redaktør")
    assert "Tjek først, at postkassen er kommunens" in text_of(decide(client, pk, decision="godkend"))
    assert case().confirmed_on is None
    decide(client, pk, decision="godkend", vouched="on")
    assert case().confirmed_on == timezone.localdate()


STOPPED = "Ikke i drift længere, oplyst af kommunen i "


def test_what_is_not_in_operation_is_shown_to_readers_everywhere_until_it_is_undone(client):
    link = path(asked())
    said = {"stopped_year": "2024", "remark": "For dyr i drift."}
    assert "nu ser redaktionen" in text_of(press(client, f"{link}?svar=ikke-i-drift", "StoppedForm", **said))
    pk = Contribution.objects.get().pk
    log_in(client, "Redaktør")

    def told() -> list[bool]:
        pages = [text_of(client.get(address)) for address in (CASE, "/cases/", "/cases/?visning=tabel")]
        told = client.get(f"/api/v1{CASE}").json()
        listed = client.get("/api/v1/cases/").json()["cases"]
        row = client.get(f"/hent/{SLUG}.csv").content.decode("utf-8-sig")
        return [
            *(STOPPED in page for page in pages),
            "Siden 2024. For dyr i drift." in pages[0],
            (told["stopped_on"], told["stopped_words"]) == (str(timezone.localdate()), "Siden 2024. For dyr i drift."),
            any(each["stopped_on"] for each in listed),
            "For dyr i drift." in row,
        ]

    assert not any(told())
    decide(client, pk, decision="godkend", vouched="on")
    assert all(told()), told()
    assert "Ikke i drift længere, oplyst af kommunen" in history.versions(case())[0].revision.comment
    decide(client, pk, decision="fortryd")
    assert not any(told())


def test_only_what_was_changed_is_kept_and_becomes_a_draft_that_a_publisher_publishes(client):
    small_case()
    confirmation = asked()
    link = path(confirmation)
    first = case().purposes.first()
    form = correcting(
        client, link, **{"background": NEW_TEXT, "purposes-1": "Et andet formål.", "other": "Nyt system: X."}
    )
    assert "nu ser redaktionen" in text_of(send(client, f"{link}?svar=ret", **form))
    changes = Confirmation.objects.get().changes
    assert [c["key"] for c in changes] == ["background", "purposes-1", "other"]
    assert changes[1]["before"] == first.text
    log_in(client, "Redaktør")
    page = text_of(client.get(f"/admin/cases/contribution/{confirmation.pk}/change/"))
    assert all(words in page for words in (NEW_TEXT, first.text, "Et andet formål.", "Nyt system: X."))
    form_page = decide(client, confirmation.pk, follow=True, decision="godkend", vouched="on")
    draft = Case.objects.get(revises=case())
    assert form_page.redirect_chain[-1][0] == change_url(draft)
    assert "Nyt system: X." in text_of(form_page)
    assert (draft.background, draft.purposes.first().text) == (NEW_TEXT, "Et andet formål.")
    assert NEW_TEXT not in text_of(client.get(CASE))
    assert history.versions(draft)[0].revision.comment == "Rettet af kommunen, fra dens fællespostkasse"
    perform(TRANSITIONS["publicer"], draft, publisher())
    assert NEW_TEXT in text_of(client.get(CASE))
    assert "Rettelse skrevet af Vesthimmerlands Kommune, Redaktør" in history.versions(case())[0].revision.comment
    decide(client, confirmation.pk, decision="fortryd")
    assert case().background == NEW_TEXT


def test_a_municipality_that_corrected_stands_by_the_rest():
    small_case()
    approved("ret", changes=background_corrected())
    perform(TRANSITIONS["publicer"], Case.objects.get(revises=case()), publisher())
    assert case().confirmed_on == timezone.localdate()


def test_what_became_another_text_meanwhile_is_shown_and_left_to_the_editors(client):
    small_case()
    contribution = answered("ret", changes=[*background_corrected(), change("summary", case().summary, "Nyt resumé.")])
    Case.objects.filter(slug=SLUG).update(background="Redaktionens nye ord.")
    log_in(client, "Redaktør")
    page = text_of(client.get(f"/admin/cases/contribution/{contribution.pk}/change/"))
    assert "ændret på siden, siden kommunen skrev" in page
    assert "Redaktionens nye ord." in page
    shown = text_of(decide(client, contribution.pk, follow=True, decision="godkend", vouched="on"))
    draft = Case.objects.get(revises=case())
    assert (draft.background, draft.summary, draft.confirmed_on) == ("Redaktionens nye ord.", "Nyt resumé.", None)
    assert "Det her kunne ikke sættes ind af sig selv" in shown
    assert NEW_TEXT in shown


def test_an_entry_that_moved_in_its_list_is_still_found():
    own = case()
    text = own.purposes.get(order=1).text
    contribution = answered("ret", changes=[change("purposes-1", text, "Rettet formål.")])
    own.purposes.filter(order=1).update(order=99)
    contribution_decisions.approve(contribution, editor(), vouched=True)
    assert Case.objects.get(revises=own).purposes.get(order=99).text == "Rettet formål."


def test_while_a_correction_is_open_nothing_is_done_and_nothing_lost(client):
    begun = start_correction(small_case(), editor())
    contribution = answered("ret", changes=background_corrected())
    log_in(client, "Redaktør")
    page = decide(client, contribution.pk, decision="godkend", vouched="on")
    assert "allerede ved at blive rettet i en kladde" in text_of(page)
    assert change_url(begun) in page.text
    contribution.refresh_from_db()
    assert (contribution.status, contribution.confirmation.changes) == ("venter", background_corrected())
    begun.delete()
    decide(client, contribution.pk, decision="godkend", vouched="on")
    assert Case.objects.get(revises=case()).background == NEW_TEXT


@pytest.mark.parametrize("before", [None, date(2020, 3, 3)])
def test_undo_gives_the_day_back_that_stood_before(client, before):
    Case.objects.filter(slug=SLUG).update(confirmed_on=before)
    confirmation = approved()
    assert case().confirmed_on == timezone.localdate()
    contribution_decisions.undo(Contribution.objects.get(pk=confirmation.pk), publisher())
    assert case().confirmed_on == before
    assert history.versions(case())[0].revision.comment.startswith("Fortrudt")


def test_undo_leaves_what_somebody_changed_since():
    confirmation, since = approved(), date(2026, 1, 1)
    Case.objects.filter(slug=SLUG).update(confirmed_on=since)
    contribution_decisions.undo(Contribution.objects.get(pk=confirmation.pk), publisher())
    assert case().confirmed_on == since
    assert confirmation.events.filter(what__startswith="Casen er ændret siden").exists()


@pytest.mark.parametrize("touched", [True, False])
def test_undo_throws_the_draft_away_if_nobody_has_touched_it(touched):
    small_case()
    confirmation = approved("ret", changes=background_corrected())
    draft = Case.objects.get(revises=case())
    if touched:
        history.record(draft, publisher("Per"), "Rettet")
    contribution_decisions.undo(Contribution.objects.get(pk=confirmation.pk), publisher())
    assert Case.objects.filter(pk=draft.pk).exists() is touched
    assert Contribution.objects.get().status == "venter"


def test_the_newest_answer_takes_the_place_of_the_older_and_gives_it_back():
    old = approved("ikke-i-drift", remark="For dyr.")
    assert case().stopped_words == "For dyr."
    new = approved()
    assert (case().stopped_on, case().stopped_words, case().confirmed_on) == (None, "", timezone.localdate())
    statuses = lambda: [Contribution.objects.get(pk=each.pk).status for each in (old, new)]  # noqa: E731
    assert statuses() == ["afloest", "godkendt"]
    contribution_decisions.undo(Contribution.objects.get(pk=new.pk), publisher())
    assert statuses() == ["godkendt", "venter"]
    assert (case().stopped_words, case().confirmed_on) == ("For dyr.", None)


def test_an_older_word_does_not_replace_a_newer_one():
    contribution = answered()
    Case.objects.filter(slug=SLUG).update(confirmed_on=timezone.localdate())
    Contribution.objects.update(confirmed_at=timezone.now() - timedelta(days=5))
    contribution_decisions.approve(Contribution.objects.get(pk=contribution.pk), editor(), vouched=True)
    assert case().confirmed_on == timezone.localdate()


def test_an_answer_about_a_case_that_readers_no_longer_see_waits(client):
    contribution = answered()
    Case.objects.filter(slug=SLUG).update(status=Case.Status.ARCHIVED)
    log_in(client, "Redaktør")
    assert "Casen er ikke på siden nu" in text_of(decide(client, contribution.pk, decision="godkend", vouched="on"))
    assert Contribution.objects.get().status == "venter"
    link = link_to(Contribution.objects.get(), Purpose.CHANGE).removeprefix(SITE)
    assert "Fjern svaret?" in text_of(client.get(link, follow=True))
    assert press(client, f"{link}?svar=ret", "CorrectionForm").status_code == 410


def months_ago(number: int) -> None:
    at = timezone.now() - relativedelta(months=number, days=2)
    Contribution.objects.update(confirmed_at=at)
    Case.objects.update(confirmed_on=timezone.localdate(at))


def test_a_mailbox_is_reminded_after_two_years_and_at_most_every_six_months():
    approved()
    for months, reminded_months_ago, reminded in [(23, None, 0), (24, None, 1), (30, 5, 0), (30, 6, 1)]:
        row = months, reminded_months_ago
        months_ago(months)
        last = reminded_months_ago and timezone.localdate() - relativedelta(months=reminded_months_ago)
        Confirmation.objects.update(reminded_on=last)
        assert [keep(), keep()] == [f"{reminded} reminded, 0 deleted.", "0 reminded, 0 deleted."], row
        assert len(mail.outbox) == reminded, row
        mail.outbox.clear()


def test_a_mailbox_with_two_cases_gets_one_mail_and_is_then_left_alone():
    approved()
    other = Case.objects.get(number=1)
    twin = Confirmation(
        case=other, municipality=other.municipality, mailbox=OWN, answer="stadig-rigtig", status="godkendt"
    )
    twin.save()
    months_ago(25)
    assert keep() == "1 reminded, 0 deleted."
    assert len(re.findall(f"{SITE}{YOURS}forny/", str(mail.outbox[0].body))) == 2
    Confirmation.objects.filter(pk=twin.pk).update(reminded_on=None)
    assert keep() == "0 reminded, 0 deleted."


@pytest.mark.parametrize("why", ["an editor noted it since", "it is gone", "the case is archived"])
def test_nobody_is_reminded_without_need(why):
    approved("ikke-i-drift" if why == "it is gone" else "stadig-rigtig")
    months_ago(25)
    if why == "an editor noted it since":
        Case.objects.update(confirmed_on=timezone.localdate())
    elif why == "the case is archived":
        Case.objects.filter(slug=SLUG).update(status=Case.Status.ARCHIVED)
    assert keep() == "0 reminded, 0 deleted."


def test_the_reminders_link_leads_to_the_same_three_answers_and_the_old_one_stands_until_approved(client):
    old = approved()
    months_ago(25)
    keep()
    link = link_in(mail.outbox[0])
    for _ in range(2):
        page = text_of(client.get(link))
        assert all(words in page for words in ("Ja, casen er stadig rigtig", "Ret teksten", "ikke er i drift"))
    press(client, link)
    assert sorted(Contribution.objects.values_list("status", flat=True)) == ["godkendt", "venter"]
    assert "Linket er brugt" in text_of(client.get(link))
    new = Contribution.objects.get(status="venter")
    contribution_decisions.approve(new, publisher(), vouched=True)
    assert Contribution.objects.get(pk=old.pk).status == "afloest"
    assert case().confirmed_on == timezone.localdate()


def test_a_mailbox_that_never_answers_is_deleted_after_three_years_and_the_case_stays_as_it_is():
    approved()
    day = case().confirmed_on
    months_ago(35)
    keep()
    assert Contribution.objects.exists()
    months_ago(36)
    Case.objects.filter(slug=SLUG).update(confirmed_on=day)
    keep()
    assert not Contribution.objects.exists()
    assert case().confirmed_on == day


def test_the_editors_list_says_whom_a_timer_reminds(client):
    approved()
    months_ago(25)
    Case.objects.exclude(number__in=[1, 20]).update(confirmed_on=timezone.localdate())
    log_in(client, "Redaktør")
    page = text_of(client.get("/admin/"))
    assert "Ikke bekræftet i to år (2)" in page
    assert page.count("vi minder selv kommunen om det") == 1


def test_the_mailbox_gets_a_link_to_change_and_remove_its_answer(client):
    confirmation = approved()
    press(client, NEW_LINK, "MailboxForm", mailbox=OWN)
    assert wait_until_sent(5)
    link = link_in(mail.outbox[0])
    assert "Fjern svaret og postkassen helt" in text_of(client.get(link))
    assert "Fjern svaret?" in text_of(client.get(f"{link}?fjern=ja"))
    assert "Svaret er fjernet" in text_of(press(client, f"{link}?fjern=ja"))
    assert not Contribution.objects.exists()
    assert not confirmation.events.exists()
    assert case().confirmed_on == timezone.localdate()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda patch: Contribution.objects.update(key=new_key()), "Linket er brugt"),
        (lambda patch: Contribution.objects.all().delete(), "Svaret findes ikke længere"),
        (lambda patch: Case.objects.update(status="arkiveret"), "findes ikke"),
        (lambda patch: patch.setattr(Purpose.CONFIRM, "lifetime", timedelta(-1)), "Linket er udløbet"),
        (None, "Linket er ikke helt"),
    ],
)
def test_a_link_that_leads_nowhere_leads_to_a_page_that_says_what_to_do(client, monkeypatch, spoil, says):
    link = path(asked())
    if spoil is None:
        link = link[:-3] + ("a" if link[-3] != "a" else "b") + link[-2:]
    else:
        spoil(monkeypatch)
    for answer in (client.get(link), client.get(f"{link}?svar=ret"), press(client, link)):
        assert (answer.status_code, says in text_of(answer), YOURS in answer.text) == (410, True, True)
    assert not Contribution.objects.filter(status="venter").exists()


def test_a_question_is_answered_with_what_was_written_before(client):
    contribution = answered("ret", changes=background_corrected())
    contribution_decisions.ask(contribution, editor(), "Hvornår?")
    link = path(contribution, Purpose.CHANGE)
    form = correcting(client, link, timeline="Begyndt i 2025.")
    assert form["background"] == NEW_TEXT
    send(client, f"{link}?svar=ret", **form)
    own = Confirmation.objects.get()
    assert (own.status, [c["key"] for c in own.changes]) == ("venter", ["background", "timeline"])


REFUSED = [
    ({}, "I har ikke rettet noget endnu"),
    ({"background": "Skriv til ond@example.com"}, "Skriv uden links"),
    ({"background": "Se https://ond.example"}, "Skriv uden links"),
    ({"other": "Ring 12 34 56 78"}, "Skriv uden links"),
    ({"title": "t" * 101}, "højst have 100 tegn"),
    ({"summary": "s" * 2_001}, "højst have 2000 tegn"),
    ({"other": "o" * 2_001}, "højst have 2000 tegn"),
    (
        dict.fromkeys(("summary", "background", "solution", "timeline", "investment", "other"), "o" * 1900),
        "10.000",
    ),
    ({"token": ""}, "stod åben for længe"),
    ({"hjemmeside": "x"}, "kun robotter"),
]


def test_corrections_that_cannot_be_taken_come_back_filled_in(client):
    small_case()
    link = path(asked())
    form = correcting(client, link)
    for changes, says in REFUSED:
        own = {"business_case": NEW_TEXT} if changes else {}
        answer = send(client, f"{link}?svar=ret", **form | own | changes)
        assert says in text_of(answer), (changes, text_of(answer)[:600])
        assert not changes or NEW_TEXT in answer.text, changes
        assert Contribution.objects.get().status == "ubekraeftet", changes


def test_an_amount_of_money_is_no_telephone_number(client):
    link = path(asked())
    form = correcting(client, link, investment="Det kostede 12.500.000 kr.")
    assert "nu ser redaktionen" in text_of(send(client, f"{link}?svar=ret", **form))


def test_a_text_that_changed_while_the_form_was_open_is_no_correction_and_takes_none_away(client):
    link = path(asked())
    last = case().purposes.last()
    key = f"purposes-{last.order}"
    form = correcting(client, link, **{"background": NEW_TEXT, key: "Et formål, der er væk."})
    Case.objects.filter(slug=SLUG).update(background="Redaktionens nye ord.", summary="Redaktionens resumé.")
    last.delete()
    answer = send(client, f"{link}?svar=ret", **form)
    page = text_of(answer)
    assert "Teksten på siden er ændret, mens I skrev" in page
    assert all(words in page for words in (NEW_TEXT, "Redaktionens nye ord.", "Et formål, der er væk."))
    again = {field.name: field.value() or "" for field in answer.context["form"]} | {"token": token("CorrectionForm")}
    assert "nu ser redaktionen" in text_of(send(client, f"{link}?svar=ret", **again))
    told = {c["key"]: (c["before"], c["after"]) for c in Confirmation.objects.get().changes}
    assert told == {"background": ("Redaktionens nye ord.", NEW_TEXT), "other": ("", "Et formål, der er væk.")}


def test_every_text_of_a_case_stands_beside_a_field_and_comes_back_as_no_change(client):
    for each in Case.objects.filter(number__in=[2, 16, 20]):
        Contribution.objects.all().delete()
        confirmation = Confirmation(case=each, municipality=each.municipality, mailbox=OWN)
        confirmation.save()
        link = path(confirmation)
        form = correcting(client, link)
        assert each.solution in form.values()
        assert all(entry.text in form.values() for entry in each.effects.all())
        assert "I har ikke rettet noget endnu" in text_of(send(client, f"{link}?svar=ret", **form))


def test_without_mail_or_a_controller_nothing_is_offered(client, settings):
    assert YOURS in client.get(CASE).text
    settings.TAKES_CONTRIBUTIONS = False
    cache.clear()
    assert client.get(YOURS).status_code == 404
    assert YOURS not in client.get(CASE).text
