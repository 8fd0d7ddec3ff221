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
from cases.catalogue.charts.page import read_overview
from cases.catalogue.charts.scales import linear, logarithmic
from cases.catalogue.charts.timeline import MOST_DATES, MOST_LABELS, read_timeline
from cases.models import Case, ImplementationStep, KeyFigure, Municipality, OperationDate
from tests.factories import generate_cases, make_figure
from tests.pages import text_of

URL = "/overblik/"
WIDTH, HEIGHT = 450, 370


def number_in_list(url: str) -> int:
    return Catalogue(QueryDict(url.partition("?")[2])).total


def strip(slug: str):
    return next(found for found in read_strips() if found.topic.subject == slug)


def figure(number: int, low: str, high: str | None = None, **fields) -> KeyFigure:
    given = {"subject": "investering", "low": Decimal(low), "high": high and Decimal(high)}
    return make_figure(Case.objects.get(number=number), **given | fields)


def dates_of(number: int):
    return [mark for mark in read_timeline().marks if mark.date.case.number == number]


def date(number: int, status: str = "i-drift", **fields) -> None:
    """A date of the case; told to no index, which would take long."""
    given = {"order": 90, "text": "Prøve", "page": 1, "status": status}
    OperationDate.objects.bulk_create([OperationDate(case=Case.objects.get(number=number), **given | fields)])
    set_new_version()


@pytest.fixture
def no_dates():
    """Gone without a word to the index, which would take long."""
    OperationDate.objects.all()._raw_delete("default")
    set_new_version()


@pytest.fixture
def no_figures():
    """Those there are, are about something else; told to no index, which would take seconds."""
    KeyFigure.objects.update(subject=KeyFigure.Subject.SCALE, basis=KeyFigure.Basis.VOLUME, answers="")
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


def test_every_figure_and_date_leads_to_its_own_place_in_the_case(client):
    overview = read_overview()
    figures = [(f.case, f.url, f.label) for strip in overview["strips"] for f in strip.all_figures]
    timeline = overview["timeline"]
    dates = [*((mark.date.case, mark.url) for mark in timeline.marks), *timeline.silent]
    assert len({case for case, *_ in [*figures, *dates]}) == 26
    pages = {case: content(client, case.get_absolute_url()) for case, *_ in [*figures, *dates]}
    for case, url, label in figures:
        page, _, anchor = url.partition("#")
        assert page == case.get_absolute_url()
        assert label in html.unescape(pages[case]).split(f'id="{anchor}"')[1].split("</li>")[0]
    for case, url in dates:
        assert url == f"{case.get_absolute_url()}#tidsplan"
        assert 'id="tidsplan"' in pages[case]


def content(client, url: str) -> str:
    return client.get(url).content.decode()


def test_every_address_on_the_page_answers(client):
    page = client.get(URL).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    addresses = {html.unescape(a) for a in re.findall(r'href="(/[^"#]*)', main) if not a.startswith("/static/")}
    lists = {address for address in addresses if address.startswith("/cases/?")}
    assert len(lists) > 60
    assert all(number_in_list(address) for address in lists)
    for address in sorted(addresses - lists)[::9]:
        assert client.get(address).status_code == 200


def test_a_chart_says_a_thing_once_in_words_and_its_drawing_is_for_the_eye_alone(client):
    page = content(client, URL).split("<main")[1].split("</main>")[0]
    rows = re.findall(r'row-name"><a href="([^"]+)">([^<]+)<', page)
    figures = [figure for found in read_strips() for figure in found.all_figures]
    assert len(rows) == len(figures) + OperationDate.objects.published().count() + 4 + 5
    assert {figure.url for figure in figures} <= {html.unescape(url) for url, _ in rows}
    tracks = re.findall(r'<svg class="track" height="28"([^>]*)>', page)
    assert [track for track in tracks if 'aria-hidden="true"' not in track] == []
    drawn = len(re.findall(r'<a [^>]*tabindex="-1"', page))
    assert drawn == len(re.findall(r"<(?:rect|circle) class=\"(?:target|bar-value)\"", page)) + 22
    places = page.split('id="kort"')[1]
    assert places.count('class="place"') == places.split('class="places')[1].count("<li>") == 22


def test_the_figures_are_those_of_the_cases_with_money_in_one_unit():
    investments = strip("investering")
    assert investments.finding == ("10 tal fra 10 cases går fra ca. 20.000 kr. til 21,5 mio. kr. Alle er priser.")
    assert [mark.figure.low for mark in investments.marks][-1] == 21_500_000
    assert investments.others == []
    yearly = {mark.figure.case.number for mark in strip("drift").marks}
    assert yearly == {2, 16, 17, 18, 19, 20, 22}
    assert "ca. 30.000 kr. om måneden" in [other.stated for other in strip("drift").others]


