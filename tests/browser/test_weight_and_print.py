"""What a first visit weighs, what it waits for, and how a case comes out on paper."""

import pytest

LIMIT = 100_000


PAGES = [
    "/",
    "/cases/",
    "/cases/?q=robot",
    "/cases/rudersdal-bogfoering/",
    "/sammenlign/?case=rudersdal-bogfoering&case=esbjerg-bogfoering",
    "/overblik/",
    "/greb/",
    "/greb/strategisk-fokus/",
    "/analyseramme/",
    "/analyseramme/implementering/udvikle/",
    "/om/",
    "/redskaber/",
    "/ordliste/",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_first_visit_weighs_at_most_100_kb_and_stays_with_us(wide_page, address, site):
    cdp = wide_page.context.new_cdp_session(wide_page)
    cdp.send("Network.enable")
    sizes: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    requests: list[str] = []
    wide_page.on("request", lambda request: requests.append(request.url))
    wide_page.goto(address)
    wide_page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) <= LIMIT
    assert [url for url in requests if not url.startswith(site)] == []


@pytest.mark.parametrize("address", ["/cases/", "/cases/rudersdal-bogfoering/"])
def test_one_style_sheet_and_no_script_holds_up_the_page(wide_page, address):
    wide_page.goto(address)
    assert wide_page.locator("link[rel=stylesheet]").count() == 1
    assert wide_page.locator("script:not([defer]):not([type='application/ld+json'])").count() == 0


def test_a_case_prints_its_text_without_navigation_and_with_nothing_cut_off(wide_page):
    page = wide_page
    page.goto("/cases/rudersdal-bogfoering/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 672, "height": 950})  # A4 less its margins, at 96 dpi
    for hidden in (".toc", ".site-search", ".neighbours", ".back", ".site-nav"):
        assert not page.locator(hidden).first.is_visible()
    for shown in ("#baggrund", "#trin-9", "#teknologi", ".figures-table", ".diagram svg"):
        assert page.locator(shown).first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 672
    assert page.locator(".table--responsive-scroll").evaluate("e => e.scrollWidth <= e.clientWidth")
