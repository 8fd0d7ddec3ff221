"""Files that are wrong: each ends in a message in Danish that names the place, and nothing is changed."""

import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.editing.transfer.limits import MAX_PROBLEMS, MAX_UPLOAD
from tests.pages import text_of
from tests.transfer_files import (
    IMPORT,
    SLUG,
    as_file,
    cell,
    digest,
    edited_workbook,
    edited_yaml,
    log_in,
    packed,
    parts,
    records_20,
    saved,
    upload,
    workbook,
    yaml_20,
)

pytestmark = pytest.mark.once

TITLE = "title: Softwarerobot samler ledernes kontrol af systemadgange"


@cache
def untouched() -> str:
    """The catalogue as every test finds it."""
    return digest()


@pytest.fixture(autouse=True)
def _publisher(client):
    untouched()
    log_in(client, "Udgiver")


def records_with(change: Callable[[list[dict]], object]) -> bytes:
    records = records_20()
    change(records)
    return as_file(records)


def part_changed(name: str, old: bytes, new: bytes) -> bytes:
    """Case 20 as a workbook with other XML in one of its parts."""
    content = parts(saved(workbook()))
    assert old in content[name], content[name][:500]
    return packed({**content, name: content[name].replace(old, new, 1)})


def sheet_with(rows: bytes) -> bytes:
    """Case 20 as a workbook whose sheet of effects has these rows instead."""
    content = parts(saved(workbook()))
    name = "xl/worksheets/sheet5.xml"
    assert b"Gevinstperspektiv" in content[name]
    content[name] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", content[name])
    return packed(content)


@cache
def zip_bomb() -> bytes:
    """100 MB of spaces in 100 kB."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts(saved(workbook())).items():
            archive.writestr(name, data)
        with archive.open("xl/worksheets/sheet99.xml", "w") as bomb:
            for _ in range(100):
                bomb.write(b" " * 1024 * 1024)
    return out.getvalue()


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says it is 10 bytes."""
    data = bytearray(zip_bomb())
    directory = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 10)
    return bytes(data)


def without_sheet(title: str) -> bytes:
    book = workbook()
    del book[title]
    return saved(book)


def with_sheet(change: Callable[..., object], title: str = "Cases") -> bytes:
    book = workbook()
    change(book[title])
    return saved(book)


def without_column(heading: str) -> bytes:
    book = workbook()
    book["Cases"].delete_cols(cell(book, "Cases", heading).column)
    return saved(book)


def billion_laughs() -> bytes:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines).encode()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LONG = "a" * 32_768

