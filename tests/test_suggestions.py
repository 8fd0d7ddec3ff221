"""“Foreslå en case”: from the form over the mail and the editor to a draft, and the page that shows how far it is."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Case, Contact, Contribution, KeyFigure, Suggestion
from cases.workflow import contribution_decisions, contributions, history, suggestions
from cases.workflow.contribution_links import Purpose, link_to
from cases.workflow.contribution_steps import DecisionError
from cases.workflow.suggested_case import read_figure
from cases.workflow.suggestion_links import receipt_path, state_link
from tests.editing import editor, log_in
from tests.pages import queries_needed, text_of
from tests.register import MAILBOX, NEW_LINK, SITE, give_domain, link_in, offer, press, send, smtp_server
from tests.suggestions import SUGGEST, TITLE, corrected, suggested, suggestion
from tests.test_adoptions import changed_by_a_letter, decide, keep


@pytest.fixture(autouse=True)
def _offered(settings, monkeypatch):
    offer(settings)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deliver: deliver())


def state_of(client, made) -> str:
    return text_of(client.get(state_link(made).removeprefix(SITE)))


def test_what_a_municipality_writes_becomes_a_draft_that_says_what_it_lacks(client, settings):
    give_domain()
    with smtp_server(settings) as server:
        receipt = send(client, SUGGEST, **suggested())["Location"]
        assert "Tjek jeres fællespostkasse" in text_of(client.get(receipt))
        assert wait_until_sent(5)
        text = server.mails[0].get_content()
        # Text in mails is ours: what a stranger typed would make us a sender of anybody's mail.
        assert (TITLE in text, "chatbot" in text) == (False, False)
        made = Suggestion.objects.get()
        # Up to the second at which it is signed.
        assert state_link(made).rpartition(":")[0].rpartition(":")[0] in text
        link = link_in(server.mails[0])
        for _ in range(2):
            assert "Den svarede forkert, og vi lukkede den efter et år." in text_of(client.get(link))
            assert "Vi venter på, at I bekræfter" in state_of(client, made)
        assert Contribution.objects.get().status == "ubekraeftet"
        assert "Tak, nu ser redaktionen på det" in text_of(press(client, link))
        assert "Linket er brugt" in text_of(client.get(link))
        assert "ligger hos redaktionen" in state_of(client, made)
        log_in(client, "Redaktør")
        assert f"Forslag til en case: “{TITLE}”" in text_of(client.get("/admin/"))
        start = text_of(decide(client, made.pk, follow=True, decision="godkend"))
        assert "Forslaget er nu en kladde" in start
        missing = ("Resuméet mangler.", "Baggrunden mangler.", "Skriv mindst ét formål.", "Fasen Undersøge har ingen")
        assert all(words in start for words in missing)
        assert "Beskrivelsen af den digitale løsning mangler" not in start
    draft: Any = Suggestion.objects.get().draft
    assert (draft.status, draft.number, draft.title) == (Case.Status.DRAFT, None, TITLE)
    assert draft.slug == "ringsted-chatbot-svarer-paa-spoergsmaal-om-ferie"
    assert draft.stated_in == f"Oplyst: Ringsted Kommune, {date_format(timezone.localdate(), 'F Y')}"
    assert (draft.outcome, draft.solution) == ("virkede-ikke", suggested()["done"])
    assert [str(term) for term in (*draft.tasks.all(), *draft.technologies.all())] == [
        "Ansættelse",
        "Machine learning",
    ]
    assert [effect.text for effect in draft.effects.all()] == [suggested()["result"]]
    figure = draft.key_figures.get()
    assert (str(figure.value), figure.unit, figure.basis) == ("ca. 500", "opkald om måneden", "oplyst")
    assert draft.case_products.get().product.slug == "kmd-opus"
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "er blevet en kladde" in state_of(client, made)
    past = text_of(client.get(f"/admin/cases/case/{draft.pk}/history/"))
    assert "Begyndt med et forslag fra Ringsted Kommune" in past


HOSTILE_TITLES = [
    "🙂🙂",
    "x",
    "cases",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "=1+1",
    "'; DROP TABLE cases_case; --",
    "a" * Suggestion.LONGEST_TITLE,
    "Ærø, Ålborg & Øster Hornum",
    "%s {{ title }} {% if %}",
    "Softwarerobot bogfører",
    "\u202eomvendt",
    "e\u0301" * 40,
    "---",
    "漢字 в кириллице",
]


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_whatever_is_typed_as_title_title_and_address_are_free_and_nothing_is_cut(client, title):
    for place in range(2):
        send(client, SUGGEST, **suggested(title=title, mailbox=f"afdeling{place}@ringsted.dk"))
    made = list(Suggestion.objects.order_by("pk"))
    assert len(made) == 2, "refused"
    Suggestion.objects.update(status="venter")
    for each in Suggestion.objects.order_by("pk"):
        contribution_decisions.approve(each, editor(f"Eva{each.pk}"), vouched=True)
    first, second = (each.draft for each in Suggestion.objects.order_by("pk"))
    assert (first.title, second.title) == (made[0].title, f"{made[0].title}-2")
    assert first.slug != second.slug
    for draft in (first, second):
        draft.full_clean(exclude=["summary", "source_title"])
        assert draft.slug.startswith("ringsted")


def test_nothing_typed_is_lost_where_a_case_has_no_field_for_it():
    done, result = "d" * 2_000, "r" * 2_000
    figure, system = "halvdelen, altså 50 af 100", "Et system, ingen kender"
    draft = suggestion(True, done=done, result=result, figure=figure, figure_basis="maalt", system=system).draft
    assert draft.solution == f"{done}\n\nSystem: {system}\n\nTal: {figure} (målt)"
    assert (draft.effects.get().text, draft.key_figures.count(), draft.case_products.count()) == (result, 0, 0)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("500 timer om året", ("", 500, None, "timer om året")),
        ("Op til 7,5 %", ("op til", 7.5, None, "%")),
        ("ca. 1.200-1.500 kr", ("ca.", 1200, 1500, "kr.")),
        ("1,234 kr.", None),
        ("10-5 timer", None),
        ("9999999999999 kr.", None),
        ("2 → 3 dage", None),
        ("500 " + "t" * 41, None),
        ("500", None),
        ("٣ timer", None),
    ],
)
def test_a_figure_is_read_as_a_number_only_where_it_says_nothing_else(text, read):
    found = read_figure(text)
    assert (found and tuple(found.values())) == read


@pytest.mark.parametrize("basis", KeyFigure.Basis.values)
def test_every_kind_of_figure_becomes_a_key_figure_of_that_kind(basis):
    draft = suggestion(True, figure="500 kr.", figure_basis=basis).draft
    assert draft.key_figures.get().basis == basis
    assert draft.price_status == ("oplyst" if basis == "pris" else "ikke-oplyst")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("virkede-ikke", "Det virkede ikke"), ("virkede-delvist", "Det virkede delvist"), ("virkede", ""), ("", "")],
)
def test_a_case_that_did_not_work_says_so_on_page_card_table_and_in_files(client, outcome, words):
    case = Case.objects.get(number=20)
    Case.objects.filter(pk=case.pk).update(outcome=outcome)
    for address in (case.get_absolute_url(), f"/cases/?q={case.slug}", "/cases/", "/cases/?vis=tabel"):
        page = client.get(address)
        assert page.text.count('class="outcome"') == bool(words), address
        assert words in text_of(page), address
    assert words in text_of(client.get(f"/sammenlign/?case={case.slug}&case=rudersdal-bogfoering"))
    told = client.get(f"/api/v1{case.get_absolute_url()}").json()["outcome"]
    assert (told and told["slug"]) == (outcome or None)
    assert f";{words};" in client.get(f"/hent/{case.slug}.csv").content.decode()


def test_undoing_an_approval_takes_the_untouched_draft_along():
    made = suggestion(True)
    contribution_decisions.undo(Contribution.objects.get(), editor("ida"))
    assert (Case.objects.filter(pk=made.draft_id).exists(), Contribution.objects.get().status) == (False, "venter")


@pytest.mark.parametrize("touch", ["version", "status", "contact"])
def test_a_draft_that_somebody_has_worked_on_is_not_thrown_away(client, touch):
    made = suggestion(True)
    if touch == "version":
        history.record(made.draft, editor("ida"), "Rettet")
    elif touch == "status":
        Case.objects.filter(pk=made.draft_id).update(status=Case.Status.IN_REVIEW)
    else:
        today = timezone.localdate()
        Contact.objects.create(case=made.draft, name="X", email="x@example.dk", consent_on=today, confirmed_on=today)
    log_in(client, "Redaktør")
    assert "Nogen har arbejdet videre på kladden" in text_of(decide(client, made.pk, decision="fortryd"))
    assert (Case.objects.filter(pk=made.draft_id).exists(), Contribution.objects.get().status) == (True, "godkendt")


def test_the_state_link_lives_through_every_step_and_says_what_the_editors_say(client):
    made = suggestion()
    address = state_link(made).removeprefix(SITE)
    contribution_decisions.ask(Contribution.objects.get(), editor("ida"), "Hvilket system?")
    assert "Hvilket system?" in state_of(client, made)
    send(client, link_to(Contribution.objects.get(), Purpose.CHANGE).removeprefix(SITE), **corrected(system="MARC"))
    assert Suggestion.objects.get().system == "MARC"
    assert "Hvilket system?" not in state_of(client, made)
    contribution_decisions.reject(Contribution.objects.get(), editor("eva"), "Den ligner en anden.")
    assert "Den ligner en anden." in state_of(client, made)
    assert wait_until_sent(5)
    assert "Den ligner en anden." in mail.outbox[-1].body
    contribution_decisions.undo(Contribution.objects.get(), editor("bo"))
    contribution_decisions.approve(Contribution.objects.get(), editor("ib"), vouched=True)
    draft = Suggestion.objects.get().draft
    for status, words in {
        "kladde": "er blevet en kladde",
        "til-gennemgang": "er blevet en kladde",
        "publiceret": "Casen er på siden: Chatbot",
        "arkiveret": "taget den ned",
    }.items():
        assert status in Case.Status.values
        Case.objects.filter(pk=draft.pk).update(
            status=status, number=99, summary="s", background="b", solution="s", first_published_at=timezone.now()
        )
        assert words in state_of(client, made)
    draft.delete()
    assert "kasseret kladden" in state_of(client, made)
    answer = client.get(address)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"], answer.status_code) == ("no-store", "noindex", 200)
    assert not answer.cookies
    assert client.post(address).status_code == 405


def test_the_receipt_looks_the_same_whatever_the_mailbox_does_until_readers_see_the_case(client):
    receipt = send(client, SUGGEST, **suggested())["Location"]
    made = Suggestion.objects.get()
    pages = [client.get(receipt).text]
    Suggestion.objects.update(status="venter", confirmed_at=timezone.now())
    pages.append(client.get(receipt).text)
    contribution_decisions.approve(Contribution.objects.get(), editor("ida"), vouched=True)
    pages.append(client.get(receipt).text)
    draft = Suggestion.objects.get().draft
    Case.objects.filter(pk=draft.pk).update(status="publiceret", number=99, summary="s", background="b", solution="s")
    assert "Casen er på siden" in text_of(client.get(receipt))
    assert "Linket er ikke helt" in text_of(client.get(receipt.replace("/sendt/", "/status/")))
    Contribution.objects.all().delete()
    pages.append(client.get(receipt).text)
    assert len(set(pages)) == 1
    assert "Tjek jeres fællespostkasse" in pages[0]
    # Nor does the receipt lead to the page that says it.
    assert state_link(made).removeprefix(SITE) not in pages[0]


@pytest.mark.parametrize("address", [lambda made: state_link(made).removeprefix(SITE), receipt_path])
def test_nobody_gets_there_without_the_link(client, address):
    made = suggestion()
    assert client.get(changed_by_a_letter(address(made))).status_code == 410
    assert TITLE not in client.get(changed_by_a_letter(address(made))).text
    for guess in (str(made.pk), made.state_key, "a:b:c", "\x00"):
        assert client.get(f"{SUGGEST}status/{guess}/").status_code == 410


def test_a_suggestion_is_corrected_until_it_is_a_draft_and_removed_at_any_time(client):
    made = suggestion()
    press(client, NEW_LINK, "MailboxForm", mailbox=MAILBOX)
    assert wait_until_sent(5)
    (told,) = [message for message in mail.outbox if "Ret eller fjern" in message.subject]
    assert "Ringsted Kommune: Forslag til en case, sendt" in told.body
    link = link_in(told)
    for _ in range(2):
        assert TITLE in client.get(link).text
    assert "Ny titel" in send(client, link, **corrected(title="Ny titel", declaration="")).text
    assert "nu ser redaktionen på rettelsen" in text_of(send(client, link, **corrected(title="Ny titel")))
    assert (Suggestion.objects.get().title, Suggestion.objects.get().status) == ("Ny titel", "venter")
    contribution_decisions.approve(Contribution.objects.get(), editor("ida"), vouched=True)
    draft = Suggestion.objects.get().draft
    link = link_to(Contribution.objects.get(), Purpose.CHANGE).removeprefix(SITE)
    assert "Nu er det redaktionen, der skriver i den" in text_of(client.get(link))
    for _ in range(2):
        assert "Fjern forslaget?" in text_of(client.get(f"{link}?fjern=ja"))
    assert "Forslaget er fjernet" in text_of(press(client, f"{link}?fjern=ja"))
    assert not Contribution.objects.exists()
    assert not Case.objects.filter(pk=draft.pk).exists()
    assert "Forslaget findes ikke længere" in text_of(client.get(state_link(made).removeprefix(SITE)))


def test_a_removed_suggestion_leaves_what_editors_have_written_and_tells_them(client):
    made = suggestion(True)
    history.record(made.draft, editor("ida"), "Rettet")
    suggestions.withdraw(Contribution.objects.get())
    log_in(client, "Redaktør")
    assert "Kommunen har fjernet sit forslag." in text_of(client.get("/admin/"))


def test_a_second_suggestion_of_a_municipality_does_not_take_the_place_of_the_first(client):
    for title in ("Den ene", "Den anden", "Den anden"):
        send(client, SUGGEST, **suggested(title=title))
    contributions.confirm(Suggestion.objects.filter(title="Den anden")[0])
    assert sorted(Suggestion.objects.values_list("title", flat=True)) == ["Den anden", "Den ene"]


def test_a_suggestion_is_kept_as_long_as_its_draft():
    made = suggestion(True)
    Contribution.objects.update(decided_at=timezone.now() - timedelta(days=91))
    keep()
    assert Contribution.objects.exists()
    made.draft.delete()
    keep()
    assert not Contribution.objects.exists()


def test_the_editors_pages_need_as_many_queries_with_many_suggestions_as_with_one(client):
    log_in(client, "Redaktør")
    made = suggestion()
    addresses = ("/admin/", f"/admin/cases/contribution/{made.pk}/change/", state_link(made).removeprefix(SITE))
    needed = [partial(queries_needed, partial(client.get, address)) for address in addresses]
    one = [count() for count in needed]
    for number in range(3):
        suggestion(title=f"Nr. {number}", mailbox=f"afdeling{number}@ringsted.dk")
    assert [count() for count in needed] == one


def test_an_editor_decides_once(client):
    suggestion(True)
    with pytest.raises(DecisionError):
        contribution_decisions.approve(Contribution.objects.get(), editor("bo"), vouched=True)
    assert Case.objects.filter(title__startswith=TITLE).count() == 1


@pytest.mark.parametrize("offered", [True, False])
def test_the_form_is_found_from_where_a_reader_misses_a_case(client, settings, offered):
    settings.TAKES_CONTRIBUTIONS = offered
    # Once in the footer, and once where it is missed.
    places = {"/": 2, "/cases/": 2, "/cases/?q=findesslet": 2, "/om/": 2, "/tilgaengelighed/": 1}
    found = {address: client.get(address).text.count(f'href="{SUGGEST}"') for address in places}
    assert found == {address: offered * number for address, number in places.items()}
    assert client.get(SUGGEST).status_code == (200 if offered else 404)
