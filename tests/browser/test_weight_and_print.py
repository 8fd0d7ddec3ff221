"""What a first visit weighs, what it waits for, and how a case comes out on paper."""

import pytest

from tests.browser.test_accessibility import PAGES

LIMIT = 100_000


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_a_first_visit_weighs_at_most_100_kb_stays_with_us_and_waits_for_one_style_sheet(wide_page, address):
    cdp = wide_page.context.new_cdp_session(wide_page)
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wide_page.goto(address)
    wide_page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) <= LIMIT
    cdp.detach()
    assert wide_page.locator("link[rel=stylesheet]").count() == 1
    assert wide_page.locator("script:not([defer]):not([type='application/ld+json'])").count() == 0


def test_a_case_prints_its_text_without_navigation_and_with_nothing_cut_off(wide_page):
    wide_page.goto("/cases/rudersdal-bogfoering/")
    wide_page.emulate_media(media="print")
    wide_page.set_viewport_size({"width": 672, "height": 950})  # A4 less its margins, at 96 dpi
    for hidden in (".toc", ".site-search", ".neighbours", ".back", ".site-nav", ".report-link"):
        assert not wide_page.locator(hidden).first.is_visible()
    for shown in ("#baggrund", "#trin-9", "#teknologi", ".key-figures", ".step-names", ".diagram svg"):
        assert wide_page.locator(shown).first.is_visible()
    assert wide_page.evaluate("document.documentElement.scrollWidth") <= 672