# What is wrong: the file's name, its content, and what the page says.
YAML_FILES: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "empty": ("fil.yaml", lambda: b"", ["Filen er tom."]),
    "only white space": ("fil.yaml", lambda: b" \n\n", ["Filen er tom."]),
    "latin-1": ("fil.yaml", lambda: yaml_20().encode("cp1252", "replace"), ["8", "ikke gemt som UTF-8"]),
    "UTF-16": ("fil.yaml", lambda: yaml_20().encode("utf-16"), ["ikke gemt som UTF-8"]),
    "a NUL byte": ("fil.yaml", lambda: edited_yaml((TITLE, "title: a\x00b")), ["6", "et tegn, der ikke hører til"]),
    "an escaped NUL byte": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, 'title: "a\\0b"')),
        ["Cases 6 Titel", "Har et tegn, som ikke kan bruges i tekst (nummer 0)"],
    ),
    "a quote that is not closed": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, 'title: "Softwarerobot')),
        ["ikke gyldig YAML"],
    ),
    "a tab for indentation": ("fil.yaml", lambda: edited_yaml((f"    {TITLE}", f"\t{TITLE}")), ["6", "tabulator"]),
    "anchors": ("fil.yaml", billion_laughs, ["Henvisninger med & og *"]),
    "an alias to a text": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, "title: &t Robot\n    source_title: *t")),
        ["6", "Henvisninger med & og *"],
    ),
    "a Python object": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, "title: !!python/object/apply:os.system [ls]")),
        ["6", "Mærket “tag:yaml.org,2002:python/object/apply:os.system”"],
    ),
    "a tag of its own": ("fil.yaml", lambda: edited_yaml((TITLE, "title: !hemmelig x")), ["6", "Mærket “!hemmelig”"]),
    "two documents": ("fil.yaml", lambda: yaml_20().encode() + b"---\n- x\n", ["flere dokumenter"]),
    "lists in lists in lists": ("fil.yaml", lambda: b"[" * 50_000, ["flere lag"]),
    "very many nodes": ("fil.yaml", lambda: b"[" + b"1," * 500_000 + b"]", ["for mange linjer"]),
    "very many records": ("fil.yaml", lambda: b"- {}\n" * 20_001, ["20001 poster"]),
    "no list": ("fil.yaml", lambda: b"cases: mange", ["Filen skal være en liste af poster"]),
    "a list of words": ("fil.yaml", lambda: b"- en\n- to\n", ["1", "Posten skal have navn og værdi"]),
    "a picture": ("fil.yaml", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", ["ikke gemt som UTF-8"]),
    "a workbook called YAML": ("fil.yaml", lambda: saved(workbook()), ["men er ikke tekst"]),
    "a key twice": ("fil.yaml", lambda: edited_yaml((TITLE, f"{TITLE}\n    {TITLE}")), ["7", "“title” står to gange"]),
    "an unknown model": (
        "fil.yaml",
        lambda: edited_yaml(("model: cases.purpose", "model: cases.purposes")),
        ["Ukendt model “cases.purposes”. Mente du “cases.purpose”"],
    ),
    "a model that is not a case's": (
        "fil.yaml",
        lambda: yaml_20().encode() + b"- model: auth.user\n  fields: {username: mig, is_superuser: true}\n",
        ["Ukendt model “auth.user”"],
    ),
    "an unknown field": (
        "fil.yaml",
        lambda: edited_yaml(("summary:", "sumary:")),
        ["Cases 8", "Ukendt felt “sumary”. Mente du “summary”?"],
    ),
    "a review note": ("fil.yaml", lambda: edited_yaml((TITLE, f"{TITLE}\n    review_note: x")), ["“review_note”"]),
    "a record without fields": (
        "fil.yaml",
        lambda: yaml_20().encode() + b"- model: cases.purpose\n",
        ["både “model” og “fields”"],
    ),
    "primary keys": (
        "fil.yaml",
        lambda: edited_yaml(("- model: cases.case", "- model: cases.case\n  pk: 7")),
        ["Ukendt nøgle “pk”"],
    ),
    "text where a number belongs": (
        "fil.yaml",
        lambda: edited_yaml(("low: 68035", "low: mange")),
        ["Nøgletal", "Tal (eller fra)", "Skal være et tal, men er teksten “mange”"],
    ),
    "a number where text belongs": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, "title: 2018")),
        ["Cases 6 Titel", "Skal være tekst, men er tallet “2018”"],
    ),
    "a no where text belongs": ("fil.yaml", lambda: edited_yaml((TITLE, "title: no")), ["Titel", "men er ja/nej"]),
    "a mapping where text belongs": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, "title: {a: b}")),
        ["Cases 6 Titel", "Værdien kan ikke læses"],
    ),
    "a list where text belongs": ("fil.yaml", lambda: edited_yaml((TITLE, "title: [a]")), ["Titel", "er en liste"]),
    "a kommunekode without quotes": (
        "fil.yaml",
        lambda: edited_yaml(("['0820']", "[0530]")),
        ["Kommune", "Sæt koden i anførselstegn"],
    ),
    "an unknown slug": (
        "fil.yaml",
        lambda: edited_yaml(("tasks: [[adgang-og-rettigheder]]", "tasks: [[adgang-og-rettighed]]")),
        ["Cases 11 Opgaver", "“adgang-og-rettighed” findes ikke (opgave). Mente du “adgang-og-rettigheder”"],
    ),
    "an unknown choice": (
        "fil.yaml",
        lambda: edited_yaml(("basis: estimeret", "basis: estimert")),
        ["Slags tal", "“estimert” er ikke en mulighed. Mente du “estimeret”?"],
    ),
    "a date that does not exist": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, f"{TITLE}\n    confirmed_on: 2026-02-30")),
        ["Cases 7 Senest bekræftet", "Værdien kan ikke læses"],
    ),
    "infinity": ("fil.yaml", lambda: edited_yaml(("low: 68035", "low: .inf")), ["kan skrives med cifre"]),
    "not a number": ("fil.yaml", lambda: edited_yaml(("low: 68035", "low: .nan")), ["kan skrives med cifre"]),
    "a number of 5,000 digits": (
        "fil.yaml",
        lambda: edited_yaml(("low: 68035", f"low: {'9' * 5_000}")),
        ["Nøgletal", "Værdien kan ikke læses"],
    ),
    "a number of 4,000 digits": (
        "fil.yaml",
        lambda: edited_yaml(("low: 68035", f"low: {'9' * 4_000}")),
        ["Nøgletal", "Tal (eller fra)", "14 cifre"],
    ),
    "three decimals": (
        "fil.yaml",
        lambda: edited_yaml(("low: 68035", "low: 68035.001")),
        ["Tal (eller fra)", "2 deci"],
    ),
    "a negative figure": ("fil.yaml", lambda: edited_yaml(("low: 68035", "low: -1")), ["må ikke være negativt"]),
    "a range the wrong way round": (
        "fil.yaml",
        lambda: edited_yaml(("low: 68035\n    high: null", "low: 68035\n    high: 3")),
        ["Nøgletal", "“til” skal være større end “fra”"],
    ),
    "a year that no database holds": (
        "fil.yaml",
        lambda: edited_yaml(("implemented_year: 2017", "implemented_year: 99999")),
        ["I drift fra år", "mellem 0 og 32.767"],
    ),
    "a month without a year": (
        "fil.yaml",
        lambda: edited_yaml(("implemented_year: 2017", "implemented_year: null")),
        ["Cases 1", "Måneden er 1-12 og kræver et årstal."],
    ),
    "a title that is too long": ("fil.yaml", lambda: edited_yaml((TITLE, f"title: {'a' * 101}")), ["Titel", "101"]),
    "a title that is missing": ("fil.yaml", lambda: edited_yaml((TITLE, "title: ''")), ["Cases 6 Titel Mangler."]),
    "a field that is missing": ("fil.yaml", lambda: edited_yaml((f"    {TITLE}\n", "")), ["Titel Mangler."]),
    "a title that another case has": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, "title: Digital budgetopfølgning i økonomisystemet afløser regneark")),
        ["Titel", "En anden case har samme titel."],
    ),
    "a text longer than a cell": (
        "fil.yaml",
        lambda: edited_yaml((TITLE, f"title: {LONG}")),
        ["Titel", "32.768 tegn"],
    ),
    "two entries in one place": (
        "fil.yaml",
        lambda: records_with(lambda rows: rows[4]["fields"].update(order=1)),
        ["Formål", "Rækkefølge", "samme rækkefølge (“1”) som linje"],
    ),
    "a greb twice": (
        "fil.yaml",
        lambda: records_with(lambda rows: rows[-1]["fields"].update(grip=[*rows[-2]["fields"]["grip"]])),
        ["Greb", "Har samme greb (“Ledelsesfokus og -forankring”) som linje"],
    ),
    "the same case twice": ("fil.yaml", lambda: yaml_20().encode() * 2, [f"“{SLUG}” står også i linje 1."]),
    "one number for two cases": (
        "fil.yaml",
        lambda: yaml_20().encode() + yaml_20().replace(SLUG, "en-anden").replace("Softwarerobot", "Robot").encode(),
        ["Nummer i kataloget", "“20” står også i linje 1."],
    ),
    "a slug that is no slug": ("fil.yaml", lambda: yaml_20().replace(SLUG, "'æ ø/å'").encode(), ["bogstaverne a-z"]),
    "an entry of a case that is not in the file": (
        "fil.yaml",
        lambda: records_with(lambda rows: rows[3]["fields"].update(case=["vesthimmerland-autorisation"])),
        ["Formål", "ingen case med kortnavnet “vesthimmerland-autorisation”. Mente du"],
    ),
    "an entry of no case": (
        "fil.yaml",
        lambda: records_with(lambda rows: rows[3]["fields"].pop("case")),
        ["Formål", "Kortnavn", "Mangler."],
    ),
    "entries without a case": ("fil.yaml", lambda: records_with(lambda rows: rows.pop(0)), ["Filen har ingen cases."]),
    "501 entries in a list": (
        "fil.yaml",
        lambda: records_with(
            lambda rows: rows.extend(
                {"model": "cases.purpose", "fields": {"case": [SLUG], "order": n, "text": "x"}} for n in range(3, 503)
            )
        ),
        ["Formål", "flere end 500 punkter"],
    ),
}

