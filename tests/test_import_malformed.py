"""Files that are wrong: each ends in a message in Danish that names the place, and nothing is changed."""

import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.editing.transfer.limits import MAX_PROBLEMS, MAX_UPLOAD
from tests.editing import log_in
from tests.pages import text_of
from tests.transfer_files import (
    IMPORT,
    SLUG,
    as_file,
    cell,
    digest,
    edited_workbook,
    edited_yaml,
    packed,
    parts,
    records_20,
    saved,
    upload,
    workbook,
    yaml_20,
)

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

# Whole files that an import must refuse, and what the page says of each.
YAML_FILES: dict[str, tuple[Any, ...]] = {
    "a number of 5,000 digits": (
        lambda: edited_yaml(("low: 68035", f"low: {'9' * 5_000}")),
        "Nøgletal",
        "Værdien kan ikke læses",
    ),
    "a number of 4,000 digits": (
        lambda: edited_yaml(("low: 68035", f"low: {'9' * 4_000}")),
        "Nøgletal",
        "Tal (eller fra)",
        "14 cifre",
    ),
    "a text longer than a cell": (lambda: edited_yaml((TITLE, f"title: {LONG}")), "Titel", "32.768 tegn"),
    "empty": (lambda: b"", "Filen er tom."),
    "only white space": (lambda: b" \n\n", "Filen er tom."),
    "latin-1": (lambda: yaml_20().encode("cp1252", "replace"), "8", "ikke gemt som UTF-8"),
    "UTF-16": (lambda: yaml_20().encode("utf-16"), "ikke gemt som UTF-8"),
    "anchors": (billion_laughs, "Henvisninger med & og *"),
    "two documents": (lambda: yaml_20().encode() + b"---\n- x\n", "flere dokumenter"),
    "lists in lists in lists": (lambda: b"[" * 50_000, "flere lag"),
    "very many nodes": (lambda: b"[" + b"1," * 500_000 + b"]", "for mange linjer"),
    "very many records": (lambda: b"- {}\n" * 20_001, "20001 poster"),
    "no list": (lambda: b"cases: mange", "Filen skal være en liste af poster"),
    "a list of words": (lambda: b"- en\n- to\n", "1", "Posten skal have navn og værdi"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "ikke gemt som UTF-8"),
    "a workbook called YAML": (lambda: saved(workbook()), "men er ikke tekst"),
    "a model that is not a case's": (
        lambda: yaml_20().encode() + b"- model: auth.user\n  fields: {username: mig, is_superuser: true}\n",
        "Ukendt model “auth.user”",
    ),
    "a record without fields": (lambda: yaml_20().encode() + b"- model: cases.purpose\n", "både “model” og “fields”"),
    "two entries in one place": (
        lambda: records_with(lambda rows: rows[4]["fields"].update(order=1)),
        "Formål",
        "Rækkefølge",
        "samme rækkefølge (“1”) som linje",
    ),
    "a greb twice": (
        lambda: records_with(lambda rows: rows[-1]["fields"].update(grip=[*rows[-2]["fields"]["grip"]])),
        "Greb",
        "Har samme greb (“Ledelsesfokus og -forankring”) som linje",
    ),
    "the same case twice": (lambda: yaml_20().encode() * 2, f"“{SLUG}” står også i linje 1."),
    "one number for two cases": (
        lambda: yaml_20().encode() + yaml_20().replace(SLUG, "en-anden").replace("Softwarerobot", "Robot").encode(),
        "Nummer i kataloget",
        "“20” står også i linje 1.",
    ),
    "a slug that is no slug": (lambda: yaml_20().replace(SLUG, "'æ ø/å'").encode(), "bogstaverne a-z"),
    "an entry of a case that is not in the file": (
        lambda: records_with(lambda rows: rows[3]["fields"].update(case=["vesthimmerland-autorisation"])),
        "Formål",
        "ingen case med kortnavnet “vesthimmerland-autorisation”. Mente du",
    ),
    "an entry of no case": (
        lambda: records_with(lambda rows: rows[3]["fields"].pop("case")),
        "Formål",
        "Kortnavn",
        "Mangler.",
    ),
    "entries without a case": (lambda: records_with(lambda rows: rows.pop(0)), "Filen har ingen cases."),
    "501 entries in a list": (
        lambda: records_with(
            lambda rows: rows.extend(
                {"model": "cases.purpose", "fields": {"case": [SLUG], "order": n, "text": "x"}} for n in range(3, 503)
            )
        ),
        "Formål",
        "flere end 500 punkter",
    ),
}
WORKBOOKS: dict[str, tuple[Any, ...]] = {
    "text called a workbook": (lambda: yaml_20().encode(), "men er ikke et regneark"),
    "an old or protected workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 500, "adgangskode"),
    "half a workbook": (lambda: saved(workbook())[:5_000], "Regnearket er i stykker"),
    "a zip file of YAML": (lambda: packed({"a.yaml": yaml_20().encode()}), "kan ikke læses"),
    "an empty zip file": (lambda: packed({}), "men er ikke et regneark"),
    "bytes that were changed": (
        lambda: saved(workbook())[:900] + b"\xff" * 50 + saved(workbook())[950:],
        "Regnearket er i stykker",
    ),
    "a zip bomb": (zip_bomb, "fylder mere end 50 MB, når det er pakket ud"),
    "a zip bomb that lies about its size": (lying_zip_bomb, "Regnearket er i stykker"),
    "a thousand parts": (lambda: packed({f"{n}.xml": b"<a/>" for n in range(1_000)}), "Regnearket er i stykker"),
    "an external entity": (
        lambda: part_changed("xl/workbook.xml", b"<workbook", EXTERNAL + b"<workbook"),
        "Regnearket har en DTD",
    ),
    "entities that grow": (
        lambda: packed({**parts(saved(workbook())), "xl/workbook.xml": ENTITIES + b"<x>&b;</x>"}),
        "Regnearket har en DTD",
    ),
    "XML that is not closed": (lambda: part_changed("xl/workbook.xml", b"</workbook>", b""), "Regnearket er i stykker"),
    "deep XML": (lambda: packed({"xl/workbook.xml": b"<a>" * 10_000 + b"</a>" * 10_000}), "fylder mere end"),
    "a text that is not in the table of texts": (
        lambda: sheet_with(b'<row><c t="s"><v>9999</v></c></row>'),
        "Regnearket kan ikke læses",
    ),
    "no sheet of cases": (lambda: without_sheet("Cases"), "Arket “Cases” mangler."),
    "a sheet nobody knows": (
        lambda: with_sheet(lambda sheet: setattr(sheet, "title", "Effekt"), "Effekter"),
        "Ukendt ark “Effekt”. Mente du “Effekter”?",
    ),
    "a missing column": (lambda: without_column("Resumé"), "Cases 1 Resumé", "Kolonnen “Resumé” mangler."),
    "a column with another heading": (
        lambda: edited_workbook(("Cases", "Titel", "Titlen"), row=1),
        "Ukendt kolonne “Titlen”. Mente du “Titel”?",
    ),
    "a column twice": (lambda: with_sheet(lambda sheet: sheet.cell(1, 40, "Titel")), "Kolonnen “Titel” står 2 gange."),
    "no headings": (lambda: with_sheet(lambda sheet: sheet.delete_rows(1)), "Kolonnen “Kortnavn” mangler."),
    "a value without a heading": (
        lambda: with_sheet(lambda sheet: sheet.cell(2, 50, "glemt")),
        "Cases 2",
        "“glemt” står i en kolonne uden overskrift",
    ),
    "a date that no calendar has": (
        lambda: sheet_with(b'<row><c t="d"><v>2018-99-99</v></c></row>'),
        "Regnearket kan ikke læses",
    ),
    "an unknown case": (
        lambda: edited_workbook(("Effekter", "Kortnavn", "findes-ikke"), row=3),
        "Effekter 3 Kortnavn",
        "ingen case med kortnavnet “findes-ikke”",
    ),
    "the same row number twice": (lambda: sheet_with(b'<row r="1"/><row r="1"/>'), "Regnearket er i stykker"),
    "20,001 rows": (lambda: sheet_with(b"<row/>" * 20_002), "mere end 20000 rækker"),
    "a row that says it is the billionth": (
        lambda: sheet_with(b'<row r="1000000000"><c><v>1</v></c></row>'),
        "mere end 20000 rækker",
    ),
    "a row number that is no number": (lambda: sheet_with(b'<row r="to"/>'), "Regnearket er i stykker"),
    "101 columns": (lambda: with_sheet(lambda sheet: sheet.cell(2, 101, "langt ude")), "mere end 100 kolonner"),
    "a million cells in a row": (lambda: sheet_with(b"<row>" + b"<c/>" * 1_000_000), "100 kolonner"),
    "a sheet under another ending": (
        lambda: packed(
            {
                name.replace("sheet5.xml", "sheet5.bin"): content.replace(b"sheet5.xml", b"sheet5.bin")
                for name, content in parts(sheet_with(b"<row>" + b"<c/>" * 101 + b"</row>")).items()
            }
        ),
        "100 kolonner",
    ),
}

