"""An editor's day in the browser: correct, add, publish, send back, take back, and meet a colleague."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, SIZES, _context, serve
from tests.seeded import ON_POSTGRESQL

if not ON_POSTGRESQL:
    pytest.skip("walked on PostgreSQL, which editors work on", allow_module_level=True)

PASSWORD = "en-lang-kode-til-proever"  # noqa: S105
TEAM = f"""
from django.contrib.auth.models import Group, User
for name, role in (("ida", "Redaktør"), ("bo", "Udgiver"), ("carl", "Udgiver")):
    user = User.objects.create_user(name, password="{PASSWORD}", first_name=name.title(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
CASE = "Softwarerobot samler ledernes kontrol af systemadgange"
PUBLIC = "/cases/vesthimmerland-autorisationskontrol/"


@pytest.fixture(scope="module")
def office(copied):
    """A site with two publishers and an editor."""
    with serve(copied(), TEAM) as address:
        yield address


@pytest.fixture(scope="module")
def signed_in():
    """For each person who has signed in, their cookies."""
    return {}


@pytest.fixture
def office_of(browser, office, signed_in):
    """Opens a browser in which somebody has signed in."""
    contexts = []

    def sign_in(name: str, size: str = "wide") -> Page:
        context = _context(browser, office, viewport=SIZES[size], storage_state=signed_in.get(name))
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/")
        if name in signed_in:
            return page
        page.get_by_label(re.compile("Brugernavn")).fill(name)
        page.get_by_label(re.compile("Adgangskode")).first.fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Log ind")).click()
        expect(page).to_have_url(re.compile(r"/admin/$"))
        signed_in[name] = context.storage_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def open_case(page: Page, title: str = CASE) -> None:
    page.goto("/admin/cases/case/")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("region", name="Status")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Gem", exact=True).click()


def check_accessibility(page: Page) -> None:
    """Nothing of WCAG 2.1 AA for axe. Its best practices are left to Django's admin."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for size in ("narrow", "wide"):
        page.set_viewport_size(SIZES[size])
        found = page.evaluate(f"axe.run({{runOnly: {WCAG}, resultTypes: ['violations']}})")
        assert [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found["violations"]] == []


def test_correct_a_figure_and_take_the_correction_back(office_of):
    bo = office_of("bo")
    open_case(bo)
    bo.locator("#id_key_figures-1-low").fill("68036")
    save(bo)
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
    ida.get_by_label("Titel:").fill("Chatbot svarer på spørgsmål om affald")
    ida.locator("#id_slug").fill("ringsted-chatbot")
    ida.locator("#id_municipality + .select2 .select2-selection").click()
    ida.locator(".select2-search__field").fill("Ringsted")
    ida.get_by_role("option", name="Ringsted Kommune").click()
    ida.get_by_label("Støttefunktion:").select_option(label="IT")
    ida.get_by_role("button", name="Gem og fortsæt med at redigere").click()
    expect(ida.get_by_text("Kun redaktører kan se casen")).to_be_visible()
    ida.get_by_role("button", name="Gem og send til gennemgang …").click()
    ida.get_by_role("button", name="Send til gennemgang").click()

    bo = office_of("bo")
    open_case(bo, "Chatbot svarer på spørgsmål om affald")
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
    bo.get_by_role("button", name="Gem og publicér …").click()
    bo.get_by_role("button", name="Publicér", exact=True).click()
    expect(bo.get_by_text("Casen er publiceret")).to_be_visible()
    bo.get_by_role("link", name="Se siden").click()
    expect(bo.get_by_role("heading", level=1)).to_have_text("Chatbot svarer på spørgsmål om affald")
    expect(bo.get_by_text("Case 27")).to_be_visible()
    bo.goto("/cases/?q=chatbot")
    expect(bo.get_by_role("link", name="Chatbot svarer på spørgsmål om affald")).to_be_visible()


def test_send_a_correction_back_and_publish_it_when_it_is_mended(office_of):
    ida, bo = office_of("ida"), office_of("bo")
    open_case(ida)
    ida.get_by_role("button", name="Ret i en kladde").click()
    ida.locator("#id_summary").fill("Et resumé uden mening.")
    ida.get_by_role("button", name="Gem og send til gennemgang …").click()
    ida.get_by_role("button", name="Send til gennemgang").click()
    bo.goto(ida.url)
    bo.get_by_role("button", name="Gem og send tilbage …").click()
    bo.get_by_label("Hvad skal rettes?").fill("Skriv, hvad robotten gør.")
    bo.get_by_role("button", name="Send tilbage").click()
    ida.reload()
    expect(ida.get_by_text("Skriv, hvad robotten gør.")).to_be_visible()
    ida.locator("#id_summary").fill("Robotten samler kontrollen ét sted.")
    ida.get_by_role("button", name="Gem og send til gennemgang …").click()
    ida.get_by_role("button", name="Send til gennemgang").click()
    bo.reload()
    bo.get_by_role("button", name="Gem og publicér …").click()
    expect(bo.locator("ins").first).to_be_visible()
    bo.get_by_role("button", name="Publicér", exact=True).click()
    bo.goto(PUBLIC)
    expect(bo.get_by_text("Robotten samler kontrollen ét sted.")).to_be_visible()


def test_meet_a_colleague_in_the_same_case(office_of):
    bo, carl = office_of("bo"), office_of("carl")
    title = "Tillægsmodul udvælger bilag til ledernes økonomiske tilsyn"
    open_case(bo, title)
    open_case(carl, title)
    bo.locator("#id_summary").fill("Bos resumé.")
    save(bo)
    carl.locator("#id_background").fill("Carls baggrund.")
    save(carl)
    expect(carl.get_by_role("heading", name=re.compile("Bo gemte casen"))).to_be_visible()
    expect(carl.locator("#id_summary")).to_have_value("Bos resumé.")
    expect(carl.locator("#id_background")).to_have_value("Carls baggrund.")
    check_accessibility(carl)
    save(carl)
    expect(carl.get_by_text("blev ændret")).to_be_visible()
    carl.goto("/cases/holbaek-ledelsestilsyn/")
    expect(carl.get_by_text("Bos resumé.")).to_be_visible()
    expect(carl.get_by_text("Carls baggrund.")).to_be_visible()


def test_entries_are_moved_by_keyboard(office_of):
    bo = office_of("bo")
    open_case(bo, "Softwarerobot bogfører regninger fra dag- og botilbud")
    steps = bo.locator("#steps-group .inline-related:not(.empty-form)")
    first = bo.locator("#id_steps-0-heading").input_value()
    button = steps.first.get_by_role("button", name=re.compile("Flyt ned"))
    button.focus()
    bo.keyboard.press("Enter")
    bo.keyboard.press("Enter")
    expect(bo.locator("#steps-group [role=status]")).to_contain_text("Flyttet til plads 3")
    save(bo)
    open_case(bo, "Softwarerobot bogfører regninger fra dag- og botilbud")
    expect(bo.locator("#id_steps-2-heading")).to_have_value(first)


def test_the_editing_pages_have_no_accessibility_violation(office_of):
    bo = office_of("bo")
    open_case(bo)
    check_accessibility(bo)
    number = re.search(r"/(\d+)/change/", bo.url).group(1)
    for page in ("history/", "skift/arkiver/", "vis/"):
        bo.goto(f"/admin/cases/case/{number}/{page}")
        check_accessibility(bo)
    bo.goto("/admin/cases/case/")
    check_accessibility(bo)
    bo.goto("/admin/")
    check_accessibility(bo)
