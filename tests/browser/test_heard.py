"""What a screen reader meets: the accessibility tree of the list, the table and the reader's own list."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES

TITLE = "Softwarerobot samler ledernes kontrol af systemadgange"
CARD = f"""
- heading "1 case med RPA i IT" [level=2]
- list "Valgte filtre":
  - listitem:
    - link "Fjern IT"
  - listitem:
    - link "Fjern RPA/softwarerobot"
  - listitem
- list:
  - listitem:
    - article:
      - heading "{TITLE}" [level=3]:
        - link "{TITLE}"
      - paragraph: Vesthimmerlands Kommune · IT · RPA/softwarerobot
      - paragraph: /^Vesthimmerlands Kommune indførte en softwarerobot/
      - checkbox "På min liste ({TITLE})"
      - text: /På min liste/
      - term: Effekt
      - definition:
        - strong: 0,5 år
        - text: /Tilbagebetaling/
      - term: Pris
      - definition:
        - strong: 68.035 kr.
        - text: Anskaffelse , pris
      - term: Tid til drift
      - definition: /Rullet ud i 4\\. kvartal 2017/
"""
ROW = f"""
- table "1 case med RPA i IT i tabel":
  - rowgroup:
    - row "Case Kommune Opgave System Effekt Pris Tid til drift Hvor sikkert Min liste":
      - columnheader "Case"
      - columnheader "Kommune"
      - columnheader "Opgave"
      - columnheader "System"
      - columnheader "Effekt"
      - columnheader "Pris"
      - columnheader "Tid til drift"
      - columnheader "Hvor sikkert"
      - columnheader "Min liste"
  - rowgroup:
    - row:
      - rowheader "{TITLE}":
        - link "{TITLE}"
      - cell "Vesthimmerlands"
      - cell "Adgang og rettigheder"
"""
MINE = f"""
- heading "Min liste" [level=1]
- heading "1 case på listen" [level=2]
- list:
  - listitem:
    - article:
      - heading "{TITLE}" [level=3]
      - link "Fjern ({TITLE})"
      - term: Effekt
"""
NARROWED = "/cases/?omraade=it&teknologi=rpa"


@pytest.mark.parametrize(
    ("address", "tree"),
    [(NARROWED, CARD), (f"{NARROWED}&vis=tabel", ROW)],
    ids=["cards", "table"],
)
def test_the_list_is_heard_as_it_is_seen(wide_page, address, tree):
    wide_page.goto(address)
    expect(wide_page.locator(".catalogue-results")).to_match_aria_snapshot(tree)


def test_ones_own_list_is_heard_as_it_is_seen(wide_page):
    wide_page.goto("/om/")
    wide_page.evaluate("localStorage.setItem('min-liste', '[\"vesthimmerland-autorisationskontrol\"]')")
    wide_page.goto("/min-liste/")
    expect(wide_page.locator("main")).to_match_aria_snapshot(MINE)


def test_on_a_phone_each_cell_of_the_table_says_what_it_is(wide_page):
    wide_page.set_viewport_size(SIZES["narrow"])
    wide_page.goto(f"{NARROWED}&vis=tabel")
    tree = wide_page.locator("table").aria_snapshot()
    for words in ("Kommune Vesthimmerlands", "Pris", "Hvor sikkert Estimeret"):
        assert words in tree
