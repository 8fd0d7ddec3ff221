"""The table of all cases: what its cells say, and how it is sorted by its headings."""

import html
import re

import pytest

from cases.catalogue.table import COLUMNS
from cases.models import Case
from tests.factories import generate_cases
from tests.pages import list_url, markup_of, text_of, titles_of


def rows(response) -> dict[str, list[str]]:
    """The words of each row's cells under its title."""
    body = markup_of(response).split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:-1]:
        cells = [re.sub(r"<[^>]+>", " ", cell) for cell in re.split(r"</t[hd]>", row)]
        words = [" ".join(html.unescape(cell).split()) for cell in cells]
        found[words[0]] = words[1:]
    return found


def test_a_row_says_what_it_is_about_what_came_of_it_what_it_cost_and_how_sure_that_is(client):
    found = rows(client.get("/cases/?vis=tabel"))
    assert len(found) == Case.objects.published().count()
    assert found["Softwarerobot samler ledernes kontrol af systemadgange"][:7] == [
        "Kommune Vesthimmerlands",
        "Opgave Adgang og rettigheder",
        "System MARC autorisationskontrol Arbejder sammen med KSP CICS, AD (data om brugere og ledere)",
        "Effekt 0,5 år Tilbagebetaling af anskaffelse og første års drift, alene ved sparet tid (gevinst)",
        "Pris 68.035 kr. Anskaffelse 24.233 kr. om året Drift",
        "Tid til drift Rullet ud i 4. kvartal 2017",
        "Hvor sikkert Estimeret",
    ]
    assert all(all(cell.split(" ", 1)[1:] for cell in cells[:7]) for cells in found.values())


@pytest.mark.parametrize(("key", "direction"), [("pris", "ascending"), ("effekt", "descending")])
def test_a_heading_sorts_the_table_and_says_so_and_pressed_again_gives_the_catalogues_order(client, key, direction):
    page = client.get("/cases/?vis=tabel&teknologi=rpa").content.decode()
    address = f"/cases/?teknologi=rpa&amp;vis=tabel&amp;sortering={key}"
    assert re.search(rf'id="sorter-{key}" href="{re.escape(address)}"', page)
    assert "aria-sort" not in page
    response = client.get(html.unescape(address))
    sorted_by = r'<th scope="col" aria-sort="(\w+)"><a\s+id="sorter-(\w+)" href="([^"]+)"'
    (heading,) = re.findall(sorted_by, response.content.decode())
    assert heading == (direction, key, "/cases/?teknologi=rpa&amp;vis=tabel")
    assert titles_of(response) == titles_of(client.get(list_url(teknologi="rpa", sortering=key)))


def test_the_table_can_be_sorted_by_each_of_its_columns(client):
    page = client.get("/cases/?vis=tabel").content.decode()
    assert re.findall(r'id="sorter-(\w+)"', page) == list(COLUMNS)


def test_every_way_on_from_the_table_is_a_table(client):
    page = client.get(list_url(vis="tabel", omraade="it", teknologi="rpa", vi_har="kmd-opus")).content.decode()
    addresses = set(re.findall(r'hx-get="/cases/\?([^"]*)"', page))
    assert len(addresses) > 5
    # All but the way to the list itself.
    assert len([address for address in addresses if "vis=tabel" not in address]) == 1
    assert "/hent/cases.xlsx?omraade=it&amp;teknologi=rpa" in page
    assert client.get("/hent/cases.csv?omraade=it&vis=tabel&sortering=pris").status_code == 200


def test_the_table_holds_a_hundred_cases_and_says_so_of_an_unknown_view(client):
    generate_cases(90)
    assert len(titles_of(client.get("/cases/?vis=tabel"))) == 100
    response = client.get("/cases/?vis=kugle")
    assert "Vi kender ikke “kugle” under Visning" in text_of(response)
    assert len(titles_of(response)) == 30
