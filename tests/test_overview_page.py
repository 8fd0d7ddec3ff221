"""The overview: every number is what the list behind it shows, charts and tables say the same, no unlike average."""

import html
import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from casekatalog.core.data_version import set_new_version
from cases.catalogue.case_list import Catalogue
from cases.catalogue.charts.denmark import read_map, spots
from cases.catalogue.charts.figures import MOST_FIGURES, TOPICS, plain, read_strips
from cases.catalogue.charts.links import CaseLinks
from cases.catalogue.charts.page import read_overview
from cases.catalogue.charts.scales import linear, logarithmic
from cases.catalogue.charts.timeline import MOST_ROWS, read_timeline
from cases.models import Case, ImplementationStep, KeyFigure, Municipality
from tests.factories import generate_cases, make_figure
from tests.pages import text_of, titles_of

URL = "/overblik/"
WIDTH, HEIGHT = 450, 370


def number_in_list(url: str) -> int:
    return Catalogue(QueryDict(url.partition("?")[2])).total


def strip(slug: str):
    return next(found for found in read_strips(CaseLinks()) if found.topic.slug == slug)


def figure(number: int, low: str, high: str | None = None, **fields) -> KeyFigure:
    given = {"subject": "investering", "low": Decimal(low), "high": high and Decimal(high)}
    return make_figure(Case.objects.get(number=number), **given | fields)


@pytest.fixture
def no_figures():
    """Those there are, are about something else; told to no index, which would take seconds."""
    KeyFigure.objects.update(subject=KeyFigure.Subject.SCALE)
    set_new_version()


def test_every_cell_of_the_matrices_is_as_many_as_the_list_it_leads_to():
    overview = read_overview()
    for matrix in (overview["technologies"], overview["grips"]):
        cells = [cell for _, row in matrix.rows for cell in row]
        assert len(cells) >= 25
        assert [(cell.url, cell.number) for cell in cells] == [(c.url, number_in_list(c.url)) for c in cells]


def test_the_steps_are_as_many_as_the_reading_across_the_cases_shows(client):
    steps = read_overview()["steps"]
    assert sum(bar.number for bar in steps.bars) == ImplementationStep.objects.published().count()
    cells = [cell for _, row in steps.matrix.rows for cell in row]
    assert sum(cell.number for cell in cells) == sum(bar.number for bar in steps.bars)
    for shown in [*steps.bars, cells[0], cells[-1]]:
        page = client.get(shown.url)
        assert page.content.decode().count('class="step"') == shown.number
        assert re.search(r"\d+ cases", shown.words).group() in text_of(page)


def test_every_municipality_and_region_on_the_map_is_as_many_as_the_list_it_leads_to():
    denmark = read_overview()["denmark"]
    marks = [*denmark.places, *denmark.regions]
    assert len(marks) == 22 + 5
    assert [(mark.url, mark.number) for mark in marks] == [(m.url, number_in_list(m.url)) for m in marks]
    assert sum(place.number for place in denmark.places) == Case.objects.published().count()


def test_every_mark_of_a_figure_or_a_year_leads_to_a_list_with_its_case_and_alone_where_a_filter_can(client):
    overview = read_overview()
    marks = [(f.case, f.url) for strip in overview["strips"] for f in strip.all_figures]
    marks += [(mark.case, mark.url) for mark in overview["timeline"].oldest_first] + list(
        overview["timeline"].not_stated
    )
    assert len({case for case, _ in marks}) == 26
    for case, url in dict(marks).items():
        assert case.pk in Catalogue(QueryDict(url.partition("?")[2])).keys
    # Only two cases share municipality, support function and technology.
    crowded = {case.municipality.name for case, url in marks if number_in_list(url) > 1}
    assert crowded == {"Hedensted"}
    assert titles_of(client.get(dict(marks)[Case.objects.get(number=13)])) == [Case.objects.get(number=13).title]


def test_every_address_on_the_page_answers(client):
    page = client.get(URL).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    addresses = {html.unescape(a) for a in re.findall(r'href="(/[^"#]*)', main) if not a.startswith("/static/")}
    lists = {address for address in addresses if address.startswith("/cases/?")}
    assert len(lists) > 60
    assert all(number_in_list(address) for address in lists)
    for address in sorted(addresses - lists)[::9]:
        assert client.get(address).status_code == 200


