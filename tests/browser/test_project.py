"""From a case to a draft decision, with and without JavaScript, and what the browser remembers of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import ON_A_PHONE
from tests.browser.test_accessibility import check

CASE = "/cases/vesthimmerland-autorisationskontrol/"
NUMBERS = {"sager_sandsynlig": "12.000", "minutter_sandsynlig": "6", "timepris": "320", "frigivet": "60"}


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Jeres projekt").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def from_case_to_draft(page: Page) -> None:
    """The way of a project manager, without a manual."""
    page.goto(CASE)
    page.get_by_role("link", name="Gør casen til jeres projekt").click()
    tab(page, "Passer den til os?")
    for group in page.locator("fieldset.fit-question").all():
        group.get_by_text("På plads", exact=True).click()
    page.get_by_role("button", name="Se, hvad svarene betyder").click()
    expect(page.get_by_role("heading", name="Gå videre til foranalyse")).to_be_visible()
    tab(page, "Regnestykke")
    for name, typed in NUMBERS.items():
        page.locator(f"#{name}").fill(typed)
    page.get_by_role("button", name="Regn ud").click()
    expect(
        page.get_by_role("cell", name="600 timer", exact=False).or_(page.get_by_text("1.200 timer")).first
    ).to_be_visible()
    tab(page, "Plan")
    page.get_by_role("link", name="Tag alle trin med").click()
    expect(page.get_by_text("Jeres plan har 9 trin.")).to_be_visible()
    tab(page, "Spørg kommunen")
    tab(page, "Beslutningsoplæg")
    expect(page.get_by_text("Det indstilles, at kommunen går videre til en foranalyse.")).to_be_visible()
    assert len(page.url) < 2000


def test_a_project_manager_comes_from_a_case_to_a_draft_and_the_browser_remembers_it_until_told_to_forget(page):
    from_case_to_draft(page)
    page.goto("/projekt/")
    page.get_by_role("link", name="Fortsæt jeres seneste projekt").click()
    expect(page).to_have_url(re.compile("sager_sandsynlig=12000"))
    page.get_by_role("button", name="Glem projektet i denne browser").click()
    expect(page.get_by_role("status")).to_contain_text("Browseren har glemt projektet.")
    page.goto("/projekt/")
    expect(page.get_by_role("link", name="Fortsæt jeres seneste projekt")).to_be_hidden()


@ON_A_PHONE
def test_the_same_way_goes_without_javascript(plain_page):
    from_case_to_draft(plain_page)


def test_axe_finds_nothing_on_a_project_with_everything_in_it(wide_page):
    query = (
        "?case=vesthimmerland-autorisationskontrol&f20-z47=k&f20-txm=m&trin=20-k9r&trin=20-t58&start=2027-03&aar=99&"
    )
    query += "&".join(f"{name}={typed}" for name, typed in NUMBERS.items())
    pages = [f"{name}{query}" for name in ("", "passer/", "regnestykke/", "plan/", "spoerg/", "oplaeg/")]
    for page in (*pages, f"gruppe/?links=x{query.replace('&', '%26')}%0Ax?f20-z47=p"):
        wide_page.goto(f"/projekt/{page}")
        check(wide_page)
