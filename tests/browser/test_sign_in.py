"""An editor signs in: wrong, right, with a second factor from nothing, and with a recovery code."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, manage
from tests.browser.test_accessibility import check
from tests.signing_in import PASSWORD, code

NAME = "anna"


@pytest.fixture
def _editor(readers_database):
    given = {"DJANGO_SUPERUSER_USERNAME": NAME, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    manage(readers_database, "create_editor", "-v0", **given)


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/konto/log-ind/?next=/konto/")
    page.get_by_label("Brugernavn").fill(NAME)
    page.get_by_label("Adgangskode").fill(password)
    page.get_by_role("button", name="Log ind").click()


def enter(page: Page, given: str, button: str = "Log ind") -> None:
    page.get_by_role("textbox", name="Kode").fill(given)
    page.get_by_role("button", name=button, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@pytest.mark.usefixtures("_editor")
def test_an_editor_signs_in_and_sets_up_a_second_factor(reader, site):
    page = reader(site)
    sign_in(page, "forkert-hest-batteri")
    expect(page.get_by_role("alert")).to_contain_text("Brugernavn eller adgangskode er forkert.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fejl: Log ind"))
    check(page)
    sign_in(page)
    heading(page, "Din konto")
    check(page)

    page.get_by_role("link", name="Skift adgangskode").click()
    check(page)
    page.go_back()
    page.get_by_role("link", name="Sæt totrinsbekræftelse op").click()
    expect(page.get_by_role("img", name="QR-kode til appen")).to_be_visible()
    check(page)
    secret = page.locator(".secret").inner_text()
    enter(page, "000000", "Sæt op")
    expect(page.get_by_role("link", name="Koden fra appen: Forkert kode.")).to_be_visible()
    enter(page, code(secret), "Sæt op")
    heading(page, "Dine nødkoder")
    expect(page.get_by_text("Totrinsbekræftelse er sat op.")).to_be_visible()
    check(page)
    spare = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="Gå til redaktionen").click()
    expect(page).to_have_title(re.compile("redaktion"))
    page.get_by_role("button", name="Log ud").click()
    expect(page).to_have_url(f"{site}/")

    sign_in(page)
    heading(page, "Skriv din kode")
    check(page)
    enter(page, code(secret, periods_ahead=1))
    heading(page, "Din konto")
    page.get_by_role("button", name="Log ud").click()

    page = reader(site, SIZES["narrow"], javascript=False)
    sign_in(page)
    enter(page, spare)
    heading(page, "Din konto")
