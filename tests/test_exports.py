"""Cases as files for readers: the same facts in every format, nothing unpublished, and no text that a program runs."""

import csv
import json
import resource
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from django.test import Client
from openpyxl import load_workbook

from casekatalog.core.data_version import set_new_version
from casekatalog.core.spreadsheet_text import MAX_TEXT, units
from cases.documents import making
from cases.documents.file_text import in_font
from cases.models import Adoption, Case, Municipality
from cases.publishing.download_views import export_cases
from tests.factories import generate_cases
from tests.register import MAILBOX, entry, offer

SLUG = "vesthimmerland-autorisationskontrol"
FORMATS = ("pdf", "docx", "xlsx", "csv", "json")
OF_CASE = [*(f"/hent/{SLUG}.{extension}" for extension in FORMATS), f"/hent/{SLUG}/en-side.pdf"]
# A formula, other languages' markup, control characters, emoji, text that turns around, and a very long word.
HOSTILE = [
    '=HYPERLINK("https://x.dk","y")',
    "@SUM(A1)",
    "+45 12 34 56 78",
    "\t=1+1",
    '#set text(red) $x^2$ *fed* _skrå_ @ref <mærke> `kode` \\ // /* #read("/etc/passwd") #sys.version',
    "<w:t>&amp;</w:t> ]]> {{ 7*7 }} {% now %}",
    "klokke\x07 \x1b[31m \ufeff\ufffe \x0b \x85",
    "🤖 😀 👩‍💻 中文 \U0010ffff \ue000",
    "\u202evendt om\u202c אבג العربية",
    "e\u0301n \u2011 \u2009 \u200b \u2028 linje",
    "x" * 10_000,
    "ord " * 2_500,
]


def words_of_pdf(content: bytes) -> str:
    """The text of a tagged PDF, character by character through its fonts' own tables."""
    found = []
    for page in pikepdf.open(BytesIO(content)).pages:
        tables = {str(name): table_of(font) for name, font in page.Resources.Font.items()}
        font = {}
        for instruction in pikepdf.parse_content_stream(page):
            operator, operands = str(instruction.operator), instruction.operands
            if operator == "Tf":
                font = tables[str(operands[0])]
            elif operator in ("Tj", "TJ"):
                pieces: Any = operands[0] if operator == "TJ" else operands
                codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                pairs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
                found.append("".join(font.get(code, "") for code in pairs))
    return " ".join(found)


def table_of(font: pikepdf.Object) -> dict[int, str]:
    lines = font.ToUnicode.read_bytes().decode().splitlines()
    pairs = (line.replace("<", " ").replace(">", " ").split() for line in lines if line.startswith("<"))
    return {int(pair[0], 16): bytes.fromhex(pair[-1]).decode("utf-16-be") for pair in pairs if len(pair) == 2}


