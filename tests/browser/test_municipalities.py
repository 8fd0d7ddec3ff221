"""What municipalities and readers send on a phone without JavaScript, and an editor answers with one click."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CONTRIBUTING, SIZES, manage, serve
from tests.browser.test_accessibility import check
from tests.deployed import until
from tests.register import SITE, link_in, listening

PUBLIC = "/cases/vesthimmerland-autorisationskontrol/"
NUMBERS = count(1)
PASSWORD = "en-lang-kode-til-proever"  # noqa: S105
READY = f"""
from django.contrib.auth.models import Group, User
from cases.models import Municipality, MunicipalityDomain
ida = User.objects.create_user("ida", password="{PASSWORD}", is_staff=True)
ida.groups.add(Group.objects.get(name="Redaktør"))
ringsted = Municipality.objects.get(code="0329")
MunicipalityDomain.objects.create(municipality=ringsted, domain="ringsted.dk", source="Prøve")
"""


@pytest.fixture(scope="module")
def post_office():
    with listening() as server:
        yield server


@pytest.fixture(scope="module")
def contributing(copied, post_office):
    """A site that takes contributions, and sends its mail to ``post_office``."""
    database = copied()
    manage(database, "shell", "-v0", "-c", READY)
    url = f"smtp://127.0.0.1:{post_office.server_address[1]}?_default_from_email=katalog@example.dk"
    with serve(database, EMAIL_URL=url, **CONTRIBUTING) as address:
        yield address


def take_the_time(page: Page) -> None:
    """Stay on a form for three seconds in all, as a person does: what is faster counts as a robot."""
    stayed = page.evaluate("performance.now() - performance.getEntriesByType('navigation')[0].responseStart")
    page.wait_for_timeout(max(0, 3_050 - stayed))


def send(page: Page, button: str) -> None:
    """Press the button, and again if need be: a test is as fast as a robot. What it wrote is still there."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    if page.get_by_text("lignede en robot").is_visible():
        take_the_time(page)
        page.get_by_role("button", name=button).click()


def a_mailbox() -> str:
    """One that has had no mail today: there is an end to what one mailbox gets."""
    return f"afdeling{next(NUMBERS)}@ringsted.dk"


def fill_in_and_send(page: Page, remark: str) -> None:
    page.goto(PUBLIC)
    page.get_by_role("link", name="Vi gør det også").click()
    page.get_by_label("Kommune", exact=True).select_option("0329")
    page.get_by_label("I drift").check()
    page.get_by_label("Siden hvilket år?").fill("2023")
    page.get_by_label(re.compile("Hvad er anderledes")).fill(remark)
    page.get_by_label("Fællespostkasse").fill(a_mailbox())
    send(page, "Send, og få et link")
    expect(page.get_by_role("heading", name="Tjek jeres fællespostkasse")).to_be_visible()


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_label(re.compile("Brugernavn")).fill("ida")
    page.get_by_label(re.compile("Adgangskode")).first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log ind")).click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def confirm(page: Page, post_office, look: Callable[[Page], None] = take_the_time) -> None:
    """Open the link of the newest mail, look at it as a person would, and press its button."""
    until(lambda: post_office.mails)
    page.goto(link_in(post_office.mails.pop()))
    look(page)
    take_the_time(page)
    page.get_by_role("button", name="Ja, bekræft").click()
    expect(page.get_by_role("heading", name="Tak, nu ser redaktionen på det")).to_be_visible()


def test_a_phone_without_javascript_is_enough_and_an_editor_needs_one_click(reader, contributing, post_office):
    phone = reader(contributing, SIZES["narrow"], javascript=False)
    fill_in_and_send(phone, "Vi kontrollerer hvert kvartal.")
    confirm(phone, post_office)
    phone.goto(PUBLIC)
    expect(phone.get_by_text("Vi kontrollerer hvert kvartal.")).to_have_count(0)
    assert not phone.context.cookies()
    sign_in(phone)
    phone.get_by_role("button", name=re.compile("Godkend")).click()
    expect(phone.get_by_text("Godkendt. Læserne ser det nu")).to_be_visible()
    phone.goto(PUBLIC)
    expect(phone.get_by_text("Vi kontrollerer hvert kvartal.")).to_be_visible()
    phone.goto("/overblik/")
    expect(phone.get_by_text("Ringsted (1 case)")).to_be_visible()


