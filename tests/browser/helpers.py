"""Steps that several journeys share."""

from playwright.sync_api import Locator, Page, expect


def open_menu(page: Page) -> None:
    """Unfold the header's menu where the screen is too narrow to show it."""
    button = page.locator(".site-menu-button")
    if button.is_visible():
        button.click()


def open_filters(page: Page) -> None:
    """Unfold the filters where the screen is too narrow to show them."""
    summary = page.locator(".filters-summary")
    if summary.is_visible() and page.locator("#filtre[open]").count() == 0:
        summary.click()


def facet_box(page: Page, facet: str, value: str) -> Locator:
    """The checkbox of a facet's value, unfolded if need be."""
    open_filters(page)
    box = page.locator(f"#{facet}-{value}")
    if not box.is_visible():
        page.locator(f"#facet-{facet} > summary").click()
    if not box.is_visible():
        page.locator(f"#flere-{facet} > summary").click()
    expect(box).to_be_visible()
    return box


def toggle(page: Page, facet: str, value: str) -> None:
    """Choose a facet's value, or take the choice back, as a reader does: on its label."""
    facet_box(page, facet, value)
    page.locator(f'label[for="{facet}-{value}"]').click()


def shown_titles(page: Page) -> list[str]:
    return page.locator(".case-card-title").all_inner_texts()