def words_of_docx(content: bytes) -> str:
    word = docx.Document(BytesIO(content))
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def words_of_xlsx(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def squeezed(text: str) -> str:
    """Without spaces and hyphens, which each format sets its own way."""
    return "".join(text.replace("\u00ad", "").replace("-", "").split())


WORDS = {
    "pdf": words_of_pdf,
    "docx": words_of_docx,
    "xlsx": words_of_xlsx,
    "csv": lambda content: content.decode("utf-8-sig"),
    "json": lambda content: json.dumps(json.loads(content), ensure_ascii=False),
}


def get(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content


@pytest.mark.parametrize("extension", FORMATS)
def test_a_case_and_a_list_have_the_same_figures_and_facts_in_every_format(client, extension):
    case = Case.objects.get(slug=SLUG)
    facts = [case.title, case.contact_role, *case.steps.values_list("heading", flat=True), "september 2019"]
    facts += [figure.label for figure in case.key_figures.all()] + ["68.035 kr.", "24.233 kr. om året", "0,5 år"]
    facts += [case.answer_what, case.answer_outcome, case.answer_cost, case.answer_effort]
    for worded in (case.case_products, case.operation_dates, case.key_figures):
        facts += worded.values_list("text", flat=True)
    facts += case.evidence.values_list("wording", flat=True)
    if extension == "json":
        facts = [fact.removesuffix(" kr.").removesuffix(" kr. om året").removesuffix(" år") for fact in facts]
    for url in (f"/hent/{SLUG}.{extension}", f"/hent/cases.{extension}?kommune=0820"):
        words = squeezed(WORDS[extension](get(client, url)))
        missing = [fact for fact in facts if squeezed(fact) not in words]
        assert missing == [], url
        assert squeezed(f"/cases/{SLUG}/") in words


def test_a_workbook_has_page_and_words_of_every_fact_in_a_row_of_its_own(client):
    case = Case.objects.get(slug=SLUG)
    case.rollouts.create(order=1, form="trinvist", concerns="vikarer", page=143, text="“i bølger”")
    book = load_workbook(BytesIO(get(client, f"/hent/{SLUG}.xlsx")))
    lists = {"Nøgletal": "key_figures", "Systemer": "case_products", "Udrulning": "rollouts"}
    for sheet, name in {**lists, "Drift": "operation_dates", "Gevinster": "gains", "Greb": "evidence"}.items():
        headings, *rows = book[sheet].iter_rows(values_only=True)
        found = [(row[headings.index("Side")], row[headings.index("Kildens ord")]) for row in rows]
        wanted = [(entry.page, getattr(entry, "wording", entry.text)) for entry in getattr(case, name).all()]
        assert found == wanted != []


def test_a_workbook_can_be_filtered_scrolled_followed_and_printed_on_few_pages(client):
    book = load_workbook(BytesIO(get(client, "/hent/cases.xlsx")))
    assert book.sheetnames[:2] == ["Oversigt", "Cases"]
    for sheet in book.worksheets[:-1]:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", sheet.dimensions), sheet.title
        assert sheet["B2"].hyperlink.target.endswith("/cases/holbaek-ledelsestilsyn/"), sheet.title
        page = sheet.page_setup
        assert (page.orientation, page.fitToWidth, page.fitToHeight) == ("landscape", 1, 0), sheet.title
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1"), sheet.title
    titles = [cell.value for cell in book["Oversigt"][1]]
    assert titles[3:] == ["Hvad gjorde de", "Hvad kom der ud af det", "Hvad kostede det", "Hvad krævede det"]
    assert book["Cases"].print_area.endswith("$N$27")
    assert book["Cases"].row_dimensions[2].height == 60 < book["Oversigt"].row_dimensions[2].height


COMPARED = f"case={SLUG}&case=rudersdal-bogfoering&case=aalborg-straffeattester"


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx"])
def test_a_comparison_is_a_file_with_a_column_for_each_case(client, extension):
    page = client.get(f"/sammenlign/?{COMPARED}").content.decode()
    assert f'href="/hent/sammenligning.{extension}?{COMPARED.replace("&", "&amp;")}"' in page
    words = squeezed(WORDS[extension](get(client, f"/hent/sammenligning.{extension}?{COMPARED}")))
    facts = [text for case in Case.objects.filter(slug__in=[SLUG, "rudersdal-bogfoering"]) for text in answers_of(case)]
    facts += ["1. Vesthimmerlands Kommune", "3. Aalborg Kommune", "68.035 kr.", "Hvad krævede det", "Ikke oplyst"]
    assert [fact for fact in facts if squeezed(fact) not in words] == []
    only = squeezed(WORDS[extension](get(client, f"/hent/sammenligning.{extension}?{COMPARED}&vis=forskelle")))
    assert len(only) < len(words)


def answers_of(case: Case) -> list[str]:
    return [case.answer_what, case.answer_outcome, case.answer_cost, case.answer_effort]


def test_fewer_than_two_cases_are_chosen_on_the_page_and_data_have_no_comparison(client):
    assert client.get(f"/hent/sammenligning.pdf?case={SLUG}&case=nej").url == f"/sammenlign/?case={SLUG}"
    assert client.get("/hent/sammenligning.docx").url == "/sammenlign/"
    assert client.get(f"/hent/sammenligning.csv?{COMPARED}").status_code == 404


@pytest.mark.parametrize("url", OF_CASE)
def test_a_file_has_its_name_its_type_and_an_etag_that_changes_with_the_data(client, url):
    answer = client.get(url)
    name = url.removeprefix("/hent/").replace("/", "-")
    assert answer["Content-Disposition"] == f'attachment; filename="casekatalog-{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    case = Case.objects.get(slug=SLUG)
    case.title = "Robot holder øje"
    case.save()
    assert client.head(url, headers={"If-None-Match": answer["ETag"]}).status_code == 200


NOTHING = "Der er ingen cases at hente"
UNKNOWN = [f"/hent/{SLUG}.exe", f"/hent/{SLUG}.PDF", "/hent/nej.pdf", "/hent/nej/en-side.pdf", "/hent/cases.html"]


@pytest.mark.parametrize(
    ("url", "told"), [*((url, "Siden findes ikke") for url in UNKNOWN), ("/hent/cases.pdf?case=nej", NOTHING)]
)
def test_an_unknown_file_and_one_of_no_cases_are_told_in_danish(client, url, told):
    answer = client.get(url)
    assert (answer.status_code, told in answer.content.decode()) == (404, True)


def test_cases_by_name_come_in_the_readers_order_and_what_is_unknown_is_said(client):
    data = json.loads(get(client, f"/hent/cases.json?case={SLUG}&case=nej&case=holbaek-ledelsestilsyn"))
    assert [case["slug"] for case in data["cases"]] == [SLUG, "holbaek-ledelsestilsyn"]
    assert "nej" in data["about"]["messages"][0]
    assert data["about"]["url"].endswith(f"/min-liste/?case={SLUG}&case=holbaek-ledelsestilsyn")


def test_more_cases_than_a_document_holds_is_said_and_other_formats_are_offered(client):
    generate_cases(40)
    answer = client.get("/hent/cases.docx?sortering=kommune")
    page = answer.content.decode()
    said = "Du har valgt 66 cases. En fil i Word har plads til 60.", 'href="/hent/cases.xlsx?sortering=kommune"'
    assert [words for words in said if words not in page] == []
    assert (answer.status_code, "cases.pdf" in page) == (400, False)


def test_a_large_set_is_sent_while_it_is_made(client, monkeypatch):
    monkeypatch.setattr("cases.publishing.download_views.MOST_HELD", 5)
    monkeypatch.setattr("cases.publishing.whole_catalogue.CASES_AT_ONCE", 10)
    answer = client.get("/hent/cases.csv")
    assert answer.streaming
    assert len(list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))) == 27