WORKBOOKS: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "text called a workbook": ("fil.xlsx", lambda: yaml_20().encode(), ["men er ikke et regneark"]),
    "an old or protected workbook": ("fil.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 500, ["adgangskode"]),
    "half a workbook": ("fil.xlsx", lambda: saved(workbook())[:5_000], ["Regnearket er i stykker"]),
    "a zip file of YAML": ("fil.xlsx", lambda: packed({"a.yaml": yaml_20().encode()}), ["kan ikke læses"]),
    "an empty zip file": ("fil.xlsx", lambda: packed({}), ["men er ikke et regneark"]),
    "bytes that were changed": (
        "fil.xlsx",
        lambda: saved(workbook())[:900] + b"\xff" * 50 + saved(workbook())[950:],
        ["Regnearket er i stykker"],
    ),
    "a zip bomb": ("fil.xlsx", zip_bomb, ["fylder mere end 50 MB, når det er pakket ud"]),
    "a zip bomb that lies about its size": ("fil.xlsx", lying_zip_bomb, ["Regnearket er i stykker"]),
    "a thousand parts": (
        "fil.xlsx",
        lambda: packed({f"{n}.xml": b"<a/>" for n in range(1_000)}),
        ["Regnearket er i stykker"],
    ),
    "an external entity": (
        "fil.xlsx",
        lambda: part_changed("xl/workbook.xml", b"<workbook", EXTERNAL + b"<workbook"),
        ["Regnearket har en DTD"],
    ),
    "entities that grow": (
        "fil.xlsx",
        lambda: packed({**parts(saved(workbook())), "xl/workbook.xml": ENTITIES + b"<x>&b;</x>"}),
        ["Regnearket har en DTD"],
    ),
    "XML that is not closed": (
        "fil.xlsx",
        lambda: part_changed("xl/workbook.xml", b"</workbook>", b""),
        ["Regnearket er i stykker"],
    ),
    "deep XML": (
        "fil.xlsx",
        lambda: packed({"xl/workbook.xml": b"<a>" * 10_000 + b"</a>" * 10_000}),
        ["fylder mere end"],
    ),
    "a text that is not in the table of texts": (
        "fil.xlsx",
        lambda: sheet_with(b'<row><c t="s"><v>9999</v></c></row>'),
        ["Regnearket kan ikke læses"],
    ),
    "no sheet of cases": ("fil.xlsx", lambda: without_sheet("Cases"), ["Arket “Cases” mangler."]),
    "a sheet nobody knows": (
        "fil.xlsx",
        lambda: with_sheet(lambda sheet: setattr(sheet, "title", "Effekt"), "Effekter"),
        ["Ukendt ark “Effekt”. Mente du “Effekter”?"],
    ),
    "a missing column": (
        "fil.xlsx",
        lambda: without_column("Resumé"),
        ["Cases 1 Resumé", "Kolonnen “Resumé” mangler."],
    ),
    "a column with another heading": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "Titel", "Titlen"), row=1),
        ["Ukendt kolonne “Titlen”. Mente du “Titel”?"],
    ),
    "a column twice": (
        "fil.xlsx",
        lambda: with_sheet(lambda sheet: sheet.cell(1, 40, "Titel")),
        ["Kolonnen “Titel” står 2 gange."],
    ),
    "no headings": (
        "fil.xlsx",
        lambda: with_sheet(lambda sheet: sheet.delete_rows(1)),
        ["Kolonnen “Kortnavn” mangler."],
    ),
    "a value without a heading": (
        "fil.xlsx",
        lambda: with_sheet(lambda sheet: sheet.cell(2, 50, "glemt")),
        ["Cases 2", "“glemt” står i en kolonne uden overskrift"],
    ),
    "a formula": (
        "fil.xlsx",
        lambda: edited_workbook(("Nøgletal", "Tal (eller fra)", "=SUM(1,2)")),
        ["Nøgletal 2 Tal (eller fra)", "Cellen E2 har en formel."],
    ),
    "a formula that calls out": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "Titel", '=WEBSERVICE("https://x.dk/"&A2)')),
        ["Cases 2 Titel", "har en formel"],
    ),
    "an error for a value": (
        "fil.xlsx",
        lambda: edited_workbook(("Nøgletal", "Tal (eller fra)", "#DIV/0!")),
        ["Nøgletal 2 Tal (eller fra)", "har en fejl: “#DIV/0!”"],
    ),
    "text in a column of numbers": (
        "fil.xlsx",
        lambda: edited_workbook(("Nøgletal", "Tal (eller fra)", "12")),
        ["Nøgletal 2 Tal (eller fra)", "Skal være et tal, men er teksten “12”"],
    ),
    "a number in a column of text": (
        "fil.xlsx",
        lambda: edited_workbook(("Formål", "Tekst", 2018)),
        ["Formål 2 Tekst", "Skal være tekst, men er tallet “2018”"],
    ),
    "a date in a column of text": (
        "fil.xlsx",
        lambda: edited_workbook(("Formål", "Tekst", date(2018, 5, 1))),
        ["Formål 2 Tekst", "men er en dato"],
    ),
    "text in a column of dates": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "Senest bekræftet", "1. maj")),
        ["Cases 2 Senest bekræftet", "Skal være en dato"],
    ),
    "a date that no calendar has": (
        "fil.xlsx",
        lambda: sheet_with(b'<row><c t="d"><v>2018-99-99</v></c></row>'),
        ["Regnearket kan ikke læses"],
    ),
    "half a month": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "I drift fra måned", 2.5)),
        ["I drift fra måned", "Skal være et helt tal"],
    ),
    "an unknown municipality": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "Kommune", "Vesthimerland Kommune")),
        ["Cases 2 Kommune", "findes ikke (kommune). Mente du “Vesthimmerlands Kommune”"],
    ),
    "an unknown case": (
        "fil.xlsx",
        lambda: edited_workbook(("Effekter", "Kortnavn", "findes-ikke"), row=3),
        ["Effekter 3 Kortnavn", "ingen case med kortnavnet “findes-ikke”"],
    ),
    "the same row number twice": (
        "fil.xlsx",
        lambda: sheet_with(b'<row r="1"/><row r="1"/>'),
        ["Regnearket er i stykker"],
    ),
    "20,001 rows": ("fil.xlsx", lambda: sheet_with(b"<row/>" * 20_002), ["mere end 20000 rækker"]),
    "a row that says it is the billionth": (
        "fil.xlsx",
        lambda: sheet_with(b'<row r="1000000000"><c><v>1</v></c></row>'),
        ["mere end 20000 rækker"],
    ),
    "a row number that is no number": ("fil.xlsx", lambda: sheet_with(b'<row r="to"/>'), ["Regnearket er i stykker"]),
    "101 columns": (
        "fil.xlsx",
        lambda: with_sheet(lambda sheet: sheet.cell(2, 101, "langt ude")),
        ["mere end 100 kolonner"],
    ),
    "a million cells in a row": ("fil.xlsx", lambda: sheet_with(b"<row>" + b"<c/>" * 1_000_000), ["100 kolonner"]),
    "a sheet under another ending": (
        "fil.xlsx",
        lambda: packed(
            {
                name.replace("sheet5.xml", "sheet5.bin"): content.replace(b"sheet5.xml", b"sheet5.bin")
                for name, content in parts(sheet_with(b"<row>" + b"<c/>" * 101 + b"</row>")).items()
            }
        ),
        ["100 kolonner"],
    ),
    "HTML": (
        "fil.xlsx",
        lambda: edited_workbook(("Cases", "Kommune", "<img src=x onerror=alert(1)>")),
        ["Kommune", "“<img src=x onerror=alert(1)>” findes ikke"],
    ),
}