def test_an_error_is_reported_where_it_stands_and_answered_with_one_click(reader, contributing, post_office):
    phone = reader(contributing, SIZES["narrow"], javascript=False)
    phone.goto(PUBLIC)
    phone.get_by_role("link", name="Meld en fejl i Anskaffelse", exact=True).focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Anskaffelse: 68.035 kr. (pris)")).to_be_visible()
    phone.get_by_label("Hvad er forkert?").fill("Det var 70.000 kr.")
    phone.get_by_label("Fællespostkasse").fill(a_mailbox())
    post_office.mails.clear()
    send(phone, "Send")
    confirm(phone, post_office)
    assert not phone.context.cookies()
    sign_in(phone)
    expect(phone.get_by_text("Det var 70.000 kr.")).to_be_visible()
    phone.get_by_role("button", name=re.compile("Rettet ?: Nøgletal: Anskaffelse")).click()
    expect(phone.get_by_text("Besvaret: Rettet.")).to_be_visible()
    until(lambda: post_office.mails)
    assert "Fejlen, I meldte i denne case, er rettet" in post_office.mails[0].get_content()


def ask_for_a_link(page: Page, post_office) -> None:
    """From the case page to the page with the three answers."""
    page.goto(PUBLIC)
    page.get_by_role("link", name="sige, om casen stadig er rigtig").click()
    page.get_by_label("Fællespostkasse").fill("it@vesthimmerland.dk")
    take_the_time(page)
    page.get_by_role("button", name="Send os et link").click()
    expect(page.get_by_role("heading", name="Tjek jeres fællespostkasse")).to_be_visible()
    until(lambda: post_office.mails)
    page.goto(link_in(post_office.mails.pop()))


def write_another_background(page: Page, words: str) -> None:
    """From the page of one answer back to the three, and on to the corrections."""
    page.get_by_role("link", name="Gå tilbage til de tre svar").click()
    page.get_by_role("link", name="Ret teksten").click()
    page.get_by_text("Baggrund", exact=True).first.click()
    page.get_by_label("Baggrund", exact=True).fill(words)
    take_the_time(page)
    page.get_by_role("button", name="Send rettelserne").click()


def test_a_municipality_corrects_its_case_on_a_phone_and_an_editor_gets_a_draft(reader, contributing, post_office):
    post_office.mails.clear()
    phone = reader(contributing, SIZES["narrow"], javascript=False)
    ask_for_a_link(phone, post_office)
    phone.get_by_role("link", name="Sig, at den ikke er i drift").click()
    write_another_background(phone, "Kommunens egne nye ord.")
    expect(phone.get_by_role("heading", name="Tak, nu ser redaktionen på jeres svar")).to_be_visible()
    assert not phone.context.cookies()
    sign_in(phone)
    phone.get_by_role("link", name=re.compile("Vesthimmerlands Kommune: ")).click()
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Godkend").click()
    expect(phone.get_by_role("heading", name="Rettet af kommunen")).to_be_visible()
    expect(phone.locator("#id_background")).to_have_value("Kommunens egne nye ord.")
    phone.goto(PUBLIC)
    expect(phone.get_by_text("Kommunens egne nye ord.")).to_have_count(0)


def test_the_three_answers_and_the_editors_page_have_nothing_for_axe(reader, contributing, post_office):
    post_office.mails.clear()
    page = reader(contributing)
    ask_for_a_link(page, post_office)
    check(page)
    page.get_by_role("link", name="Sig, at den ikke er i drift").click()
    check(page)
    write_another_background(page, "Skriv til os@example.dk")
    expect(page.get_by_text("Skriv uden links").first).to_be_visible()
    check(page)
    page.get_by_role("link", name=re.compile("Baggrund: ")).click()
    expect(page.get_by_label("Baggrund", exact=True)).to_be_focused()
    page.get_by_label("Baggrund", exact=True).fill("Ord, der er til at bruge.")
    page.get_by_role("button", name="Send rettelserne").click()
    expect(page.get_by_role("heading", name="Tak, nu ser redaktionen på jeres svar")).to_be_visible()
    sign_in(page)
    page.get_by_role("link", name=re.compile("Vesthimmerlands Kommune: ")).last.click()
    check(page)


# What comes after a form is a heading and two paragraphs everywhere: one of these pages stands for all.
ADDRESSES = ["", "sendt/", "faa-nyt-link/", "link-sendt/", "ret/forkert:link/"]


REPORT = "/meld-en-fejl/?case=vesthimmerland-autorisationskontrol&afsnit="
REPORTS = [
    "/meld-en-fejl/",
    f"{REPORT}fakta",
    f"{REPORT}noegletal&tal=1",
]