# --- Made outside the web process, and never in the way of readers ---------------------------------------------------


@pytest.fixture
def enough_are_being_made(monkeypatch):
    monkeypatch.setattr(making, "LONGEST_WAIT", 0)
    with ExitStack() as held:
        for _ in range(making.AT_ONCE):
            held.enter_context(making.place())
        yield held


def test_while_enough_files_are_being_made_only_who_asks_for_one_is_told_to_come_back(client, enough_are_being_made):
    answer = client.get(OF_CASE[0])
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "Der er kø lige nu" in answer.content.decode()
    for takes_no_time in (f"/cases/{SLUG}/", f"/hent/{SLUG}.csv", "/hent/cases.json"):
        assert client.get(takes_no_time).status_code == 200
    enough_are_being_made.close()
    assert client.get(OF_CASE[0]).status_code == 200


def test_who_waits_leaves_a_thread_to_readers_and_gets_the_next_place():
    assert making.AT_ONCE + making.WAITING < making.THREADS
    with ExitStack() as held, ThreadPoolExecutor(making.THREADS) as threads:
        for _ in range(making.AT_ONCE):
            held.enter_context(making.place())
        asked = [threads.submit(hold_a_place) for _ in range(making.WAITING + 1)]
        (refused,), waiting = wait(asked, return_when=FIRST_COMPLETED)
        assert isinstance(refused.exception(), making.BusyError)
        held.close()
        assert [place.result() for place in waiting] == ["made"] * making.WAITING


