"""Cases as files: what is written is what the catalogue holds, and no program runs any of it."""

import re
import zipfile
from datetime import date
from functools import partial
from io import BytesIO

import pytest
import yaml
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from openpyxl import load_workbook

from cases.editing.transfer.layout import list_tables
from cases.editing.transfer.write_workbook import as_workbook
from cases.editing.transfer.write_yaml import as_yaml, as_zip
from cases.models import Case, KeyFigure, Purpose
from cases.models.records import PARTS, records_of
from tests.editing import log_in
from tests.pages import queries_needed
from tests.transfer_files import SLUG, case_20, cell, parts, workbook, workbook_20

CASES = settings.FIXTURE_DIRS[0] / "cases"
DANGEROUS = ["=1+1", "+45 12 34 56 78", "-5 %", "@SUM(A1)", '=HYPERLINK("https://x","y")']
AWKWARD = ["#N/A", "TRUE", "1", "to\nlinjer", "et _x000D_ ord", "<b>fed</b> & “citat”", "38\u00a0%", "æøå 🤖"]


def test_seeded_cases_are_exported_as_the_fixtures_they_came_from():
    """The same rows; and line for line, but where a fixture lists products or terms in another order."""
    files = parts(as_zip(Case.objects.all()))
    others = {name: file for name, file in files.items() if file != (CASES / name).read_bytes()}
    assert (len(files), len(others) <= 10) == (26, True)
    for name, file in others.items():
        assert sorted_rows(file) == sorted_rows((CASES / name).read_bytes()), name


def sorted_rows(text: bytes) -> list[str]:
    """Rows to compare where their order says nothing."""
    rows = [row["fields"] | {"model": row["model"]} for row in yaml.load(text, yaml.CSafeLoader)]
    for row in rows:
        row.update({name: sorted(row[name]) for name in ("tasks", "technologies") if name in row})
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("number", [1, 16])
def test_loaddata_reads_an_export_and_finds_the_same_case(number, tmp_path):
    case = Case.objects.get(number=number)
    before = [(r["model"], r["fields"]) for r in records_of(case)]
    file = tmp_path / "case.yaml"
    file.write_text(as_yaml([case]), encoding="utf-8")
    case.delete()
    call_command("loaddata", str(file), verbosity=0)
    assert [(r["model"], r["fields"]) for r in records_of(Case.objects.get(number=number))] == before


def test_the_place_in_the_editing_stays_out_of_a_file():
    case = case_20()
    Case.objects.filter(pk=case.pk).update(review_note="Hemmelig besked", status=Case.Status.IN_REVIEW)
    text = as_yaml([case])
    assert [word for word in ("Hemmelig", "review_note", "revises", "pk:") if word in text] == []
    assert "status: til-gennemgang" in text


def test_a_workbook_has_a_row_for_each_case_and_a_sheet_for_each_list():
    book = load_workbook(BytesIO(as_workbook(list(Case.objects.all()))))
    assert book.sheetnames == ["Vejledning", "Cases", *(table.title for table in list_tables()), "Lister"]
    assert {table.name for table in list_tables()} == set(PARTS)
    assert book["Cases"].max_row == 27
    assert book["Nøgletal"].max_row == 1 + KeyFigure.objects.count()
    assert {sheet.freeze_panes for sheet in book.worksheets[1:-1]} == {"B2"}


def test_cells_hold_what_an_editor_reads_with_the_right_types():
    Case.objects.filter(slug=SLUG).update(confirmed_on=date(2026, 5, 31))
    book = workbook()
    shown = {
        "Kortnavn": SLUG,
        "Nummer i kataloget": 20,
        "Status": "Publiceret",
        "Kommune": "Vesthimmerlands Kommune",
        "Støttefunktion": "IT",
        "Opgaver": "Adgang og rettigheder",
        "Prisen er": "Oplyst",
        "Side om prisen": 141,
        "Kildens ord": "“Anskaffelse 68.035 kr. Drift 24.233 kr. årligt”",
    }
    assert {heading: cell(book, "Cases", heading).value for heading in shown} == shown
    confirmed = cell(book, "Cases", "Senest bekræftet")
    assert (confirmed.is_date, confirmed.value.date()) == (True, date(2026, 5, 31))
    date_of_use = ["Status", "År", "Kvartal", "Måned", "Side i kataloget", "Kildens ord"]
    assert [cell(book, "Drift", heading).value for heading in date_of_use] == [
        "Implementeret", 2017, 4, None, 141, "“Udrulning fjerde kvartal 2017”",
    ]  # fmt: skip
    assert cell(book, "Gevinster", "Kildens ord").value.startswith("“Opnået dokumentation")
    figures = ("Tal (eller fra)", 2), ("Tal (eller fra)", 3), ("Slags tal", 3)
    assert [cell(book, "Nøgletal", *place).value for place in figures] == [0.5, 68035, "pris"]
    words = ("Greb", "Fremhævet i kataloget"), ("Systemer", "Rolle")
    assert [cell(book, *place).value for place in words] == ["nej", "løsningen"]
    several = cell(workbook("koebenhavn-serviceplatform"), "Cases", "Teknologier").value
    assert several.split("; ") == [str(t) for t in Case.objects.get(number=16).technologies.all()]
    assert several.count(";") == 2


