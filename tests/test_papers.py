"""The project's papers: filled in from cases, fit check and calculation, with the rest marked blank."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook

from cases.models import Case, ImplementationStep
from cases.project.papers.registry import PAPERS
from tests.pages import text_of

CASE = "vesthimmerland-autorisationskontrol"
NUMBERS = {
    "sager_sandsynlig": 12000,
    "minutter_sandsynlig": 6,
    "timepris": 320,
    "frigivet": 60,
    "engang_sandsynlig": 180000,
}


@pytest.fixture
def given():
    """A project with a case, two of its steps, an answer and a calculation."""
    case = Case.objects.get(slug=CASE)
    entry = case.preconditions.all()[0]
    entry.question, entry.required, entry.required_wording = "Har I en ejer?", True, "“skal”"
    entry.save()
    steps = [f"20-{key}" for key in ImplementationStep.objects.filter(case=case).values_list("key", flat=True)[:2]]
    answer = {f"f20-{entry.key}": "d"}
    return {"case": CASE, "dato": "2026-11-29", "trin": steps, "start": "2027-03", **answer, **NUMBERS}


def words_of(content: bytes) -> str:
    word = docx.Document(BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in word.paragraphs] + cells)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "projektgrundlag",
            ["Vesthimmerlands (oplyst i 2019)", "[Udfyld: jeres formål i én sætning]", "Tilbagebetalt", "Tolerancer"],
        ),
        ("implementeringsplan", ["Skaf: Har I en ejer?", "Vesthimmerlands, trin 1", "begynder i marts 2027"]),
        ("gevinstoversigt", ["Frigjorte timer (sandsynlig)", "1.200 timer om året", "Nulpunkt", "Gevinstejer"]),
        (
            "risikolog",
            [
                "Skal være på plads. Har I en ejer? Svar: delvist",
                "Skaf det",
                "Åben",
                "Systemejerne viste sig at sidde for højt oppe til at udføre kontrollen. (Vesthimmerlands, s. 144)",
            ],
        ),
        ("interessenter", ["Tillidsrepræsentanter og MED-udvalg"]),
        ("med-dagsordenspunkt", ["Hvad ændrer sig?", "Sandsynlig: 1.200 timer", "[Udfyld: hvad der sker med timerne]"]),
        ("data-og-ai", ["AI-forordningen, fra 1. august 2024", "Det giver ingen juridiske svar."]),
        ("indkoeb-og-tilgaengelighed", ["1.644.638 kr., fra 1. januar 2024 til 31. december 2025. Den er udløbet"]),
    ],
)
def test_each_paper_holds_what_is_known_marks_the_rest_and_ends_with_the_projects_link(client, given, name, said):
    response = client.get(f"/projekt/plan/{name}.docx", given)
    words = words_of(response.content)
    assert [part for part in said if part not in words] == []
    assert response["Content-Disposition"] == f'attachment; filename="{name}.docx"'
    links = [
        link.target_ref for link in docx.Document(BytesIO(response.content)).part.rels.values() if link.is_external
    ]
    assert links[-1].startswith(f"http://testserver/projekt/?case={CASE}&dato=2026-11-29&f20-")


@pytest.mark.parametrize("path", ["plan/implementeringsplan.docx", "plan/papirer.xlsx"])
def test_the_same_link_gives_the_same_paper(client, given, path):
    assert client.get(f"/projekt/{path}", given).content == client.get(f"/projekt/{path}", given).content


def test_all_papers_come_in_one_zip_file_that_carries_no_time(client, given):
    bundle = ZipFile(BytesIO(client.get("/projekt/plan/papirer.zip", given).content))
    files = [*(f"{name}.docx" for name in PAPERS), "plan-og-logger.xlsx", "regnestykke.xlsx"]
    assert sorted(bundle.namelist()) == sorted(files)
    assert {part.date_time for part in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_workbook_has_the_plan_and_the_logs(client, given):
    book = load_workbook(BytesIO(client.get("/projekt/plan/papirer.xlsx", given).content))
    assert book.sheetnames == ["Plan", "Gevinster", "Risici", "Interessenter"]
    assert "Skaf: Har I en ejer?" in [cell.value for cell in book["Plan"]["B"]]


def test_an_empty_project_gives_papers_with_blanks_and_no_invented_numbers(client):
    words = words_of(client.get("/projekt/plan/projektgrundlag.docx", {"case": CASE, "dato": "2026-11-29"}).content)
    assert "[Udfyld: jeres regnestykke. Intet scenarie har tal endnu]" in words
    assert "[Udfyld: startmåned]" in words
    assert "Vesthimmerlands oplyser ikke, hvor lang tid der gik" in words


@pytest.mark.parametrize(
    "path", ["plan/projektgrundlag.docx", "plan/papirer.zip", "plan/findes-ikke.docx?case=" + CASE]
)
def test_without_a_case_or_such_a_paper_there_is_nothing_to_fetch(client, path):
    response = client.get(f"/projekt/{path}")
    assert response.status_code == 404
    assert "Siden findes ikke" in text_of(response)
