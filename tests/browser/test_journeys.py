"""Readers' journeys through the list and the cases."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import AT_ONE_SIZE, ON_A_PHONE, visit
from tests.browser.helpers import facet_box, open_filters, shown_titles, toggle


def sentence(page: Page):
    """The heading that says what the list shows."""
    return page.locator("#resultat")


def heard(page: Page):
    """What a screen reader says of a list that has changed."""
    return page.get_by_role("status")


def test_find_the_rpa_cases_read_one_and_come_back_with_the_filters_kept(page):
    page.goto("/")
    page.get_by_role("link", name="RPA/softwarerobot").click()
    expect(sentence(page)).to_have_text(re.compile(r"^\d+ cases med RPA$"))
    page.get_by_role("link", name="Softwarerobot bogfører regninger fra dag- og botilbud").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("dag- og botilbud")
    page.get_by_role("link", name="Tilbage til listen").click()
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa$"))
    open_filters(page)
    expect(page.locator("#teknologi-rpa")).to_be_checked()


def test_narrowing_keeps_url_title_focus_and_filters_right(page):
    page.goto("/cases/")
    toggle(page, "teknologi", "rpa")
    expect(sentence(page)).to_have_text(re.compile(r"^\d+ cases med RPA$"))
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa$"))
    expect(page).to_have_title(re.compile(r"^\d+ cases med RPA – Casekatalog$"))
    toggle(page, "omraade", "sekretariatsopgaver")
    expect(sentence(page)).to_have_text(re.compile(r"^\d+ cases? med RPA i Sekretariatsopgaver$"))
    expect(page.locator("#omraade-sekretariatsopgaver")).to_be_focused()
    expect(page.locator("#teknologi-rpa")).to_be_checked()
    assert len(shown_titles(page)) == int(sentence(page).inner_text().split()[0])
    feed = page.locator("head link[type='application/atom+xml']")
    expect(feed).to_have_attribute("href", re.compile(r"/nyt\.atom\?omraade=sekretariatsopgaver&teknologi=rpa$"))


def test_the_back_button_brings_back_the_list_and_its_checkboxes(page):
    page.goto("/cases/")
    everything = shown_titles(page)
    toggle(page, "omraade", "it")
    expect(sentence(page)).to_contain_text("i IT")
    page.go_back()
    expect(sentence(page)).to_have_text(f"{len(everything)} cases")
    expect(page).to_have_title(f"{len(everything)} cases – Casekatalog")
    assert shown_titles(page) == everything
    expect(page.locator("#omraade-it")).not_to_be_checked()
    page.go_forward()
    expect(sentence(page)).to_contain_text("i IT")
    expect(page.locator("#omraade-it")).to_be_checked()


@AT_ONE_SIZE
def test_every_tag_can_be_removed_and_focus_goes_to_the_sentence_that_says_what_is_left(page):
    page.goto("/cases/?teknologi=rpa&omraade=it&q=robot")
    for name in ("Fjern søgning: robot", "Fjern IT", "Fjern RPA/softwarerobot"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("link", name=name)).to_have_count(0)
        expect(sentence(page)).to_be_focused()
    expect(page).to_have_url(re.compile(r"/cases/$"))
    expect(page.locator("input:checked")).to_have_count(0)


def test_words_and_boxes_that_are_removed_stay_removed(page):
    page.goto("/cases/?q=robot")
    toggle(page, "omraade", "it")
    expect(sentence(page)).to_contain_text("i IT om “robot”")
    page.get_by_role("link", name="Ryd alle").click()
    expect(sentence(page)).to_have_text(re.compile(r"^\d+ cases$"))
    expect(page.locator("#soeg")).to_have_value("")
    expect(page.locator("#omraade-it")).not_to_be_checked()
    toggle(page, "greb", "strategisk-fokus")
    expect(page).to_have_url(re.compile(r"/cases/\?greb=strategisk-fokus$"))


def test_a_list_that_cannot_be_fetched_says_so(browser, site):
    with visit(browser, site) as context:
        page = context.new_page()
        page.goto("/cases/")
        context.set_offline(True)
        toggle(page, "omraade", "it")
        expect(sentence(page)).to_contain_text("Listen kunne ikke hentes")


def test_an_open_facet_stays_open_when_another_value_is_chosen_and_options_are_stable_when_loaded_again(page):
    page.goto("/cases/")
    facet_box(page, "region", "nordjylland")
    toggle(page, "omraade", "loen-og-personale")
    expect(sentence(page)).to_contain_text("i Løn og Personale")
    expect(page.locator("#region-nordjylland")).to_be_visible()
    swapped = page.locator(".facet label").all_text_contents()
    page.reload()
    assert page.locator(".facet label").all_text_contents() == swapped


def test_searching_keeps_the_filters_and_narrowing_keeps_the_words(page):
    page.goto("/cases/?teknologi=rpa")
    page.locator("#soeg").fill("straffeattester")
    page.get_by_role("button", name="Søg").click()
    expect(sentence(page)).to_have_text("1 case med RPA om “straffeattester”")
    toggle(page, "omraade", "loen-og-personale")
    expect(sentence(page)).to_have_text("1 case med RPA i Løn og Personale om “straffeattester”")
    expect(page).to_have_url(re.compile("q=straffeattester"))


def test_sorting_by_municipality_puts_aalborg_last_and_is_heard_once(page):
    page.goto("/cases/")
    page.get_by_label("Sortér efter").focus()
    page.get_by_label("Sortér efter").select_option("kommune")
    expect(page).to_have_url(re.compile("sortering=kommune"))
    expect(page.locator(".card-item").last).to_contain_text("Aalborg Kommune")
    expect(heard(page)).to_have_text("26 cases, sorteret efter kommune")
    expect(page.locator("[aria-live], [role=status]").filter(has_text="sorteret")).to_have_count(1)


def test_a_table_is_sorted_by_its_headings_without_losing_the_place(page):
    page.goto("/cases/?teknologi=rpa")
    page.get_by_role("link", name="tabel", exact=True).click()
    page.get_by_role("link", name="Pris", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa&vis=tabel&sortering=pris$"))
    expect(page.get_by_role("link", name="Pris", exact=True)).to_be_focused()
    said = "8 cases med RPA, laveste investering først. 5 cases oplyser en investering i kroner."
    expect(heard(page)).to_contain_text(said)
    toggle(page, "omraade", "it")
    expect(page).to_have_url(re.compile("omraade=it.*vis=tabel&sortering=pris$"))
    expect(page.get_by_role("table")).to_be_visible()


def test_the_sentence_stays_in_sight_and_four_cases_stand_below_it(wide_page):
    wide_page.goto("/cases/")
    fourth = wide_page.locator(".card-item").nth(3).bounding_box()
    assert fourth["y"] + fourth["height"] - wide_page.locator(".results-head").bounding_box()["y"] <= 720
    wide_page.locator(".card-item").nth(20).scroll_into_view_if_needed()
    expect(sentence(wide_page)).to_be_in_viewport()
    wide_page.goto("/cases/")
    wide_page.keyboard.press("Tab")
    wide_page.locator(".skip-filters").press("Enter")
    expect(sentence(wide_page)).to_be_focused()


@ON_A_PHONE
def test_a_phones_filters_end_in_a_button_that_says_how_many_cases(page):
    page.goto("/cases/")
    toggle(page, "teknologi", "rpa")
    button = page.get_by_role("button", name="Vis 8 cases")
    expect(button).to_be_in_viewport()
    button.click()
    expect(sentence(page)).to_be_focused()
    expect(button).to_be_hidden()
    page.locator(".card-item").nth(5).scroll_into_view_if_needed()
    expect(sentence(page)).to_be_in_viewport()


def test_a_system_is_found_by_typing_among_those_behind_see_all(page):
    page.goto("/cases/")
    open_filters(page)
    page.get_by_role("searchbox", name="Find i System").type("sens")
    expect(page.locator("#facet-loesning label:visible")).to_have_text([re.compile("Sensum")])
    page.locator("#facet-loesning label:visible").click()
    expect(sentence(page)).to_have_text("1 case i samspil med Sensum")
    expect(page.locator("#facet-loesning label:visible")).to_have_count(1)


def test_ones_own_systems_are_remembered_taken_along_and_forgotten(page):
    page.goto("/cases/?vi_har=sensum")
    assert page.evaluate("localStorage.length") == 0
    page.goto("/cases/")
    open_filters(page)
    page.locator("#jeres-systemer > summary").click()
    page.locator('label[for="vi_har-kmd-opus"]').click()
    expect(page).to_have_url(re.compile(r"/cases/\?vi_har=kmd-opus$"))
    expect(page.get_by_text("Bruger jeres KMD OPUS. Arbejder også sammen med Sensum.")).to_be_visible()
    page.goto("/om/")
    page.evaluate("document.querySelector('[data-list-link]').click()")
    expect(page).to_have_url(re.compile(r"/cases/\?vi_har=kmd-opus$"))
    page.goto("/cases/?teknologi=rpa")
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa&vi_har=kmd-opus$"))
    assert page.context.cookies() == []
    page.get_by_role("link", name="Glem dem").click()
    expect(page).to_have_url(re.compile(r"/cases/\?teknologi=rpa$"))
    expect(sentence(page)).to_be_focused()
    assert page.evaluate("localStorage.getItem('jeres-systemer')") is None


@AT_ONE_SIZE
def test_an_empty_list_leads_on(page):
    page.goto("/cases/?omraade=ejendomsadministration&teknologi=rpa")
    page.get_by_role("link", name=re.compile("^Fjern filteret Støttefunktion")).click()
    expect(sentence(page)).to_have_text(re.compile(r"^\d+ cases med RPA$"))
    assert shown_titles(page)


def test_a_step_in_the_double_diamond_leads_to_its_text_and_leavitts_corner_to_its_changes(wide_page):
    wide_page.goto("/cases/vesthimmerland-autorisationskontrol/")
    wide_page.get_by_role("link", name="Fastlæg, hvordan kontrollen skal foregå").press("Enter")
    expect(wide_page).to_have_url(re.compile("#trin-5$"))
    expect(wide_page.locator("#trin-5")).to_be_in_viewport()
    wide_page.locator('.corner[href="#ressourcer"]').click()
    expect(wide_page.locator("#ressourcer")).to_be_in_viewport()


def test_without_javascript_the_same_form_works_with_a_button(plain_page):
    plain_page.goto("/cases/")
    toggle(plain_page, "omraade", "it")
    plain_page.get_by_role("button", name=re.compile("^Vis cases?$")).click()
    expect(plain_page).to_have_url(re.compile("omraade=it"))
    expect(sentence(plain_page)).to_contain_text("i IT")
    toggle(plain_page, "teknologi", "rpa")
    plain_page.get_by_role("button", name=re.compile("^Vis cases?$")).click()
    expect(sentence(plain_page)).to_contain_text("1 case med RPA i IT")
    plain_page.get_by_role("link", name="Fjern IT").click()
    expect(sentence(plain_page)).to_have_text(re.compile(r"^\d+ cases med RPA$"))
    plain_page.locator(".case-card-title a").first.click()
    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()
    plain_page.go_back()
    expect(plain_page.locator("#teknologi-rpa")).to_be_checked()


def test_from_a_greb_to_a_cases_evidence_and_back_with_the_keyboard(page):
    page.goto("/greb/")
    page.get_by_role("link", name="Klare mål og gevinstrealisering").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klare mål og gevinstrealisering")
    page.locator("#rudersdal-bogfoering a").press("Enter")
    expect(page).to_have_url(re.compile("/cases/rudersdal-bogfoering/#greb-klare-maal-og-gevinstrealisering$"))
    expect(page.locator("#greb-klare-maal-og-gevinstrealisering")).to_be_in_viewport()
    page.get_by_role("link", name="Klare mål og gevinstrealisering i andre cases").press("Enter")
    expect(page).to_have_url(re.compile("/greb/klare-maal-og-gevinstrealisering/#rudersdal-bogfoering$"))
    expect(page.locator("#rudersdal-bogfoering")).to_be_in_viewport()


def test_from_a_leavitt_component_to_a_cases_change_and_back_with_the_keyboard(page):
    page.goto("/analyseramme/")
    page.locator('.corner[href="/analyseramme/aendringer/ressourcer/"]').press("Enter")
    page.get_by_label("Teknologi").select_option("rpa")
    page.get_by_role("button", name="Vis").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("med ændringer i ressourcer og kompetencer")
    page.locator("#aalborg-straffeattester h2 a").press("Enter")
    expect(page).to_have_url(re.compile(r"/cases/aalborg-straffeattester/#aendring-\d+$"))
    page.get_by_role("link", name="Ressourcer og kompetencer i andre cases").press("Enter")
    expect(page).to_have_url(re.compile("/analyseramme/aendringer/ressourcer/#aalborg-straffeattester$"))
    expect(page.locator("#aalborg-straffeattester")).to_be_in_viewport()