@pytest.mark.parametrize(
    ("cases", "lows", "bases", "said"),
    [
        ([1, 2, 3], "10 20 30", "oplyst oplyst oplyst", "der er for få tal"),
        ([1, 2, 3, 4], "10 20 30 40", "oplyst maalt oplyst oplyst", "af forskellig slags (oplyst og målt)"),
        ([1, 2, 3, 4], "10 20 30 101", "oplyst oplyst oplyst oplyst", "mere end 10 gange det mindste"),
        ([1, 2, 3, 4], "0 20 30 40", "oplyst oplyst oplyst oplyst", "mere end 10 gange det mindste"),
        ([1, 1, 1, 1], "10 10 10 10", "oplyst oplyst oplyst oplyst", "nogle cases har flere tal"),
    ],
)
def test_unlike_figures_are_not_averaged_and_the_page_says_why(no_figures, cases, lows, bases, said):
    for order, (number, low, basis) in enumerate(zip(cases, lows.split(), bases.split(), strict=True), start=90):
        figure(number, low, unit="%", subject="automatisering", basis=basis, order=order)
    assert strip("automatisering").verdict.startswith("Vi regner ikke et gennemsnit: ")
    assert said in strip("automatisering").verdict


def test_figures_per_month_and_per_year_never_share_an_axis(no_figures):
    for number, unit in enumerate(["kr. om året", "mio. kr. pr. år", "kr. om måneden", "kr.", "kr. pr. bruger"], 1):
        figure(number, "5", unit=unit, subject="drift")
    assert [mark.figure.low for mark in strip("drift").marks] == [5, 5_000_000]
    assert [other.unit for other in strip("drift").others] == ["kr. om måneden", "kr.", "kr. pr. bruger"]


def test_like_figures_have_a_middle(no_figures):
    for number, (low, high) in enumerate([("10", None), ("20", "24"), ("30", None), ("40", None)], start=1):
        figure(number, low, high)
    assert strip("investering").verdict.startswith("Det midterste tal er 25–27 kr.")


def test_time_to_operation_is_in_months_and_says_what_kind_of_statement_it_is(no_figures):
    for number, (low, unit) in enumerate([("2", "år"), ("26", "uger"), ("73", "dage"), ("1", "måned")], start=1):
        figure(number, low, unit=unit, subject="tid-til-drift", basis="oplyst")
    found = strip("tid-til-drift")
    assert [(mark.figure.stated, round(mark.figure.low, 1)) for mark in found.marks] == [
        ("1 måned", 1),
        ("73 dage", Decimal("2.4")),
        ("26 uger", 6),
        ("2 år", 24),
    ]
    assert found.finding == "4 tal fra 4 cases går fra 1 måned til 2 år. Alle er oplyst."


def test_what_the_editors_calculated_says_so_and_is_a_kind_of_its_own(client):
    (planned,) = [m.figure for m in strip("tid-til-drift").marks if m.figure.case.number == 14]
    assert (planned.stated, planned.basis_label) == ("12 måneder", "mål eller forventet, beregnet af redaktionen")
    section = client.get(URL).content.decode().split('id="tal-tid-til-drift"')[1].split("</section>")[0]
    assert section.count("mål eller forventet, beregnet af redaktionen</") == 1


def test_what_went_well_and_what_went_wrong_are_two_charts():
    automated = {mark.figure.label for mark in strip("automatisering").marks}
    errors = {mark.figure.label for mark in strip("fejl").marks}
    assert "Opgaver med helbredstillæg, som robotten løser" in automated
    assert errors == {"Ikke korrekte ved medarbejdernes kontrol før udbetaling"}
    assert not automated & errors


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
        ("år", ("måneder", 12)),
        ("måneder i alt", ("måneder i alt", 1)),
    ],
)
def test_units_are_the_same_only_where_their_size_alone_differs(unit, found):
    assert plain(unit) == found


def test_odd_data_breaks_nothing(client, no_figures):
    figure(1, "999999999999.99", unit="mia. kr.", label="<b>Stort & farligt</b>")
    figure(2, "0")
    figure(3, "250", unit="%", subject="automatisering", basis="oplyst")
    figure(4, "1", unit="<i>enhed</i>", subject="drift")
    date(1, year=1990, until_year=2100, what="<u>Længe</u>")
    date(2, year=2100, month=12)
    set_new_version()
    text = text_of(client.get(URL))
    for stated in (
        "999.999.999.999,99 mia. kr.",
        "<b>Stort & farligt</b>",
        "250 %",
        "<i>enhed</i>",
        "<u>Længe</u>",
        "1990–2100",
    ):
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


@pytest.mark.parametrize(
    ("fields", "months", "is_point"),
    [
        ({"month": 3}, (2, 3), True),
        ({"quarter": 4}, (9, 12), False),
        ({}, (0, 12), False),
        ({"month": 4, "until_year": 2018, "until_month": 6}, (3, 6), False),
        ({"until_year": 2020}, (0, 36), False),
        ({"quarter": 4, "until_year": 2019, "until_quarter": 1}, (9, 15), False),
    ],
)
def test_a_date_is_drawn_over_the_months_that_the_source_says_and_no_fewer(no_dates, fields, months, is_point):
    date(1, year=2018, **fields)
    date(2, year=2020, month=12)
    (mark,) = dates_of(1)
    assert mark.x == pytest.approx(100 * months[0] / 36, abs=0.01)
    assert mark.x + mark.width == pytest.approx(100 * months[1] / 36, abs=0.02)
    assert mark.is_point == is_point


