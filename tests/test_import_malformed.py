"""Files that are wrong: each ends in a message in Danish that names the place, and nothing is changed."""

import re
import struct
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml
from openpyxl.styles import PatternFill

from cases.editing.transfer.limits import MAX_PROBLEMS, MAX_UPLOAD
from cases.editing.transfer.write_workbook import as_workbook
from cases.editing.transfer.write_yaml import as_yaml
from cases.models import Case
from tests import transfer_files
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
    workbook_20,
    yaml_20,
)

TITLE = "title: Softwarerobot samler ledernes kontrol af systemadgange"


@cache
def untouched() -> str:
    """The catalogue as every test finds it."""
    return digest()


@cache
def written_once(write: Callable[[list[Case]], Any], *slugs: str) -> Any:
    """What ``write`` makes of these cases, which no test here changes."""
    return write([Case.objects.get(slug=slug) for slug in slugs])


@pytest.fixture(autouse=True)
def _publisher(client, monkeypatch):
    untouched()
    log_in(client, "Udgiver")
    for write in (as_yaml, as_workbook):
        once = partial(written_once, write)
        monkeypatch.setattr(transfer_files, write.__name__, lambda cases, once=once: once(*[c.slug for c in cases]))


def records_with(change: Callable[[list[dict]], object]) -> Callable[[], bytes]:
    def make() -> bytes:
        records = records_20()
        change(records)
        return as_file(records)

    return make


def entry(records: list[dict], model: str, number: int = 1) -> dict:
    """The fields of case 20's entry with this number in one of its lists."""
    return [row["fields"] for row in records if row["model"] == f"cases.{model}"][number - 1]


def entry_with(model: str, number: int = 1, **values: object) -> Callable[[], bytes]:
    """Case 20 as YAML with other values in one of its entries."""
    return records_with(lambda records: entry(records, model, number).update(values))


