"""From the list to a comparison and a list of one's own, and on to a colleague's browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AT_ONE_SIZE, ON_A_PHONE, visit, without_errors
from tests.browser.helpers import open_filters, open_menu, shown_titles, toggle
from tests.browser.test_accessibility import violations
from tests.test_exports import squeezed, words_of_docx, words_of_pdf

ONE, TWO, THREE = "rudersdal-bogfoering", "esbjerg-bogfoering", "vesthimmerland-autorisationskontrol"


@pytest.fixture
def colleague(reader, site, size) -> Page:
    """A page in a browser of its own."""
    return reader(site, size)


def tick(page: Page, slug: str) -> None:
    page.locator(f'label[for="kurv-{slug}"]').click()


def button(page: Page, slug: str):
    return page.locator(f'[data-shortlist="{slug}"]')


def kept(page: Page) -> str | None:
    return page.evaluate("localStorage.getItem('min-liste')")


def press_and_answer(page: Page, name: str, answer: str) -> None:
    page.once("dialog", lambda dialog: getattr(dialog, answer)())
    page.get_by_role("button", name=name).click()


def test_choose_three_rpa_cases_compare_them_keep_them_share_them_and_take_them_along(page, colleague):
    page.goto("/cases/")
    tick(page, ONE)
    toggle(page, "teknologi", "rpa")
    expect(page.locator("#resultat")).to_contain_text("med RPA")
    for slug in (TWO, THREE):
        tick(page, slug)
    expect(page.locator(".shortlist-status")).to_have_text("Lagt på min liste, som nu har 3 cases.")
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa$"))
    page.get_by_role("button", name="Sammenlign").click()
    expect(page).to_have_url(re.compile(rf"/sammenlign/\?case={ONE}&case={TWO}&case={THREE}$"))
    assert violations(page) == []
    for slug in (ONE, TWO, THREE):
        expect(button(page, slug)).to_have_attribute("aria-pressed", "true")
    page.goto("/sammenlign/")
    page.get_by_role("link", name="Sammenlign dem på din liste").click()
    expect(page).to_have_url(re.compile(rf"/sammenlign/\?case={ONE}&case={TWO}&case={THREE}$"))
    open_menu(page)
    page.get_by_role("link", name="Min liste (3)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Min liste")
    expect(page.get_by_role("button", name="Fjern alle")).to_be_visible()
    mine = shown_titles(page)
    assert len(mine) == 3

    shared = page.get_by_label("Link til listen").input_value()
    colleague.goto("/cases/varde-talegenkendelse/")
    button(colleague, "varde-talegenkendelse").click()
    colleague.goto(shared)
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Delt liste")
    assert shown_titles(colleague) == mine
    assert violations(colleague) == []
    assert kept(colleague) == '["varde-talegenkendelse"]'
    colleague.get_by_role("button", name="Læg til min liste").click()
    expect(colleague.locator("[data-shortlist-link]")).to_have_text("Min liste (4)")
    assert shown_titles(colleague)[1:] == mine
    assert [page.context.cookies(), colleague.context.cookies()] == [[], []]

    colleague.goto(shared)
    figures = [" ".join(text.split()) for text in colleague.locator(".short-answers strong").all_inner_texts()]
    assert len(figures) >= 4
    for name, words_of in (("PDF", words_of_pdf), ("Word", words_of_docx)):
        with colleague.expect_download() as fetched:
            colleague.get_by_role("link", name=name, exact=True).click()
        words = squeezed(words_of(fetched.value.path().read_bytes()))
        assert [figure for figure in figures if squeezed(figure) not in words] == [], name


def test_the_list_is_ordered_emptied_and_remembered(page):
    page.goto(f"/min-liste/?case={ONE}&case={TWO}")
    page.get_by_role("button", name="Gem som min liste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Min liste")
    page.get_by_role("link", name="Flyt ned (Softwarerobot bogfører").click()
    expect(page).to_have_url(re.compile(rf"case={TWO}&case={ONE}#case-{ONE}$"))
    expect(page.locator(f"#case-{ONE}")).to_be_focused()
    page.goto("/min-liste/")
    expect(page).to_have_url(re.compile(rf"/min-liste/\?case={TWO}&case={ONE}$"))
    page.locator(f"#case-{TWO}").get_by_role("link", name="Fjern").click()
    expect(page.locator("#liste")).to_be_focused()
    expect(page.locator("[data-shortlist-link]")).to_have_text("Min liste (1)")
    press_and_answer(page, "Fjern alle", "dismiss")
    assert kept(page) == f'["{ONE}"]'
    press_and_answer(page, "Fjern alle", "accept")
    expect(page.get_by_text("Listen er tom.")).to_be_visible()


@AT_ONE_SIZE
def test_ones_own_list_is_not_overwritten_without_asking_and_a_withdrawn_case_leaves_it(page):
    page.goto("/cases/varde-talegenkendelse/")
    page.evaluate("localStorage.setItem('min-liste', '[\"varde-talegenkendelse\", \"er-trukket-tilbage\"]')")
    page.goto("/min-liste/")
    expect(page.get_by_text("Casen kan være taget ud af kataloget.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/min-liste/\?case=varde-talegenkendelse$"))
    assert kept(page) == '["varde-talegenkendelse"]'
    page.goto(f"/min-liste/?case={ONE}")
    press_and_answer(page, "Gem i stedet for min liste", "dismiss")
    assert kept(page) == '["varde-talegenkendelse"]'
    press_and_answer(page, "Gem i stedet for min liste", "accept")
    expect(page.get_by_role("heading", level=1)).to_have_text("Min liste")
    assert kept(page) == f'["{ONE}"]'


def test_a_browser_that_may_not_keep_anything_is_told(browser, site):
    with visit(browser, site) as context, without_errors(context.new_page(), site) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
        )
        page.goto(f"/cases/{ONE}/")
        button(page, ONE).click()
        expect(page.get_by_text("listen kan ikke huskes")).to_be_visible()
        expect(button(page, ONE)).to_have_attribute("aria-pressed", "false")
        page.goto("/min-liste/")
        expect(page.get_by_text("Gem i stedet linket til den.")).to_be_visible()


@AT_ONE_SIZE
def test_what_the_browser_holds_may_be_anything(page):
    page.goto("/tilgaengelighed/")
    for held in ("{", "null", "7", '{"a": 1}', '[1, null, "<b>", "../x", ["y"], "ø"]'):
        page.evaluate("held => localStorage.setItem('min-liste', held)", held)
        page.reload()
        expect(page.locator("[data-shortlist-link]")).to_have_text("Min liste")


def test_without_javascript_the_boxes_lead_to_the_comparison(plain_page):
    plain_page.goto("/cases/?teknologi=rpa")
    expect(button(plain_page, ONE)).to_be_hidden()
    for slug in (ONE, TWO):
        tick(plain_page, slug)
    plain_page.get_by_role("button", name="Sammenlign").click()
    expect(plain_page.get_by_text("2 cases side om side")).to_be_visible()
    plain_page.get_by_role("link", name="Vis kun forskelle").click()
    expect(plain_page.get_by_text("der er ens, er skjult")).to_be_visible()
    plain_page.get_by_label("Case", exact=True).select_option(THREE)
    plain_page.get_by_role("button", name="Sammenlign").click()
    expect(plain_page.get_by_text("3 cases side om side")).to_be_visible()
    expect(plain_page).to_have_url(re.compile("vis=forskelle"))
    open_menu(plain_page)
    plain_page.get_by_role("link", name="Min liste").click()
    expect(plain_page.get_by_text("Det kræver, at JavaScript er slået til.")).to_be_visible()


def test_boxes_ticked_stay_ticked_when_the_list_no_longer_shows_them_and_when_one_comes_back(wide_page):
    wide_page.goto("/cases/")
    tick(wide_page, THREE)
    open_filters(wide_page)
    toggle(wide_page, "omraade", "oekonomi")
    expect(wide_page.locator("#resultat")).to_contain_text("i Økonomi")
    tick(wide_page, ONE)
    ticked = wide_page.locator("input[form=kurv]:checked")
    expect(ticked).to_have_count(1)
    wide_page.locator("#kurv").get_by_role("button", name="Min liste (2)").click()
    expect(wide_page).to_have_url(re.compile(rf"/min-liste/\?case={THREE}&case={ONE}$"))
    wide_page.goto(f"/cases/{ONE}/")
    wide_page.goto("/cases/")
    expect(ticked).to_have_count(2)
    wide_page.get_by_role("button", name="Hent").click()
    expect(wide_page).to_have_url(re.compile(rf"/min-liste/\?case={THREE}&case={ONE}#hent$"))


def test_the_comparison_prints_on_a4_landscape_with_every_column(wide_page):
    wide_page.goto(f"/sammenlign/?case={ONE}&case={TWO}&case={THREE}")
    printed = wide_page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(842, 595)}
    wide_page.emulate_media(media="print")
    wide_page.set_viewport_size({"width": 1032, "height": 700})  # A4 landscape less its margins, at 96 dpi
    assert wide_page.evaluate("document.documentElement.scrollWidth") <= 1032
    for hidden in (".compare-tools", ".compare-more", ".comparison-actions"):
        assert not wide_page.locator(hidden).first.is_visible()


def test_the_table_prints_on_a4_landscape_with_every_column(wide_page):
    wide_page.goto("/cases/?vis=tabel")
    printed = wide_page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(842, 595)}
    wide_page.emulate_media(media="print")
    wide_page.set_viewport_size({"width": 1032, "height": 700})
    assert wide_page.evaluate("document.documentElement.scrollWidth") <= 1032
    assert wide_page.get_by_role("columnheader", name="Hvor sikkert").is_visible()
    assert not wide_page.locator("#filtre").is_visible()


def test_the_answers_of_three_cases_take_at_most_three_screens(wide_page):
    wide_page.goto(f"/sammenlign/?case={ONE}&case={TWO}&case={THREE}")
    first, folded = (wide_page.locator(f"{tag}.compared-group").first.bounding_box() for tag in ("section", "details"))
    assert folded["y"] - first["y"] <= 3 * 720


@ON_A_PHONE
def test_on_a_phone_each_answer_stands_under_its_cases_name_and_the_headers_are_still_heard(page):
    page.goto(f"/sammenlign/?case={ONE}&case={TWO}")
    table = page.get_by_role("table", name="De fire svar")
    headers = ["Emne", "Ens?", "1. Rudersdal Kommune", "2. Esbjerg Kommune"]
    expect(table.get_by_role("columnheader")).to_have_text(headers)
    expect(table.get_by_role("cell", name="2. Esbjerg Kommune").first).to_be_visible()


@ON_A_PHONE
def test_the_opgaver_stand_within_the_first_two_screens_of_a_phone(page):
    page.goto("/")
    last = page.get_by_role("region", name="Hvilken opgave gælder det?").get_by_role("link").last.bounding_box()
    assert last["y"] + last["height"] <= 2 * 667
