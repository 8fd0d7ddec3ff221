"""The calculation's page and workbook: the reader's numbers in, results with their sums out."""

import shutil
import subprocess
from io import BytesIO
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from cases.models import Rate
from tests.pages import text_of

EXAMPLE = {
    "sager": (9000, 12000, 14000),
    "minutter": (4, 6, 8),
    "daekning": (38, 50, 60),
    "engang": (250000, 180000, 150000),
    "drift": (60000, 45000, 40000),
}
SUFFIXES = ("forsigtig", "sandsynlig", "optimistisk")
NUMBERS = {f"{name}_{suffix}": n for name, ns in EXAMPLE.items() for suffix, n in zip(SUFFIXES, ns, strict=True)}
ALL = {
    "case": "rudersdal-bogfoering",
    "dato": "2026-11-29",
    **NUMBERS,
    "timepris": 320,
    "frigivet": 60,
    "egne_timer": 200,
}
PAGE, FILE = "/projekt/regnestykke/", "/projekt/regnestykke.xlsx"


def asked(client, **parameters):
    return client.get(PAGE, parameters)


def test_the_example_shows_its_results_to_the_krone(client):
    text = text_of(asked(client, **ALL))
    for shown in ("228 timer", "1.120 timer", "43.776 kr.", "215.040 kr.", "−408.400 kr.", "17.305 kr.", "472.431 kr."):
        assert shown in text
    for shown in ("52 måneder", "23 måneder", "Ikke inden for 5 år", "331,4 %", "96,3 %", "45,5 %", "38.914 kr."):
        assert shown in text
    assert "9.000 sager × 4 minutter ÷ 60 × 38 % = 228 timer" in text


def test_a_scenario_without_numbers_is_not_shown_and_nothing_is_copied_into_it(client):
    text = text_of(asked(client, sager_sandsynlig=100, minutter_sandsynlig=6, engang_forsigtig=5))
    assert "Scenarierne side om side Hvad Forsigtig Sandsynlig Frigjorte" in text
    assert "Kan ikke regnes ud" in text


def test_hours_without_a_price_give_no_kroner_and_the_page_says_what_is_missing(client):
    text = text_of(asked(client, sager_sandsynlig=100, minutter_sandsynlig=60))
    assert "100 timer" in text
    assert (
        "Timerne er ikke regnet om til kroner, for der mangler sager, minutter, timepris eller frigivet andel." in text
    )


def test_freed_hours_that_leave_no_budget_are_said_to_make_none_smaller(client):
    text = text_of(asked(client, sager_sandsynlig=100, minutter_sandsynlig=60, timepris=400, frigivet=0))
    assert "Intet budget bliver mindre i det scenarie, der er sandsynlig" in text
    assert "der er intet at betale tilbage" in text


def test_the_cases_own_figures_stand_beside_the_fields_and_are_never_filled_in(client):
    response = asked(client, case="rudersdal-bogfoering")
    assert "Rudersdal oplyste i 2019: 38 %" in text_of(response)
    assert 'value="38"' not in response.content.decode()


def test_a_wage_becomes_a_price_an_hour_by_the_rates_that_the_page_names(client):
    given = {"sager_sandsynlig": 60, "minutter_sandsynlig": 1, "frigivet": 100, "loen": 494760}
    assert "1 timer × 300 kr. × 100 %" in text_of(asked(client, **given))
    Rate.objects.filter(slug="helligdage").delete()
    assert "Helligdage" not in text_of(asked(client, **given))


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("frigivet", "101", "Skriv et tal fra 0 til 100."),
        ("aar", "11", "Skriv et tal fra 1 til 10."),
        ("aar", "2,5", "Skriv et helt tal."),
        ("sager_forsigtig", "-1", "Skriv et tal fra 0 til"),
        ("timepris", "1e308", "Skriv et tal, for eksempel"),
        ("rente", "NaN", "Skriv et tal, for eksempel"),
        ("engang_optimistisk", "mange penge", "Skriv et tal, for eksempel"),
        ("drift_sandsynlig", "9" * 5000, "Skriv et tal, for eksempel"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_field_and_stays_in_it(client, name, typed, said):
    response = asked(client, **{name: typed})
    page = response.content.decode()
    assert "<title>Fejl: Regnestykke" in page
    assert f'href="#{name}"' in page
    assert f'aria-describedby="fejl-{name}' in page
    assert said in text_of(response)
    assert f'value="{typed[:20]}"' in page


def test_the_same_link_gives_the_same_workbook(client):
    assert client.get(FILE, ALL).content == client.get(FILE, ALL).content


def test_without_numbers_the_workbook_leads_to_the_page_that_asks_for_them(client):
    response = client.get(FILE, {"case": "rudersdal-bogfoering", "dato": "2026-11-29"})
    assert response["Location"] == f"{PAGE}?case=rudersdal-bogfoering&dato=2026-11-29"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing: apt-get install -y libreoffice-calc")
def test_a_spreadsheet_works_out_the_pages_numbers_by_itself(client, tmp_path):
    (tmp_path / "regnestykke.xlsx").write_bytes(client.get(FILE + "?" + urlencode(ALL)).content)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "out"), str(tmp_path / "regnestykke.xlsx")], check=True, capture_output=True
    )
    book = load_workbook(BytesIO((tmp_path / "out" / "regnestykke.xlsx").read_bytes()), data_only=True)
    rows = {row[0].value: [cell.value for cell in row[2:5]] for row in book["Regnestykke"].iter_rows()}
    assert [round(number) for number in rows["Nutidsværdi"]] == [-408400, 17305, 472431]
    assert rows["Tilbagebetalt efter"] == ["ikke inden for 5 år", 52, 23]
    assert [round(n, 1) for n in rows["Så stor en del af gevinsterne skal komme, for at det går lige op"]] == [
        331.4,
        96.3,
        45.5,
    ]
    half = rows["Nutidsværdi, hvis kun halvdelen af gevinsterne kommer"]
    assert [round(number) for number in half] == [-496652, -214936, 38914]
    assert [round(number) for number in rows["Gevinst i et fuldt år"]] == [43776, 115200, 215040]