OTHERS: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "a CSV file": ("fil.csv", lambda: b"a;b\n1;2\n", ["Filen skal være YAML (.yaml) eller et regneark (.xlsx)."]),
    "a workbook with macros": ("fil.xlsm", lambda: saved(workbook()), ["Filen skal være YAML"]),
    "no ending": ("fil", lambda: yaml_20().encode(), ["Filen skal være YAML"]),
    "6 MB": ("fil.yaml", lambda: b"#" * (MAX_UPLOAD + 1), ["Filen fylder mere end 5 MB."]),
    "a very long name": ("a" * 240 + ".yaml", lambda: yaml_20().encode(), ["Filens navn er for langt"]),
}

EDITS = yaml.safe_load((Path(__file__).parent / "malformed_edits.yaml").read_text(encoding="utf-8"))
MALFORMED = (
    {
        what: ("fil.yaml", partial(edited_yaml, (edit.get("old", TITLE), edit["new"])), edit["says"])
        for what, edit in EDITS["yaml"].items()
    }
    | {what: ("fil.yaml", make, says) for what, (make, *says) in YAML_FILES.items()}
    | {
        what: ("fil.xlsx", partial(edited_workbook, edit["cell"]), edit["says"])
        for what, edit in EDITS["workbook"].items()
    }
    | {what: ("fil.xlsx", make, says) for what, (make, *says) in WORKBOOKS.items()}
    | OTHERS
)


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


def test_a_message_shows_html_as_text(client):
    answer = upload(client, "<i>fil.xlsx", edited_workbook(EDITS["workbook"]["HTML"]["cell"]))
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
