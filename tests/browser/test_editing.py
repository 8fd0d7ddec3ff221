"""An editor's day in the browser: correct, add, publish, send back, take back, and meet a colleague."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AXE, SIZES, manage, serve, visit
from tests.seeded import ON_POSTGRESQL

if not ON_POSTGRESQL:
    pytest.skip("walked on PostgreSQL, which editors work on", allow_module_level=True)

PASSWORD = "en-lang-kode-til-proever"  # noqa: S105
TEAM = f"""
from django.contrib.auth.models import Group, User
for name, role in (("ida", "Redaktør"), ("bo", "Udgiver"), ("carl", "Udgiver")):
    user = User.objects.create_user(name, password="{PASSWORD}", first_name=name.title(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
from casekatalog.core.batch import batched
from cases.models import Case
with batched():
    for case in Case.objects.filter(number__in=[1, 6, 20]):
        for name in ("key_figures", "effects", "gains", "preconditions", "changes", "difficulties", "evidence"):
            getattr(case, name).filter(order__gt=3).delete()
"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Cases with at most three entries in most lists: more of them are more of the same, and the form is the heaviest page.
CASE, ANOTHER, WITH_ALL_LISTS = (f"/admin/cases/case/{key}/" for key in (20, 6, 1))
PUBLIC = "/cases/vesthimmerland-autorisationskontrol/"


@pytest.fixture(scope="module")
def office(copied):
    """A site with two publishers and an editor."""
    database = copied()
    manage(database, "shell", "-v0", "-c", TEAM)
    with serve(database) as address:
        yield address


@pytest.fixture(scope="module")
def signed_in():
    """For each person who has signed in, their cookies."""
    return {}


@pytest.fixture
def office_of(window, office, signed_in):
    """Opens a browser in which somebody has signed in."""

    def sign_in(name: str, page: Page | None = None) -> Page:
        page = page or window(office)
        # The editing screen of a whole case is the heaviest page, and a busy machine makes it slowly.
        page.set_default_timeout(30_000)
        if name in signed_in:
            page.context.add_cookies(signed_in[name])
        else:
            page.goto("/admin/")
            give_password(page, name)
            expect(page).to_have_url(re.compile(r"/admin/$"))
            signed_in[name] = page.context.cookies()
        return page

    return sign_in


def give_password(page: Page, name: str) -> None:
    page.get_by_label(re.compile("Brugernavn")).fill(name)
    page.get_by_label(re.compile("Adgangskode")).first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log ind")).click()


def open_case(page: Page, case: str = CASE) -> None:
    page.goto(f"{case}change/")
    expect(page.get_by_role("region", name="Status")).to_be_visible()


def press(page: Page, *names: str) -> None:
    """Press these buttons one after the other, each on the page that the one before led to."""
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def send_to_review(page: Page) -> None:
    press(page, "Gem og send til gennemgang …", "Send til gennemgang")


def check_accessibility(page: Page, *parts: Locator) -> None:
    """Nothing of WCAG 2.1 AA for axe on the page, or on what is new on it. Its best practices are left to Django's."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for size in ("narrow", "wide"):
        page.set_viewport_size(SIZES[size])
        for part in parts or [page.locator("html")]:
            found = part.evaluate(f"part => axe.run(part, {{runOnly: {WCAG}, resultTypes: ['violations']}})")
            assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found["violations"]] == []


def test_correct_a_figure_and_take_the_correction_back(office_of):
    bo = office_of("bo")
    open_case(bo)
    bo.locator("#id_key_figures-1-low").fill("68036")
    press(bo, "Gem")
    expect(bo.get_by_text("blev ændret")).to_be_visible()
    bo.goto(PUBLIC)
    expect(bo.get_by_text("68.036 kr.").first).to_be_visible()
    open_case(bo)
    bo.get_by_role("link", name="Historik").click()
    expect(bo.locator("del").first).to_contain_text("68.035")
    bo.get_by_role("button", name=re.compile("Gendan denne version")).last.click()
    bo.goto(PUBLIC)
    expect(bo.get_by_text("68.035 kr.").first).to_be_visible()


def test_add_a_case_from_nothing_to_published(office_of):
    ida = office_of("ida")
    ida.goto("/admin/cases/case/add/")
    title = "Chatbot svarer på spørgsmål om affald"
    ida.get_by_label("Titel:").fill(title)
    ida.locator("#id_slug").fill("ringsted-chatbot")
    ida.locator("#id_municipality + .select2 .select2-selection").click()
    ida.locator(".select2-search__field").fill("Ringsted")
    ida.get_by_role("option", name="Ringsted Kommune").click()
    ida.get_by_label("Støttefunktion:").select_option(label="IT")
    ida.get_by_role("button", name="Gem og fortsæt med at redigere").click()
    expect(ida.get_by_text("Kun redaktører kan se casen")).to_be_visible()
    send_to_review(ida)

    bo = office_of("bo")
    bo.goto("/admin/cases/case/")
    bo.get_by_role("link", name=title, exact=True).first.click()
    bo.get_by_role("button", name="Gem og publicér …").click()
    expect(bo.get_by_role("heading", name="Casen mangler noget")).to_be_visible()
    bo.get_by_role("link", name="Resuméet mangler.").click()
    for field in ("summary", "background", "solution", "phases_explained"):
        bo.locator(f"#id_{field}").fill("Ringsted Kommune svarer borgerne med en chatbot.")
    bo.locator("#id_source").fill("Interview med Ringsted Kommune, maj 2026")
    bo.get_by_label("Portaler og vidensdeling").check()
    bo.get_by_label("Machine learning").check()
    for group in ("purposes", "effects"):
        bo.locator(f"#{group}-group").get_by_role("button", name=re.compile("Tilføj endnu")).click()
        bo.locator(f"#id_{group}-0-text").fill("Borgerne får svar hele døgnet.")
    press(bo, "Gem og publicér …", "Publicér")
    expect(bo.get_by_text("Casen er publiceret")).to_be_visible()
    bo.get_by_role("link", name="Se siden").click()
    expect(bo.get_by_role("heading", level=1)).to_have_text(title)
    expect(bo.get_by_text("Case 27")).to_be_visible()
    bo.goto("/cases/?q=chatbot")
    expect(bo.get_by_role("link", name=title)).to_be_visible()


def test_send_a_correction_back_and_publish_it_when_it_is_mended(office_of):
    ida, bo = office_of("ida"), office_of("bo")
    open_case(ida)
    ida.get_by_role("button", name="Ret i en kladde").click()
    ida.locator("#id_answer_what").fill("Et svar uden mening.")
    send_to_review(ida)
    bo.goto(ida.url)
    bo.get_by_role("button", name="Gem og send tilbage …").click()
    bo.get_by_label("Hvad skal rettes?").fill("Skriv, hvad robotten gør.")
    bo.get_by_role("button", name="Send tilbage").click()
    ida.reload()
    expect(ida.get_by_text("Skriv, hvad robotten gør.")).to_be_visible()
    ida.locator("#id_answer_what").fill("Robotten samler kontrollen ét sted.")
    send_to_review(ida)
    bo.reload()
    bo.get_by_role("button", name="Gem og publicér …").click()
    expect(bo.locator("ins").first).to_be_visible()
    bo.get_by_role("button", name="Publicér", exact=True).click()
    bo.goto(PUBLIC)
    expect(bo.get_by_text("Robotten samler kontrollen ét sted.")).to_be_visible()


def test_meet_a_colleague_in_the_same_case(office_of):
    bo, carl = office_of("bo"), office_of("carl")
    open_case(bo, ANOTHER)
    open_case(carl, ANOTHER)
    bo.locator("#id_answer_what").fill("Bos svar.")
    press(bo, "Gem")
    carl.locator("#id_background").fill("Carls baggrund.")
    press(carl, "Gem")
    expect(carl.get_by_role("heading", name=re.compile("Bo gemte casen"))).to_be_visible()
    expect(carl.locator("#id_answer_what")).to_have_value("Bos svar.")
    expect(carl.locator("#id_background")).to_have_value("Carls baggrund.")
    check_accessibility(carl, carl.locator("[aria-labelledby=conflict-heading]"))
    press(carl, "Gem")
    expect(carl.get_by_text("blev ændret")).to_be_visible()
    carl.goto("/cases/rudersdal-bogfoering/")
    expect(carl.get_by_text("Bos svar.")).to_be_visible()
    expect(carl.get_by_text("Carls baggrund.")).to_be_visible()


def test_entries_are_moved_by_keyboard(office_of):
    bo = office_of("bo")
    open_case(bo, ANOTHER)
    steps = bo.locator("#steps-group .inline-related:not(.empty-form)")
    first = bo.locator("#id_steps-0-heading").input_value()
    steps.first.get_by_role("button", name=re.compile("Flyt ned")).focus()
    bo.keyboard.press("Enter")
    bo.keyboard.press("Enter")
    expect(bo.locator("#steps-group [role=status]")).to_contain_text("Flyttet til plads 3")
    press(bo, "Gem")
    open_case(bo, ANOTHER)
    expect(bo.locator("#id_steps-2-heading")).to_have_value(first)


def test_the_editing_pages_have_no_accessibility_violation(office_of):
    bo = office_of("bo")
    of_case = [f"{WITH_ALL_LISTS}{page}/" for page in ("change", "history", "skift/arkiver", "vis")]
    for page in (*of_case, "/admin/cases/case/", "/admin/"):
        bo.goto(page)
        check_accessibility(bo)


TYPED = "Alt, hvad jeg skrev før frokost."


def end_of_session(page: Page) -> None:
    """As after an hour: the browser still has its cookie, and the session is gone."""
    page.context.clear_cookies(name="sessionid")


def test_the_session_ends_while_typing_and_the_text_is_given_back(browser, office, office_of):
    """The editor's own sign-in ends here, so that it is not one the other tests go on with."""
    with visit(browser, office) as context:
        ida = office_of("ida", context.new_page())
        ida.clock.install()
        ida.goto("/admin/cases/case/add/")
        ida.get_by_label("Titel:").fill("Ny case efter frokost")
        ida.locator("#id_background").fill(TYPED)
        ida.clock.fast_forward("56:00")
        warning = ida.get_by_role("region", name="Din tid her")
        expect(warning).to_contain_text("bliver du logget ud")
        check_accessibility(ida, warning)
        warning.get_by_role("button", name="Bliv logget ind").click()
        expect(warning).to_be_hidden()
        end_of_session(ida)
        press(ida, "Gem og fortsæt med at redigere")
        give_password(ida, "ida")
        expect(ida.get_by_text("Alt, hvad du skrev, står her").first).to_be_visible()
        expect(ida.locator("#id_background")).to_have_value(TYPED)
        expect(ida.get_by_label("Titel:")).to_have_value("Ny case efter frokost")


def test_what_is_not_saved_is_kept_in_the_browser_and_offered_again(office_of):
    carl = office_of("carl")
    open_case(carl, ANOTHER)
    questions = []

    def leave(dialog):
        questions.append(dialog.type)
        dialog.accept()

    carl.once("dialog", leave)
    carl.locator("#id_background").click()  # a browser asks only somebody who has done something on the page
    carl.locator("#id_background").fill(TYPED)
    carl.wait_for_timeout(1_500)  # the copy is written when typing has paused
    stored = carl.evaluate("JSON.stringify(localStorage)")
    assert ("contact-0-name" in stored, "csrfmiddlewaretoken" in stored) == (False, False)
    carl.goto("/admin/")
    assert questions == ["beforeunload"]
    open_case(carl, ANOTHER)
    offer = carl.get_by_role("region", name="Du har tekst her, der ikke er gemt")
    expect(offer).to_be_visible()
    check_accessibility(carl, offer)
    offer.get_by_role("button", name="Hent teksten frem").click()
    expect(carl.locator("#id_background")).to_have_value(TYPED)
    press(carl, "Gem")
    expect(carl.get_by_text("blev ændret")).to_be_visible()
    open_case(carl, ANOTHER)
    expect(carl.locator("#id_background")).to_have_value(TYPED)
    expect(carl.get_by_role("region", name="Du har tekst her, der ikke er gemt")).to_have_count(0)


def test_signing_out_with_text_that_is_not_saved_asks_first(office_of):
    carl = office_of("carl")
    open_case(carl)
    carl.locator("#id_background").fill(TYPED)
    asked = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    carl.once("dialog", stay)
    carl.get_by_role("button", name="Log ud").click()
    assert "tekst, der ikke er gemt" in asked[0]
    expect(carl.locator("#id_background")).to_have_value(TYPED)


def test_a_colleague_publishes_meanwhile_and_the_text_goes_into_a_correction(office_of):
    ida, bo = office_of("ida"), office_of("bo")
    open_case(bo)
    press(bo, "Gem og arkivér …", "Arkivér")
    bo.get_by_role("link", name=re.compile("Hent frem som kladde")).click()
    press(bo, "Hent frem som kladde")
    ida.goto(bo.url)
    ida.locator("#id_background").fill(TYPED)
    press(bo, "Gem og publicér …", "Publicér")
    press(ida, "Gem")
    told = ida.get_by_text("Bo har publiceret casen, mens du skrev").first
    expect(told).to_be_visible()
    expect(ida.locator("#id_background")).to_have_value(TYPED)
    check_accessibility(ida, told.locator(".."))
    press(ida, "Gem og fortsæt med at redigere")
    expect(ida.get_by_text("Rettelse af")).to_be_visible()
    ida.get_by_role("link", name="Kassér kladden …").click()
    press(ida, "Kassér kladden")
    expect(ida.get_by_text("Kladden er kasseret")).to_be_visible()


def test_numbers_are_danish_and_places_and_errors_stay_where_they_are(office_of):
    bo = office_of("bo")
    open_case(bo)
    bo.locator("#id_key_figures-1-low").fill("68.036,5")
    expect(bo.locator("#id_key_figures-1-low + output")).to_have_text("Læses som 68.036,5")
    group = bo.locator("#effects-group")
    first = bo.locator("#id_effects-0-text").input_value()
    bo.locator("#id_effects-0-ORDER").fill("2")
    bo.keyboard.press("Tab")
    group.get_by_role("link", name=re.compile("Tilføj endnu")).or_(
        group.get_by_role("button", name=re.compile("Tilføj endnu"))
    ).click()
    expect(bo.locator("#id_effects-0-ORDER")).to_have_value("2")
    assert bo.locator("#id_effects-0-text").input_value() == first
    bo.get_by_role("button", name=re.compile("Indsæt et nyt punkt efter")).first.click()
    expect(bo.locator("#key_figures-group .inline-related:not(.empty-form)").nth(1)).to_contain_text("#")
    bo.locator("#id_last_page").fill("hundrede")
    press(bo, "Gem")
    bo.get_by_role("link", name="Kildens sidste side (ændringer)").click()
    expect(bo.locator("#id_last_page")).to_be_in_viewport()
    expect(bo.locator(".submit-row")).to_be_in_viewport()
