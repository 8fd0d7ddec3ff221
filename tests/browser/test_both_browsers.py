"""What Chromium and Firefox do each in their own way: what they remember of a page, and where links open."""

import re

from playwright.sync_api import Page, expect

from tests.browser.helpers import toggle
from tests.browser.test_search import field_with

LIST, ONE, TWO = "/cases/", "/cases/?omraade=it", "/cases/?omraade=it&teknologi=rpa"


def shows_what_its_address_says(page: Page, path: str, *boxes: str, sorting: str = "") -> None:
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(page.locator("#katalog .facet input:checked")).to_have_count(len(boxes))
    for box in boxes:
        expect(page.locator(f"#{box}")).to_be_checked()
    expect(page.get_by_label("Sortér efter")).to_have_value(sorting)


def test_back_forward_and_reload_show_the_boxes_and_the_sorting_of_the_address(either_page):
    page = either_page
    page.goto(LIST)
    toggle(page, "omraade", "it")
    shows_what_its_address_says(page, ONE, "omraade-it")
    toggle(page, "teknologi", "rpa")
    shows_what_its_address_says(page, TWO, "omraade-it", "teknologi-rpa")
    page.go_back()
    shows_what_its_address_says(page, ONE, "omraade-it")
    page.reload()
    shows_what_its_address_says(page, ONE, "omraade-it")
    page.get_by_label("Sortér efter").select_option("kommune")
    shows_what_its_address_says(page, f"{ONE}&sortering=kommune", "omraade-it", sorting="kommune")
    page.go_back()
    shows_what_its_address_says(page, ONE, "omraade-it")
    toggle(page, "teknologi", "portal")
    shows_what_its_address_says(page, f"{ONE}&teknologi=portal", "omraade-it", "teknologi-portal")


def test_a_suggestion_opens_beside_the_page_and_a_plain_click_on_it(either_page):
    field_with(either_page, "straffe")
    option = either_page.get_by_role("option").first
    for how in ({"button": "middle"}, {"modifiers": ["Control"]}):
        with either_page.context.expect_page() as opened:
            option.click(**how)
        expect(opened.value).to_have_url(re.compile("/cases/aalborg-straffeattester/$"))
        expect(either_page).to_have_url(re.compile("/om/$"))
    option.click()
    expect(either_page).to_have_url(re.compile("/cases/aalborg-straffeattester/$"))


def test_a_link_from_a_mail_shows_what_was_meant(either_page):
    either_page.goto("/cases/?omraade=it&amp;teknologi=rpa&amp;utm_source=nyhedsbrev&amp;emne=1")
    expect(either_page.locator("#resultat")).to_contain_text("med RPA i IT")
    expect(either_page.locator(".notice")).to_have_text(
        "Adressen har “emne”. Det kender vi ikke, så det er ikke brugt."
    )
    either_page.goto("/cases/rudersdal-bogfoering/).")
    expect(either_page).to_have_url(re.compile("/cases/rudersdal-bogfoering/$"))