def test_charts_and_tables_say_the_same(client):
    page = client.get(URL).content.decode()
    for found in read_strips(CaseLinks()):
        section = page.split(f'id="tal-{found.topic.slug}"')[1].split("</section>")[0]
        chart, table = section.split("<table")
        drawn = re.findall(r'row-value"><span class="nowrap">([^<]+)</span> <span class="basis">([^<]+)<', chart)
        rows = re.findall(r'<td class="number">([^<]+)</td><td>([^<]+)</td>\s*<td>(Ja|Nej)', table)
        assert drawn == [(stated, basis) for stated, basis, on_axis in rows if on_axis == "Ja"]
        assert len(rows) == len(found.all_figures)
        assert chart.count("<a href=") == len(found.marks)
    years = page.split('id="aar"')[1].split("</section>")[0].split("<table")
    assert years[0].count("<a href=") == years[1].count("<tr>") - 1 == 26
    places = page.split('id="kort"')[1].split("</section>")[0]
    assert places.count('class="place"') == places.count('<th scope="row">') == 22


def test_the_figures_are_those_of_the_cases_with_money_in_one_unit():
    investments = strip("investering")
    assert investments.finding == ("10 tal fra 10 cases går fra ca. 20.000 kr. til 21,5 mio. kr. Alle er priser.")
    assert [mark.figure.low for mark in investments.marks][-1] == 21_500_000
    assert [other.stated for other in investments.others] == ["3 årsværk"]
    yearly = {mark.figure.case.number for mark in strip("drift").marks}
    assert yearly == {2, 16, 17, 18, 19, 20, 22}
    assert "ca. 30.000 kr. om måneden" in [other.stated for other in strip("drift").others]


@pytest.mark.parametrize(
    ("cases", "lows", "bases", "said"),
    [
        ([1, 2, 3], "10 20 30", "pris pris pris", "der er for få tal"),
        ([1, 2, 3, 4], "10 20 30 40", "pris maalt pris pris", "af forskellig slags (pris og målt)"),
        ([1, 2, 3, 4], "10 20 30 101", "pris pris pris pris", "mere end 10 gange det mindste"),
        ([1, 2, 3, 4], "0 20 30 40", "pris pris pris pris", "mere end 10 gange det mindste"),
        ([1, 1, 1, 1], "10 10 10 10", "pris pris pris pris", "nogle cases har flere tal"),
    ],
)
def test_unlike_figures_are_not_averaged_and_the_page_says_why(no_figures, cases, lows, bases, said):
    for order, (number, low, basis) in enumerate(zip(cases, lows.split(), bases.split(), strict=True), start=90):
        figure(number, low, basis=basis, order=order)
    assert strip("investering").verdict.startswith("Vi regner ikke et gennemsnit: ")
    assert said in strip("investering").verdict


def test_figures_per_month_and_per_year_never_share_an_axis(no_figures):
    for number, unit in enumerate(["kr. om året", "mio. kr. pr. år", "kr. om måneden", "kr.", "kr. pr. bruger"], 1):
        figure(number, "5", unit=unit, subject="drift")
    assert [mark.figure.low for mark in strip("drift").marks] == [5, 5_000_000]
    assert [other.unit for other in strip("drift").others] == ["kr. om måneden", "kr.", "kr. pr. bruger"]


def test_like_figures_have_a_middle(no_figures):
    for number, (low, high) in enumerate([("10", None), ("20", "24"), ("30", None), ("40", None)], start=1):
        figure(number, low, high)
    assert strip("investering").verdict.startswith("Det midterste tal er 25–27 kr.")
    assert strip("varighed").verdict.startswith("Det midterste tal er 9 måneder")


def test_a_range_is_drawn_from_one_end_to_the_other(client, no_figures):
    figure(1, "40", "60", unit="%", subject="automatisering", basis="estimeret")
    (mark,) = strip("automatisering").marks
    assert (mark.x, mark.to, mark.width) == (40, 60, 20)
    page = client.get(URL).content.decode()
    assert '<rect class="range" x="40.0%" y="11" width="20.0%"' in page


@pytest.mark.parametrize("values", [["0"], ["0.01"], ["999999999999.99", "0.01"], ["0", "1"], ["7", "7"], ["100"]])
@pytest.mark.parametrize("scale", [linear, logarithmic])
def test_any_value_has_a_place_on_its_axis(scale, values):
    numbers = [Decimal(value) * 10**9 for value in values] + [Decimal(value) for value in values]
    axis = scale(numbers)
    places = [axis.place(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert 2 <= len(axis.ticks) <= 7
    assert (axis.ticks[0][0], axis.ticks[-1][0]) == (0, 100)


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("kr.", ("kr.", 1)),
        ("mio. kr. om året", ("kr. om året", 1_000_000)),
        ("Mio. kr. pr. år", ("kr. om året", 1_000_000)),
        ("kr. pr. bruger", ("kr. pr. bruger", 1)),
        ("kroner", ("kroner", 1)),
        ("%", ("%", 1)),
        ("% af lønsummen", ("% af lønsummen", 1)),
    ],
)
def test_units_are_the_same_only_where_their_size_alone_differs(unit, found):
    assert plain(unit) == found


