"""Searching as a reader does it: suggestions by keyboard, hits that lead to their place, and no script at all."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import AT_ONE_SIZE
from tests.browser.test_accessibility import check, violations


def field_with(page: Page, typed: str) -> Locator:
    """The field of the search, with suggestions for what was typed."""
    page.goto("/om/")
    field = page.get_by_role("combobox", name="Søg i cases")
    field.fill(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    return field


def test_suggestions_are_chosen_with_the_arrow_keys(page):
    field = field_with(page, "straffe")
    option = page.get_by_role("option").first
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    assert violations(page) == []
    field.press("Enter")
    expect(page).to_have_url(re.compile("/cases/aalborg-straffeattester/$"))


@AT_ONE_SIZE
def test_the_arrows_go_round_by_way_of_the_field(page):
    field = field_with(page, "opus")
    assert page.get_by_role("option").count() > 1
    field.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    for _ in range(2):
        field.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")


@AT_ONE_SIZE
def test_escape_closes_the_suggestions_and_enter_then_searches_for_what_was_typed(page):
    field = field_with(page, "robot")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("robot")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/cases/\?q=robot"))


def test_a_suggestion_keeps_the_filters_and_is_announced_after_a_pause(page):
    page.goto("/cases/?omraade=it&vis=tabel")
    field = page.get_by_role("combobox", name="Søg i cases")
    field.type("esbj")
    expect(page.get_by_role("option", name="Esbjerg Kommune")).to_be_visible()
    said = page.locator(".site-search [aria-live]")
    assert said.text_content() == ""
    expect(said).to_have_text("1 forslag")
    page.get_by_role("option", name="Esbjerg Kommune").click()
    expect(page).to_have_url(re.compile(r"/cases/\?omraade=it&kommune=0561&vis=tabel$"))


def test_a_snippet_leads_to_the_step_it_came_from(page):
    page.goto("/cases/?q=stopur")
    expect(page.locator("mark").first).to_have_text("stopur")
    page.get_by_role("link", name="Trin 1 i implementeringen").click()
    expect(page).to_have_url(re.compile("/cases/aalborg-straffeattester/#trin-1$"))
    expect(page.locator("#trin-1")).to_be_in_viewport()


@AT_ONE_SIZE
def test_a_misspelt_word_is_read_and_can_be_searched_as_typed(page):
    page.goto("/cases/?q=aktindsgit")
    expect(page.locator("#resultat")).to_contain_text("“aktindsigt”")
    page.get_by_role("link", name="Søg kun efter det, du skrev").click()
    expect(page.locator("#resultat")).to_contain_text("Ingen cases")


def test_without_javascript_the_field_is_plain_and_searches(plain_page):
    plain_page.goto("/om/")
    field = plain_page.get_by_role("searchbox", name="Søg i cases")
    field.fill("kilometerpenge")
    field.press("Enter")
    expect(plain_page.locator(".case-card-title").first).to_contain_text("kørsel")


@pytest.mark.parametrize("query", ["business case", "aktindsgit", "softwarerobot straffeattester", "skoleindskrivning"])
def test_axe_finds_nothing_on_a_list_of_results(wide_page, query):
    wide_page.goto(f"/cases/?q={query}")
    check(wide_page)
