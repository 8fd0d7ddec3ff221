"""What a screen reader is told: the accessibility tree of the comparison and of the overview."""

import re

import pytest
from playwright.sync_api import expect

COMPARED = "/sammenlign/?case=aalborg-straffeattester&case=hilleroed-ejendomsadministration"


def test_each_case_of_a_comparison_stands_under_its_own_name(page, size):
    page.goto(COMPARED)
    heard = page.get_by_role("table", name="De fire svar").aria_snapshot()
    assert re.findall(r'columnheader "([^"]+)"', heard) == ["Emne", "Ens?", "1. Aalborg Kommune", "2. Hillerød Kommune"]
    rows = re.findall(r'rowheader "([^"]+)"', heard)
    assert rows == ["Hvad gjorde de", "Hvad kom der ud af det", "Hvad kostede det", "Hvad krævede det"]
    assert len(re.findall(r"- '?cell\b", heard)) == 4 * (1 + 2)
    # Where the columns are stacked, the name stands in each cell too.
    assert ("1. Aalborg Kommune Aalborg Kommune udviklede" in heard) == (size["width"] < 992)


def test_taking_a_case_away_leads_to_the_sentence_that_says_what_is_left(page):
    page.goto(f"{COMPARED}&case=rudersdal-bogfoering")
    page.get_by_role("link", name="Fjern Softwarerobot bogfører").press("Enter")
    expect(page.get_by_text("2 cases side om side")).to_be_focused()


@pytest.mark.parametrize("said", ["Investering", "Hvornår løsningerne kom i brug", "Hvor casene kommer fra"])
def test_a_chart_of_the_overview_is_heard_once_and_as_text(page, said):
    page.goto("/overblik/")
    heard = page.locator(".chart, .strip", has=page.get_by_role("heading", name=said, exact=True)).last.aria_snapshot()
    links = re.findall(r'link "([^"]+)"', heard)
    assert len(links) == len(set(links)) >= 10
    assert not re.search(r"- img\b|- link:", heard)


def test_the_matrix_is_a_table_where_there_is_room_and_a_list_on_a_phone(page, size):
    page.goto("/overblik/")
    heard = page.locator("#teknologier").aria_snapshot()
    assert ("columnheader" in heard) == (size["width"] >= 992) != ('"Løn og Personale: ' in heard)
    assert len(re.findall(r'link "[^"]*\d cases?[ ,]', heard)) == 20