def test_odd_data_breaks_nothing(client, no_figures):
    figure(1, "999999999999.99", unit="mia. kr.", label="<b>Stort & farligt</b>")
    figure(2, "0")
    figure(3, "250", unit="%", subject="automatisering")
    figure(4, "1", unit="<i>enhed</i>", subject="drift")
    Case.objects.filter(number=1).update(implemented_year=32767, implemented_month=12, months_to_implement="9999.9")
    Case.objects.filter(number=2).update(implemented_year=0, implemented_month=None)
    set_new_version()
    text = text_of(client.get(URL))
    for stated in ("999.999.999.999,99 mia. kr.", "<b>Stort & farligt</b>", "250 %", "<i>enhed</i>", "32767"):
        assert stated in text


def test_with_one_case_and_with_none_the_page_says_so(client):
    Case.objects.exclude(number=6).update(status=Case.Status.ARCHIVED)
    set_new_version()
    assert "1 case kommer fra 1 kommune." in text_of(client.get(URL))
    Case.objects.update(status=Case.Status.ARCHIVED)
    set_new_version()
    text = text_of(client.get(URL))
    for said in ("Her er ingen cases endnu.", "Ingen cases beskriver trin endnu.", "Ingen kommuner har cases endnu."):
        assert said in text
    assert text.count("Ingen cases oplyser tal, der kan sættes på aksen.") == len(TOPICS)


def test_years_that_are_not_stated_are_named_and_those_far_back_share_a_row():
    timeline = read_timeline(CaseLinks())
    without = Case.objects.published().filter(implemented_year=None)
    assert [case for case, _ in timeline.not_stated] == list(without)
    assert [year.label for year in timeline.years] == ["2014", "2015", "2016", "2017", "2018", "2019"]
    for number, year in enumerate(range(1900, 1926), start=1):
        Case.objects.filter(number=number).update(implemented_year=year)
    years = read_timeline(CaseLinks()).years
    assert len(years) == MOST_ROWS + 1
    assert (years[0].label, years[0].number, len(years[0].marks)) == ("Før 1902", 2, 2)


def test_all_98_municipalities_have_a_place_on_the_map_and_others_are_named_beside_it(client):
    assert set(spots()) == set(Municipality.objects.values_list("code", flat=True))
    other = Municipality.objects.create(code="0411", name="Ø", official_name="Ø <Forvaltning>", region="hovedstaden")
    Case.objects.filter(number=1).update(municipality=other)
    set_new_version()
    assert "Uden plads på kortet: Ø <Forvaltning>: 1 case" in text_of(client.get(URL))
    generate_cases(300)
    assert len(read_map().placed) > 90


def test_every_name_on_the_map_is_readable_beside_its_mark():
    """A letter is 5.6 wide on the average, and a line of text ten high."""
    places = read_map().placed
    boxes = [(place.spot.x, place.spot.y, place.radius, place.radius) for place in places]
    for place in places:
        half = 2.8 * len(place.name)
        middle = place.label.x + {"start": half, "end": -half, "middle": 0}[place.label.anchor]
        boxes.append((middle, place.label.y - 4, half, 5))
        assert 0 <= middle - half < middle + half <= WIDTH, place.name
    for (x, y, wide, high), (other_x, other_y, other_wide, other_high) in combinations(boxes, 2):
        assert abs(x - other_x) > wide + other_wide - 1 or abs(y - other_y) > high + other_high - 1


def test_the_outline_is_built_and_the_marks_stand_within_it():
    svg = Path(finders.find("img/denmark.svg") or "").read_text(encoding="utf-8")
    points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[ z])", svg.split('d="')[1])]
    assert len(points) > 1000
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    for code, spot in spots().items():
        x, y = spot.x, spot.y
        if x > 308 and y < 200:
            x, y = 262 + (x - 308) / 4.3, 203 + (y - 3) / 4.3
        # No town in Denmark is further than this from the sea or the border.
        assert min((x - a) ** 2 + (y - b) ** 2 for a, b in points) < 50**2, code


def test_many_cases_are_cut_and_the_page_says_so(client):
    generate_cases(400)
    found = strip("investering")
    assert len(found.all_figures) == MOST_FIGURES
    assert found.finding.startswith("De første ")
    text = text_of(client.get(URL))
    assert "Her er de første tal, i katalogets rækkefølge." in text
    assert "Mærkerne viser de 100 nyeste cases. Tallene tæller dem alle." in text


def test_the_overview_needs_as_many_queries_once_and_then_one_however_many_cases(client):
    for generated in (0, 200):
        Case.objects.filter(number__gt=6, number__lt=1000).update(status=Case.Status.ARCHIVED)
        if generated:
            generate_cases(generated)
        set_new_version()
        with CaptureQueriesContext(connection) as first:
            client.get(URL)
        with CaptureQueriesContext(connection) as second:
            client.get(URL)
        assert (len(first), len(second)) == (19, 1)
