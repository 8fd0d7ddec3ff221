"""Accessibility of every page at both sizes: axe, keyboard, zoom, focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, SIZES
from tests.browser.helpers import open_filters

AXE_SOURCE = AXE.read_text(encoding="utf-8")
PAGES = {
    "front": "/",
    "narrowed list": "/cases/?teknologi=rpa&omraade=it&omraade=oekonomi&q=robot",
    "empty list": "/cases/?omraade=ejendomsadministration&teknologi=rpa",
    "list with messages": "/cases/?greb=findes-ikke&side=99",
    "table with own systems": "/cases/?vi_har=kmd-opus&vi_har=sensum&vis=tabel&sortering=pris",
    "case": "/cases/rudersdal-bogfoering/",
    "case with notes": "/cases/hilleroed-ejendomsadministration/",
    "comparison": "/sammenlign/?case=rudersdal-bogfoering&case=esbjerg-bogfoering",
    "shared list": "/min-liste/?case=rudersdal-bogfoering&case=esbjerg-bogfoering",
    "overview": "/overblik/",
    "greb": "/greb/",
    "one greb": "/greb/medarbejderinddragelse/",
    "analyseramme": "/analyseramme/",
    "reading of a theme": "/analyseramme/forudsaetninger/finansiering/",
    "reading of a phase": "/analyseramme/implementering/definere/?omraade=it",
    "lessons": "/laerdomme/",
    "lessons of a technology": "/laerdomme/rpa/",
    "tools": "/redskaber/",
    "glossary": "/ordliste/",
    "about": "/om/",
    "open data": "/aabne-data/",
    "accessibility": "/tilgaengelighed/",
    "not found": "/findes-ikke/",
}


def violations(page: Page) -> list[str]:
    """What axe finds, best practices included, as one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SOURCE)
    # It need not fetch the style sheet again: no rule that is on reads it.
    options = "{resultTypes: ['violations'], preload: {assets: ['media']}}"
    found = page.evaluate(f"axe.run(document, {options})")["violations"]
    return [f"{v['id']}: {v['help']} {[node['target'] for node in v['nodes']][:3]}" for v in found]


def check(page: Page) -> None:
    """Nothing for axe at either size; nothing to scroll sideways for at 320 pixels, which 400 % zoom leaves of 1280."""
    assert violations(page) == []
    page.set_viewport_size(SIZES["narrow"])
    open_filters(page)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(SIZES["wide"])


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_nothing_scrolls_sideways_at_320_pixels(wide_page, address):
    wide_page.goto(address)
    check(wide_page)


def test_a_phones_header_is_one_row_whose_menu_opens_by_keyboard(wide_page):
    page = wide_page
    page.goto("/om/")
    page.set_viewport_size(SIZES["narrow"])
    header, main = page.locator("header"), page.locator("main")
    assert header.bounding_box()["height"] < 80
    expect(header.get_by_role("link", name="Casekatalog")).to_be_visible()
    expect(header.get_by_role("combobox", name="Søg i cases")).to_be_visible()
    expect(header.get_by_role("link", name="Analyseramme")).to_be_hidden()
    page.get_by_text("Menu", exact=True).press("Enter")
    expect(header.get_by_role("link", name="Analyseramme")).to_be_visible()
    assert main.bounding_box()["y"] > header.get_by_role("link", name="Min liste").bounding_box()["y"]
    assert violations(page) == []


def test_axe_finds_nothing_after_a_swap(page):
    page.goto("/cases/")
    open_filters(page)
    page.locator('label[for="omraade-it"]').click()
    expect(page.locator("#resultat")).to_contain_text("i IT")
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/", "/cases/", "/cases/rudersdal-bogfoering/", "/greb/", "/analyseramme/"])
def test_the_keyboard_meets_everything_in_reading_order_and_always_shows_where_it_is(wide_page, address):
    wide_page.goto(address)
    stops = []
    for _ in range(400):
        wide_page.keyboard.press("Tab")
        stop = wide_page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const style = getComputedStyle(element);
                const drawn = element.querySelector("circle, rect, polygon");
                return {
                    html: element.outerHTML.slice(0, 80),
                    order: [...document.querySelectorAll("*")].indexOf(element),
                    visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
                        || (drawn !== null && parseFloat(getComputedStyle(drawn).strokeWidth) >= 4)
                        || getComputedStyle(element.nextElementSibling ?? element, "::before").boxShadow !== "none"
                        || style.boxShadow !== "none",
                };
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert 10 < len(stops) < 400
    assert [s["order"] for s in stops] == sorted(s["order"] for s in stops)
    assert [s["html"] for s in stops if not s["visible"]] == []


def test_the_first_tab_stop_skips_to_the_content(page):
    page.goto("/cases/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå til indhold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#indhold")).to_be_focused()


def test_filters_can_be_used_with_the_keyboard_alone_and_are_heard_in_the_same_live_region(wide_page):
    wide_page.goto("/cases/")
    # A screen reader only speaks when the region it already knows changes its text.
    wide_page.evaluate("window.region = document.querySelector('[role=status]')")
    wide_page.locator("#omraade-it").focus()
    wide_page.keyboard.press("Space")
    expect(wide_page.get_by_role("status")).to_contain_text("i IT")
    expect(wide_page.locator("#omraade-it")).to_be_focused()
    assert wide_page.evaluate("window.region === document.querySelector('[role=status]')")
    wide_page.keyboard.press("Space")
    expect(wide_page.get_by_role("status")).not_to_contain_text("i IT")


@pytest.mark.parametrize("address", ["/cases/", "/cases/rudersdal-bogfoering/", "/om/", "/redskaber/"])
def test_lines_of_text_have_at_most_70_characters(wide_page, address):
    wide_page.goto(address)
    longest = wide_page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("main p, main li, footer p")].map((element) => {
            const node = [...element.childNodes].find((n) => n.nodeType === Node.TEXT_NODE && n.length > 140);
            if (!node) return 0;
            const range = document.createRange();
            let longest = 0, start = 0, top = null;
            for (let at = 0; at < node.length; at++) {
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const box = range.getBoundingClientRect();
                if (top !== null && box.height && Math.abs(box.top - top) > 4) {
                    longest = Math.max(longest, at - start);
                    start = at;
                }
                if (box.height) top = box.top;
            }
            return longest;
        }))"""
    )
    assert 40 < longest <= 75  # a line of narrow letters may hold a few more