OTHERS: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "a CSV file": ("fil.csv", lambda: b"a;b\n1;2\n", ["Filen skal være YAML (.yaml) eller et regneark (.xlsx)."]),
    "a workbook with macros": ("fil.xlsm", lambda: saved(workbook()), ["Filen skal være YAML"]),
    "no ending": ("fil", lambda: yaml_20().encode(), ["Filen skal være YAML"]),
    "6 MB": ("fil.yaml", lambda: b"#" * (MAX_UPLOAD + 1), ["Filen fylder mere end 5 MB."]),
    "a very long name": ("a" * 240 + ".yaml", lambda: yaml_20().encode(), ["Filens navn er for langt"]),
}

MALFORMED = YAML_FILES | WORKBOOKS | OTHERS


def assert_nothing_can_be_confirmed(answer) -> None:
    assert not answer.context.get("key")
    assert not answer.context.get("plan")
    assert "Intet er ændret." in text_of(answer)
    assert digest() == untouched()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize(("name", "make", "said"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_ends_in_a_message_and_changes_nothing(client, name, make, said):
    data = make()
    answer = upload(client, name, data)
    assert answer.status_code in (200, 413)
    shown = text_of(answer)
    assert [words for words in said if words not in shown] == [], shown[:1_500]
    assert_nothing_can_be_confirmed(answer)


def test_there_are_many_of_them():
    assert len(MALFORMED) >= 30


def test_a_message_shows_html_as_text(client):
    answer = upload(client, "<i>fil.xlsx", WORKBOOKS["HTML"][1]())
    assert "<img src=x" not in answer.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in answer.content.decode()
    assert "<i>fil" not in answer.content.decode()


def test_100_megabytes_are_refused_before_anything_is_read(client):
    class Unread:
        """A body that fails when somebody reads it."""

        def read(self, *args):
            raise AssertionError("the body was read")

        readline = read

    answer = client.post(IMPORT, {}, **{"CONTENT_LENGTH": str(100 * 1024 * 1024), "wsgi.input": Unread()})
    assert answer.status_code == 413
    assert "Filen fylder mere end 5 MB." in text_of(answer)
    assert digest() == untouched()


@pytest.mark.parametrize(
    "fields",
    [{}, {"file": ""}, {"file": "ikke en fil"}, {"file": SimpleUploadedFile("tom.yaml", b"")}],
    ids=["nothing", "an empty field", "text for a file", "an empty file"],
)
def test_a_form_without_a_file_says_so(client, fields):
    assert re.search(r"Vælg en fil\.|Filen er tom\.", text_of(client.post(IMPORT, fields)))


def test_one_bad_row_among_good_ones_stops_all_of_them(client):
    book = workbook(SLUG, "nordfyns-bogfoering", "billund-budgetopfoelgning")
    for row in range(2, 5):
        cell(book, "Cases", "Baggrund", row).value = "Ny baggrund."
    cell(book, "Nøgletal", "Enhed", 7).value = None
    answer = upload(client, "tre.xlsx", saved(book))
    assert [(p.sheet, p.row, p.column, p.reason) for p in answer.context["problems"]] == [
        ("Nøgletal", 7, "Enhed", "mangler.")
    ]
    assert_nothing_can_be_confirmed(answer)


def test_all_errors_are_told_at_once(client):
    answer = upload(
        client,
        "fejl.xlsx",
        edited_workbook(("Cases", "Kommune", "X"), ("Formål", "Rækkefølge", "første"), ("Trin", "Fase", "Slut")),
    )
    assert [(p.sheet, p.column) for p in answer.context["problems"]] == [
        ("Cases", "Kommune"),
        ("Formål", "Rækkefølge"),
        ("Trin", "Fase"),
    ]


def test_the_errors_stop_at_a_hundred(client):
    lost = [
        {"model": "cases.purpose", "fields": {"case": ["findes-ikke"], "order": n, "text": "x"}} for n in range(1, 500)
    ]
    answer = upload(client, "fejl.yaml", as_file([*records_20(), *lost]))
    problems = answer.context["problems"]
    assert len(problems) == MAX_PROBLEMS + 1
    assert "Der kan være flere." in problems[-1].reason


def test_a_byte_order_mark_and_windows_line_ends_are_no_errors(client):
    data = b"\xef\xbb\xbf" + yaml_20().replace("\n", "\r\n").encode()
    assert "Ingen ændringer" in text_of(upload(client, "windows.yaml", data))


def test_the_reader_never_makes_python_objects():
    """Held here, so that a change of loader is noticed."""
    from cases.editing.transfer import read_yaml

    assert issubclass(read_yaml._Loader, (yaml.SafeLoader, yaml.CSafeLoader))