def test_a_period_is_drawn_as_a_bar_and_a_month_as_a_point(client, no_dates):
    date(1, year=2018, quarter=2)
    date(2, year=2018, month=6)
    chart = client.get(URL).content.decode().split('id="aar"')[1].split("</section>")[0]
    assert re.findall(r'<rect class="period [^"]+" x="([^"]+)" y="4" width="([^"]+)"', chart) == [("25.0%", "25.0%")]
    assert re.findall(r'<svg x="([^"]+)" y="14"', chart) == ["37.5%", "45.84%"]


def test_planned_begun_implemented_and_in_operation_are_four_marks_with_words(client, no_dates):
    for number, status in enumerate(OperationDate.Status.values, start=1):
        date(number, status, year=2019, month=9)
    chart = client.get(URL).content.decode().split('id="aar"')[1].split("</section>")[0]
    key, rows = re.sub(r"\s+", " ", chart).split('<ul class="rows')
    mark = r'row-value">([^<:]+): september 2019<.*?<circle class="target"[^<]+(<[^>]+>)'
    shapes = re.findall(mark, rows)
    assert [status for status, _ in shapes] == OperationDate.Status.labels
    assert len({shape for _, shape in shapes}) == 4
    for status, shape in shapes:
        assert f"{shape} </svg> {status.lower()}" in key


def test_a_plan_or_a_beginning_is_never_counted_as_in_use(no_dates):
    timeline = read_timeline()
    assert (timeline.finding, timeline.marks) == ("Ingen cases oplyser, hvornår løsningen kom i brug.", [])
    date(1, "planlagt", year=2019)
    date(2, "begyndt", year=2018)
    timeline = read_timeline()
    assert timeline.finding.startswith("Ingen cases oplyser, hvornår løsningen kom i brug. 2 cases siger kun, ")
    assert timeline.in_use == []
    date(3, "implementeret", year=2017, quarter=1)
    date(4, "i-drift", year=2015, until_year=2017)
    timeline = read_timeline()
    assert timeline.finding == (
        "2 cases oplyser, hvornår løsningen kom i brug; flest i 2017 (1 tidspunkt). "
        "2 cases siger kun, hvornår løsningen er planlagt eller begyndt. 22 cases oplyser ikke noget tidspunkt."
    )
    assert timeline.in_use == [("2015–2017", 1), ("2017", 1)]


def test_a_case_in_use_with_a_plan_too_is_counted_once_and_both_are_shown():
    assert [str(mark.date) for mark in dates_of(19)] == ["Implementeret: december 2015", "Planlagt: 2019"]
    published = Case.objects.published()
    in_use = published.filter(operation_dates__status__in=["i-drift", "implementeret"]).distinct().count()
    assert read_timeline().finding.startswith(f"{in_use} cases oplyser, hvornår løsningen kom i brug; ")


def test_cases_without_a_date_are_named_and_many_years_have_few_labels(no_dates):
    date(1, year=1990)
    date(2, year=2100)
    timeline = read_timeline()
    assert [case.number for case, _ in timeline.silent] == list(range(3, 27))
    assert len(timeline.years) <= MOST_LABELS


def test_all_98_municipalities_have_a_place_on_the_map_and_others_are_in_the_list(client):
    assert set(spots()) == set(Municipality.objects.values_list("code", flat=True))
    other = Municipality.objects.create(code="0411", name="Ø", official_name="Ø <Forvaltning>", region="hovedstaden")
    Case.objects.filter(number=1).update(municipality=other)
    set_new_version()
    assert "Ø 1 case" in text_of(client.get(URL)).split("Kommuner")[1]
    everywhere = Municipality.objects.exclude(pk=other.pk)
    cases = generate_cases(len(everywhere))
    for case, municipality in zip(cases, everywhere, strict=True):
        case.municipality = municipality
    Case.objects.bulk_update(cases, ["municipality"])
    assert len(read_map().placed) == len(everywhere)


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
    for order in range(90, 90 + max(MOST_FIGURES, MOST_DATES)):
        figure(1, "10", order=order)
        date(1, year=2019, order=order)
    found = strip("investering")
    assert len(found.all_figures) == MOST_FIGURES
    assert found.finding.startswith("De første ")
    text = text_of(client.get(URL))
    assert "Her er de første tal, i katalogets rækkefølge." in text
    number = OperationDate.objects.published().count()
    assert f"Her er de {MOST_DATES} seneste af {number} tidspunkter. Teksten ovenfor tæller dem alle." in text


def test_the_overview_needs_as_many_queries_once_and_then_one_however_many_cases(client):
    for generated in (0, 60):
        Case.objects.filter(number__gt=6, number__lt=1000).update(status=Case.Status.ARCHIVED)
        if generated:
            generate_cases(generated)
        set_new_version()
        with CaptureQueriesContext(connection) as first:
            client.get(URL)
        with CaptureQueriesContext(connection) as second:
            client.get(URL)
        assert (len(first), len(second)) == (22, 1)