def test_a_column_with_a_vocabulary_lets_the_editor_choose():
    book = workbook()
    rules = {str(rule.sqref): rule.formula1 for rule in book["Cases"].data_validations.dataValidation}
    letter = cell(book, "Cases", "Kommune").column_letter
    sheet, place = rules[f"{letter}2:{letter}2000"].lstrip("=").split("!")
    values = [row[0].value for row in book[sheet][place.replace("$", "")]]
    assert (len(values), "Vesthimmerlands Kommune" in values) == (98, True)


def test_a_text_is_written_as_text_that_no_program_runs():
    case = case_20()
    case.purposes.all().delete()
    texts = DANGEROUS + AWKWARD
    case.purposes.bulk_create(Purpose(case=case, order=n, text=text) for n, text in enumerate(texts, start=1))
    file = workbook_20()
    book = load_workbook(BytesIO(file))
    for row, text in enumerate(texts, start=2):
        written = cell(book, "Formål", "Tekst", row)
        assert (written.data_type, written.quotePrefix) == ("s", text in DANGEROUS), text
    assert not [name for name, part in parts(file).items() if b"<f>" in part or b"<f " in part]


class TestInTheAdmin:
    ADDRESS = "/admin/cases/case/"

    @pytest.fixture(autouse=True)
    def _editor(self, client):
        log_in(client, "Redaktør")

    def chosen(self, client, action, numbers=(4, 20)):
        keys = list(Case.objects.filter(number__in=numbers).values_list("pk", flat=True))
        return client.post(self.ADDRESS, {"action": action, "_selected_action": keys})

    def test_an_editor_gets_the_chosen_cases_as_a_workbook(self, client):
        answer = self.chosen(client, "as_spreadsheet")
        assert re.fullmatch(r'attachment;.*\.xlsx"', answer["Content-Disposition"])
        book = load_workbook(BytesIO(answer.content))
        assert [row[0].value for row in book["Cases"]] == ["Kortnavn", "nordfyns-bogfoering", SLUG]

    def test_an_editor_gets_the_chosen_cases_as_yaml_in_a_zip(self, client):
        with zipfile.ZipFile(BytesIO(self.chosen(client, "as_yaml_files").content)) as archive:
            assert archive.namelist() == ["04-nordfyns-bogfoering.yaml", f"20-{SLUG}.yaml"]
            assert archive.read(f"20-{SLUG}.yaml").decode() == as_yaml([case_20()])

    def test_one_case_can_be_taken_as_yaml(self, client):
        answer = client.get(f"{self.ADDRESS}{case_20().pk}/yaml/")
        assert answer.content.decode() == as_yaml([case_20()])
        assert answer["Content-Disposition"] == f'attachment; filename="20-{SLUG}.yaml"'

    @pytest.mark.parametrize("action", ["as_spreadsheet", "as_yaml_files"])
    def test_five_cases_need_as_many_queries_as_one(self, client, action):
        one, five = [partial(self.chosen, client, action, numbers) for numbers in ([20], range(1, 6))]
        assert queries_needed(one) == queries_needed(five)

    def test_a_text_that_no_cell_can_hold_ends_in_a_message_and_is_not_cut(self, client):
        Purpose.objects.filter(case__slug=SLUG, order=1).update(text="a" * 32_768)
        answer = client.get(self.chosen(client, "as_spreadsheet").headers["Location"])
        assert "for lang til en celle" in answer.content.decode()

    @pytest.mark.parametrize("key", ["0", "x", "9" * 30])
    def test_a_case_that_is_not_there_is_said_so(self, client, key):
        assert client.get(f"{self.ADDRESS}{key}/yaml/").status_code in (302, 404)

    def test_only_those_who_may_see_cases_can_export_them(self, client):
        client.force_login(User.objects.create_user("uden", is_staff=True))
        assert self.chosen(client, "as_spreadsheet").status_code == 403