def part_with(name: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """Case 20 as a workbook with other XML in one of its parts."""

    def make() -> bytes:
        content = parts(workbook_20())
        changed = re.sub(old, lambda _: new, content[name], count=1, flags=re.DOTALL)
        assert changed != content[name]
        return packed({**content, name: changed})

    return make


STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def rows(xml: bytes) -> Callable[[], bytes]:
    """Case 20 as a workbook whose sheet of effects has these rows instead."""
    return part_with("xl/worksheets/sheet7.xml", b"<sheetData>.*</sheetData>", b"<sheetData>" + xml + b"</sheetData>")


def with_sheet(change: Callable[..., object], title: str = "Cases") -> Callable[[], bytes]:
    def make() -> bytes:
        book = workbook()
        change(book[title])
        return saved(book)

    return make


def without_column(heading: str) -> Callable[[], bytes]:
    return with_sheet(lambda sheet: sheet.delete_cols([cell.value for cell in sheet[1]].index(heading) + 1))


def added(text: str) -> Callable[[], bytes]:
    """Case 20 as YAML with more after it."""
    return lambda: (yaml_20() + text).encode()


@cache
def zip_bomb() -> bytes:
    """100 MB of spaces in 100 kB."""
    return packed({**parts(workbook_20()), "xl/worksheets/sheet99.xml": b" " * 100 * 1024 * 1024})


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says it is 10 bytes."""
    data = bytearray(zip_bomb())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 10)
    return bytes(data)


def billion_laughs() -> bytes:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines).encode()


def many_slugs() -> bytes:
    """1,000 cases, and 97 entries of cases with nearly the same slugs."""
    cases = [{"model": "cases.case", "fields": {"slug": f"findes-{n:06}"}} for n in range(1_000)]
    lost = [{"model": "cases.purpose", "fields": {"case": [f"findes-{n:05}"], "order": 1}} for n in range(97)]
    return as_file([*lost, *cases])


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook'
LOW = "low: 68035"
PURPOSES: list[dict[str, Any]] = [
    {"model": "cases.purpose", "fields": {"case": [SLUG], "order": n, "text": "x"}} for n in range(3, 503)
]
USER = "- model: auth.user\n  fields: {username: mig, is_superuser: true}\n"
NO_CASE = "ingen case med kortnavnet “vesthimmerland-autorisation”. Mente du"
UNREADABLE = "Regnearket kan ikke læses"

# Whole files that an import must refuse, and what the page says of each.
YAML_FILES: dict[str, tuple[Any, ...]] = {
    **{
        f"a number that begins {number[:4]} and goes on": (
            partial(edited_yaml, (LOW, f"low: {number}")),
            "Tal (eller fra)",
            "Værdien kan ikke læses",
        )
        for number in ("9" * 1_000_000, "0x" + "f" * 1_000_000, "1:1" * 300_000, "0b" + "1" * 1_000_000)
    },
    "a hexadecimal number for a text": (
        lambda: edited_yaml((TITLE, f"title: 0x{'f' * 9_000}")),
        "Titel",
        "Værdien kan ikke læses",
    ),
    "a number of 90 digits": (lambda: edited_yaml((LOW, f"low: {'9' * 90}")), "Tal (eller fra)", "14 cifre"),
    "a title of white space": (lambda: edited_yaml((TITLE, 'title: "\\u00a0\\u200b \\t"')), "Cases 6 Titel Mangler."),
    "a new case without a municipality": (
        lambda: as_file([{"model": "cases.case", "fields": {"slug": "ny", "title": "Ny"}}]),
        "Kommune Mangler.",
    ),
    "a slug that is an address": (lambda: yaml_20().replace(SLUG, "cases").encode(), "Kortnavnet er en del af andre"),
    "a slug that is too long": (lambda: yaml_20().replace(SLUG, "a" * 81).encode(), "81 tegn. Der er plads til 80."),
    "more cases than can be compared": (
        lambda: b"- {model: cases.case, fields: {slug: ny}}\n" * 1_001,
        "Filen har 1001 cases.",
    ),
    "97 unknown slugs among many": (many_slugs, "“findes-00096”. Mente du “findes-00"),
    "a text longer than a cell": (lambda: edited_yaml((TITLE, f"title: {'a' * 32_768}")), "Titel", "32.768 tegn"),
    "empty": (lambda: b"", "Filen er tom."),
    "only white space": (lambda: b" \n\n", "Filen skal være en liste af poster"),
    "latin-1": (lambda: yaml_20().encode("cp1252", "replace"), "8", "ikke gemt som UTF-8"),
    "anchors": (billion_laughs, "Henvisninger med & og *"),
    "two documents": (added("---\n- x\n"), "flere dokumenter"),
    "lists in lists in lists": (lambda: b"[" * 50_000, "flere lag"),
    "very many nodes": (lambda: b"[" + b"1," * 500_000 + b"]", "for mange linjer"),
    "very many records": (lambda: b"- {}\n" * 20_001, "20001 poster"),
    "no list": (lambda: b"cases: mange", "Filen skal være en liste af poster"),
    "a list of words": (lambda: b"- en\n- to\n", "1", "Posten skal have navn og værdi"),
    "a workbook called YAML": (lambda: workbook_20(), "ikke gemt som UTF-8"),
    "a model that is not a case's": (added(USER), "Ukendt model “auth.user”"),
    "a record without fields": (added("- model: cases.purpose\n"), "både “model” og “fields”"),
    "two entries in one place": (entry_with("purpose", 2, order=1), "Formål", "samme rækkefølge (“1”) som linje"),
    "a greb twice": (
        entry_with("gripevidence", 2, grip=["ledelsesfokus-og-forankring"]),
        "Har samme greb (“Ledelsesfokus og -forankring”) som linje",
    ),
    "the same case twice": (lambda: yaml_20().encode() * 2, f"“{SLUG}” står også i linje 1."),
    "a title twice": (lambda: (yaml_20() + yaml_20().replace(SLUG, "ny")).encode(), "Titel", "står også i linje 1."),
    "a slug that is no slug": (lambda: yaml_20().replace(SLUG, "'æ ø/å'").encode(), "bogstaverne a-z"),
    "an entry of another case": (entry_with("purpose", case=["vesthimmerland-autorisation"]), "Formål", NO_CASE),
    "an entry of no case": (records_with(lambda rows: entry(rows, "purpose").pop("case")), "Kortnavn Mangler."),
    "entries without a case": (records_with(lambda rows: rows.pop(0)), "Filen har ingen cases."),
    "502 entries in a list": (records_with(lambda rows: rows.extend(PURPOSES)), "Formål", "flere end 500 punkter"),
}
WORKBOOKS: dict[str, tuple[Any, ...]] = {
    "text called a workbook": (lambda: yaml_20().encode(), UNREADABLE),
    "an old or protected workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 500, "adgangskode"),
    "half a workbook": (lambda: workbook_20()[:5_000], UNREADABLE),
    "a zip file of YAML": (lambda: packed({"a.yaml": yaml_20().encode()}), UNREADABLE),
    "bytes that were changed": (lambda: workbook_20()[:900] + b"\xff" * 50 + workbook_20()[950:], UNREADABLE),
    "a zip bomb": (zip_bomb, "fylder mere end 50 MB, når det er pakket ud"),
    "a zip bomb that lies about its size": (lying_zip_bomb, UNREADABLE),
    "millions of elements": (part_with("xl/workbook.xml", b".*", b"<a>" + b"<a/>" * 2_000_001), "mere end 50 MB"),
    "an external entity": (part_with("xl/workbook.xml", b"<workbook", EXTERNAL), "Regnearket har en DTD"),
    "entities that grow": (part_with("xl/workbook.xml", b".*", ENTITIES), "Regnearket har en DTD"),
    "XML that is not closed": (part_with("xl/workbook.xml", b"</workbook>", b""), UNREADABLE),
    "deep XML": (part_with("xl/workbook.xml", b".*", b"<a>" * 10_000 + b"</a>" * 10_000), UNREADABLE),
    "a text that is not in the table of texts": (rows(b'<row><c t="s"><v>9999</v></c></row>'), UNREADABLE),
    "a date that no calendar has": (rows(b'<row><c t="d"><v>2018-99-99</v></c></row>'), UNREADABLE),
    "no sheet of cases": (with_sheet(lambda sheet: sheet.parent.remove(sheet)), "Arket “Cases” mangler."),
    "a sheet nobody knows": (
        with_sheet(lambda sheet: setattr(sheet, "title", "Effekt"), "Effekter"),
        "Ukendt ark “Effekt”. Mente du “Effekter”?",
    ),
    "a missing column": (without_column("Resumé"), "Cases 1 Resumé", "“Resumé” mangler."),
    "a column with another heading": (
        lambda: edited_workbook(("Cases", "Titel", "Titlen"), row=1),
        "Ukendt kolonne “Titlen”. Mente du “Titel”?",
    ),
    "a column twice": (with_sheet(lambda sheet: sheet.cell(1, 40, "Titel")), "Kolonnen “Titel” står 2 gange."),
    "no headings": (with_sheet(lambda sheet: sheet.delete_rows(1)), "Kolonnen “Kortnavn” mangler."),
    "a value without a heading": (with_sheet(lambda sheet: sheet.cell(2, 50, "glemt")), "Cases 2", "uden overskrift"),
    "20,002 rows": (rows(b"<row><c><v>1</v></c></row>" * 20_002), "mere end 20000 rækker"),
    "a row far below that only has a colour": (rows(b'<row r="2000000"><c s="1"/></row>'), "mere end 20000 rækker"),
    "Strict Open XML": (
        part_with("xl/workbook.xml", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT),
        "“Strict Open XML”",
    ),
    "a row that says it is the billionth": (rows(b'<row r="1000000000"><c><v>1</v></c></row>'), "20000 rækker"),
    "a row number that is no number": (rows(b'<row r="to"/>'), UNREADABLE),
    "101 columns": (with_sheet(lambda sheet: sheet.cell(2, 101, "langt ude")), "100 kolonner"),
    "a million cells in a row": (rows(b"<row>" + b"<c/>" * 1_000_000 + b"</row>"), "100 kolonner"),
}

OTHERS: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "a CSV file": ("fil.csv", lambda: b"a;b\n1;2\n", ["Filen skal være YAML (.yaml), et regneark (.xlsx) eller zip."]),
    "a workbook with macros": ("fil.xlsm", lambda: workbook_20(), ["Filen skal være YAML"]),
    "no ending": ("fil", lambda: yaml_20().encode(), ["Filen skal være YAML"]),
    "6 MB": ("fil.yaml", lambda: b"#" * (MAX_UPLOAD + 1), ["Filen fylder mere end 5 MB."]),
    "a very long name": ("a" * 240 + ".yaml", lambda: yaml_20().encode(), ["Filens navn er for langt"]),
}

EDITS = yaml.load((Path(__file__).parent / "malformed_edits.yaml").read_bytes(), yaml.CSafeLoader)
MALFORMED = OTHERS | {what: ("fil.yaml", make, says) for what, (make, *says) in YAML_FILES.items()}
MALFORMED |= {what: ("fil.xlsx", make, says) for what, (make, *says) in WORKBOOKS.items()}
for what, edit in EDITS["yaml"].items():
    MALFORMED[what] = ("fil.yaml", partial(edited_yaml, (edit.get("old", TITLE), edit["new"])), edit["says"])
for what, edit in EDITS["workbook"].items():
    MALFORMED[what] = ("fil.xlsx", partial(edited_workbook, edit["cell"]), edit["says"])


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


@pytest.mark.parametrize("heading", ["Kommune", "Titel"])
def test_html_is_text_both_in_a_message_and_in_a_dry_run(client, heading):
    answer = upload(client, "<i>fil.xlsx", edited_workbook(("Cases", heading, "<img src=x onerror=alert(1)>")))
    page = answer.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert [markup for markup in ("<img src=x", "<i>fil") if markup in page] == []


def test_100_megabytes_are_refused_before_anything_is_read(client):
    unread = Mock(**{f"{name}.side_effect": AssertionError("the body was read") for name in ("read", "readline")})
    answer = client.post(IMPORT, {}, **{"CONTENT_LENGTH": str(100 * 1024 * 1024), "wsgi.input": unread})
    assert answer.status_code == 413
    assert "Filen fylder mere end 5 MB." in text_of(answer)
    assert digest() == untouched()


@pytest.mark.parametrize("fields", [{}, {"file": ""}, {"file": "ikke en fil"}])
def test_a_form_without_a_file_says_so(client, fields):
    assert "Vælg en fil." in text_of(client.post(IMPORT, fields)).partition("Intet er ændret.")[2].partition("Fil:")[0]


def test_one_bad_row_among_good_ones_stops_all_of_them(client):
    book = workbook(SLUG, "nordfyns-bogfoering", "billund-budgetopfoelgning")
    cell(book, "Cases", "Baggrund", 3).value = "Ny baggrund."
    cell(book, "Nøgletal", "Enhed", 7).value = None
    answer = upload(client, "tre.xlsx", saved(book))
    (problem,) = answer.context["problems"]
    assert (problem.sheet, problem.row, problem.column, problem.reason) == ("Nøgletal", 7, "Enhed", "mangler.")
    assert_nothing_can_be_confirmed(answer)


def test_all_errors_are_told_at_once_in_the_order_of_the_sheets(client):
    wrong = [("Trin", "Fase", "Slut"), ("Cases", "Kommune", "X"), ("Formål", "Rækkefølge", "første")]
    answer = upload(client, "fejl.xlsx", edited_workbook(*wrong))
    told = [(p.sheet, p.column) for p in answer.context["problems"]]
    assert told == [("Cases", "Kommune"), ("Formål", "Rækkefølge"), ("Trin", "Fase")]


def test_the_errors_stop_at_a_hundred(client):
    lost = [{**row, "fields": {**row["fields"], "case": ["findes-ikke"]}} for row in PURPOSES]
    answer = upload(client, "fejl.yaml", as_file([*records_20(), *lost]))
    *_, last = problems = answer.context["problems"]
    assert (len(problems), "Der kan være flere." in last.reason) == (MAX_PROBLEMS + 1, True)


def test_a_byte_order_mark_and_windows_line_ends_are_no_errors(client):
    data = b"\xef\xbb\xbf" + yaml_20().replace("\n", "\r\n").encode()
    assert "Ingen ændringer" in text_of(upload(client, "windows.yaml", data))


def test_a_wrong_heading_is_one_message(client):
    """Not one more for the column that is missing, nor for every row that has lost its case."""
    for file in (
        edited_workbook(("Cases", "Titel", "Titlen"), row=1),
        with_sheet(lambda sheet: sheet.delete_cols(8))(),
    ):
        assert len(upload(client, "fil.xlsx", file).context["problems"]) == 1


def test_rows_and_cells_that_only_hold_a_colour_are_none(client):
    book = workbook()
    for sheet in (book["Cases"], book["Trin"]):
        for row, column in ((2, 300), (sheet.max_row + 500, 1), (25_000, 3)):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFF00")
    answer = upload(client, "fil.xlsx", saved(book))
    assert "Ingen ændringer. 1 case i filen er som i kataloget." in text_of(answer)