def hold_a_place() -> str:
    with making.place():
        return "made"


def test_a_file_that_takes_too_long_is_given_up_in_words(client, monkeypatch):
    monkeypatch.setattr(making, "MOST_SECONDS", 0.01)
    answer = client.get(OF_CASE[0])
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Filen tager for lang tid at lave" in answer.content.decode()
    monkeypatch.undo()
    assert client.get(OF_CASE[0]).status_code == 200


def test_a_file_that_takes_too_much_memory_is_an_error_in_words(client, monkeypatch):
    monkeypatch.setattr(making, "MOST_MEMORY", 60 * 1024 * 1024)
    client.raise_request_exception = False
    answer = client.get("/hent/cases.pdf?teknologi=rpa")
    assert (answer.status_code, "Noget gik galt hos os" in answer.content.decode()) == (500, True)


def test_the_web_process_does_not_grow_with_the_files_that_are_made(rf):
    # Without the test client, which keeps every template's context.
    request = rf.get("/hent/cases.pdf?teknologi=rpa")
    assert len(export_cases(request, "pdf").content) > 500_000
    before = memory()
    for _ in range(2):
        assert export_cases(request, "pdf").status_code == 200
    assert memory() - before < 10 * 1024 * 1024


def memory() -> int:
    """What this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.parametrize("url", [*OF_CASE, "/hent/cases.pdf"])
def test_asking_for_the_headers_alone_makes_no_file(client, monkeypatch, url):
    for maker in ("documents.making.make", "publishing.download_views.pieces_of"):
        monkeypatch.setattr(f"cases.{maker}", None)
    answer = client.head(url)
    assert (answer.status_code, "ETag" in answer) == (200, True)
    assert answer["Content-Disposition"].startswith("attachment; filename=")


def test_the_page_and_the_list_link_to_the_files(client):
    page = client.get(f"/cases/{SLUG}/").content.decode()
    assert [url for url in OF_CASE if f'rel="nofollow" href="{url}"' not in page] == []
    listed = client.get("/cases/?teknologi=rpa&side=1").content.decode()
    for extension in FORMATS:
        assert f'rel="nofollow" href="/hent/cases.{extension}?teknologi=rpa"' in listed


def make_hostile() -> None:
    """Each text of the case, and of the entries of its lists, becomes one or some of the hostile ones."""
    texts = ("summary", "background", "investment", "business_case", "timeline", "solution")
    new = {name: f"{HOSTILE[place]}\n\n- {HOSTILE[-place - 1]}" for place, name in enumerate(texts)}
    # Without the index, which takes seconds for each of these.
    Case.objects.filter(slug=SLUG).update(title=HOSTILE[4][:100], contact_role=HOSTILE[1], **new)
    case = Case.objects.get(slug=SLUG)
    for part in ("purposes", "effects", "preconditions", "steps", "changes", "evidence", "key_figures"):
        for place, row in enumerate(getattr(case, part).all()):
            fields = {"text": "\n\n".join(HOSTILE[(place + n) % len(HOSTILE)] for n in range(3))}
            if part == "steps":
                fields["heading"] = HOSTILE[place % len(HOSTILE)][:120]
            type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize("url", OF_CASE)
def test_hostile_texts_are_text_in_every_file_and_no_formula(client, url):
    make_hostile()
    content = get(client, url)
    if url.endswith("en-side.pdf"):
        assert len(pikepdf.open(BytesIO(content)).pages) == 1
    else:
        words = squeezed(WORDS[url.rpartition(".")[2]](content).replace('""', '"').replace('\\"', '"'))
        for text in (HOSTILE[1], "#set text(red) $x^2$ *fed* _skrå_ @ref", "{{ 7*7 }}"):
            assert squeezed(text) in words
    if url.endswith("csv"):
        (row,) = csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";")
        assert row["Kontakt"] == "'@SUM(A1)"
        assert [cell for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@")] == []
    if url.endswith("xlsx"):
        book = load_workbook(BytesIO(content))
        types = {cell.data_type for sheet in book for cells in sheet.iter_rows() for cell in cells}
        assert types <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("38\u00a0% æøåÆØÅ “citat” – × é", "38\u00a0% æøåÆØÅ “citat” – × é"),
        ("e\u0301n", "én"),
        ("a\x00b\x07c\ufeffd\u202ee", "a b cde"),
        ("a\u2011b\u2009c", "a-b c"),
        ("🤖", "?"),
        ("en\r\nto\tre", "en\nto re"),
    ],
)
def test_what_the_font_cannot_show_becomes_plain(text, expected):
    assert in_font(text) == expected


def test_a_case_from_another_source_says_so_in_every_file(client):
    Case.objects.filter(slug=SLUG).update(source="Interview med Vesthimmerlands Kommune, maj 2026")
    for extension in FORMATS:
        words = squeezed(WORDS[extension](get(client, f"/hent/{SLUG}.{extension}")))
        assert squeezed("Kilde: Interview med Vesthimmerlands Kommune, maj 2026.") in words, extension
        assert "september2019" not in words, extension


def test_what_word_and_excel_have_no_room_for_is_cut_short_and_says_so(client):
    codes = ["0820", *Municipality.objects.filter(cases=None).values_list("code", flat=True)[:15]]
    word = get(client, "/hent/cases.docx?" + "&".join(f"kommune={code}" for code in codes))
    title = docx.Document(BytesIO(word)).core_properties.title
    assert (len(title) <= 255, title[:13], title[-1]) == (True, "1 case fra Ve", "…")
    # An emoji is two to Excel.
    Case.objects.filter(slug=SLUG).update(background="🤖" * 20_000)
    book = load_workbook(BytesIO(get(client, f"/hent/{SLUG}.xlsx")))
    (text,) = (cell.value for cell in book["Cases"][2] if str(cell.value).startswith("🤖"))
    assert 32_760 < units(text) <= MAX_TEXT
    assert text.strip("🤖") == " … (resten står på casens side)"


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("address", [SLUG, "cases"])
def test_municipalities_that_do_the_same_stand_in_the_files_and_their_mailbox_only_if_they_let_it(
    client, settings, extension, address
):
    offer(settings)
    url = f"/hent/{address}.{extension}{'?kommune=0820' if address == 'cases' else ''}"
    before = squeezed(WORDS[extension](get(client, url)))
    mine = entry(remark="Vi kontrollerer hvert kvartal.", system="MARC 2", mailbox_is_public=True)
    same = {"case": mine.case, "stage": "i-gang", "since_year": 2020}
    waits, hides = (Municipality.objects.get(code=code) for code in ("0101", "0751"))
    Adoption(**same, municipality=waits, mailbox="x@kk.dk", mailbox_is_public=True).save()
    Adoption(**same, municipality=hides, mailbox="x@aarhus.dk", status=mine.status).save()
    set_new_version()
    words = squeezed(WORDS[extension](get(client, url)))
    for said in ("Ringsted Kommune", "Vi kontrollerer hvert kvartal.", "MARC 2", MAILBOX, "Aarhus Kommune"):
        assert (squeezed(said) in words, squeezed(said) in before) == (True, False), said
    assert [mailbox for mailbox in ("kk.dk", "aarhus.dk") if mailbox in words] == []