@pytest.mark.parametrize(
    "address",
    [
        *(f"/vi-goer-det-ogsaa/{page}" for page in ADDRESSES),
        *("/er-det-jeres-case/", "/behandling-af-oplysninger/", *REPORTS),
    ],
)
def test_a_municipalitys_pages_have_nothing_for_axe(reader, contributing, address):
    page = reader(contributing)
    page.goto(address)
    check(page)


def test_a_form_with_errors_and_a_link_from_a_mail_have_nothing_for_axe(reader, contributing, post_office):
    page = reader(contributing)
    page.goto("/vi-goer-det-ogsaa/")
    page.get_by_role("button", name="Send, og få et link").click()
    check(page)
    post_office.mails.clear()
    fill_in_and_send(page, "Vi prøver os frem.")
    confirm(page, post_office, look=check)
    check(page)


def fill_in_a_suggestion(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Foreslå en case").click()
    page.get_by_label("Kommune", exact=True).select_option("0329")
    page.get_by_label("Titel").fill("Chatbot svarer på spørgsmål om ferie")
    page.get_by_label("Opgave").select_option("ansaettelse")
    page.get_by_label("Hvad gjorde I?").fill("Vi satte en chatbot op.")
    page.get_by_label("Det virkede ikke").check()
    page.get_by_label("Fortæl, hvad der kom ud af det").fill("Den svarede forkert.")
    page.get_by_label("Tallet").fill("500 opkald om måneden")
    page.get_by_label("Slags tal").select_option("oplyst")
    page.get_by_label("System").fill("KMD OPUS")
    page.get_by_label("Fællespostkasse").fill(a_mailbox())


def test_a_suggested_case_is_kept_until_it_is_sent_and_becomes_a_draft(reader, contributing, post_office):
    post_office.mails.clear()
    page = reader(contributing, SIZES["narrow"])
    page.goto("/foreslaa-en-case/")
    page.get_by_role("button", name="Send forslaget").click()
    check(page)
    fill_in_a_suggestion(page)
    # Left before it was sent: it is here again, but for the word that must be given anew.
    page.goto("/om/")
    page.goto("/foreslaa-en-case/")
    expect(page.get_by_text("Her er det, I skrev sidst")).to_be_visible()
    check(page)
    expect(page.get_by_label("Titel")).to_have_value("Chatbot svarer på spørgsmål om ferie")
    expect(page.get_by_label("Det virkede ikke")).to_be_checked()
    page.get_by_role("button", name="Slet det, og begynd forfra").click()
    expect(page.get_by_label("Titel")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0
    fill_in_a_suggestion(page)
    page.get_by_label(re.compile("Kommunen står bag")).check()
    take_the_time(page)
    page.get_by_role("button", name="Send forslaget").click()
    expect(page.get_by_role("heading", name="Tjek jeres fællespostkasse")).to_be_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not page.context.cookies()
    check(page)
    phone = reader(contributing, SIZES["narrow"], javascript=False)
    until(lambda: post_office.mails)
    state = re.search(rf"{SITE}(\S+/status/\S+)", post_office.mails[-1].get_content()).group(1)
    phone.goto(link_in(post_office.mails[-1]))
    phone.goto(state)
    expect(phone.get_by_text("Vi venter på, at I bekræfter.")).to_be_visible()
    confirm(phone, post_office)
    page = reader(contributing)
    sign_in(page)
    page.get_by_role("link", name="Ringsted Kommune: Forslag til en case").click()
    check(page)
    page.get_by_role("button", name="Godkend", exact=True).click()
    page.get_by_text("Mangler 8 ting før publicering").click()
    expect(page.get_by_text("Resuméet mangler.")).to_be_visible()
    check(page)
    page.goto(state)
    expect(page.get_by_text("Forslaget er blevet en kladde")).to_be_visible()
    check(page)


def test_what_editors_decide_on_has_nothing_for_axe(reader, contributing, post_office):
    page = reader(contributing)
    page.goto(f"{REPORT}effekter")
    page.get_by_label("Hvad er forkert?").fill("Det er ikke rigtigt.")
    send(page, "Send")
    post_office.mails.clear()
    fill_in_and_send(page, "Vi kan det også.")
    confirm(page, post_office)
    sign_in(page)
    check(page)
    for kind in ("Gør det også", "Meldt fejl"):
        page.goto("/admin/")
        page.locator("#indbakke li", has_text=kind).first.get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Jeres afgørelse")).to_be_visible()
        check(page)
