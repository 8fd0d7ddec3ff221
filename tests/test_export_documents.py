"""PDF and Word for everybody: tags, headings, tables, pictures in words, and one page where it is promised.

``pdfua`` holds a PDF to the rules of PDF/UA-1 that it knows, and Typst itself refuses to write what breaks others.
"""

import re
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from pdfua import validate

from cases.documents.pdf import write as write_pdf
from cases.documents.word import write as write_word
from cases.models import Case
from cases.publishing.case_document import case_document, set_document
from cases.publishing.handout import case_handout
from tests.pages import text_of

# Nothing here depends on the database's kind.
DRAWINGS = ["Trinnene på den dobbelte diamant", "Ændringerne på Leavitts model: fire dele, som alle påvirker hinanden"]
ROOT, TODAY = "https://cases.example.dk", date(2026, 11, 22)


@pytest.fixture
def case():
    return Case.objects.with_texts().get(number=20)


def findings(content: bytes, folder: Path) -> list:
    """Where the PDF breaks PDF/UA-1."""
    file = folder / "document.pdf"
    file.write_bytes(content)
    return list(validate(str(file)).findings)


def stand_in_order(levels: list[int]) -> bool:
    """Whether headings begin with the first level and skip none."""
    return levels[0] == 1 and all(later <= earlier + 1 for earlier, later in pairwise(levels))


def structure(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """Every element of the structure tree in reading order, with its tag."""
    found: list[tuple[str, pikepdf.Object]] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append((str(element.S), element))
            walk(element.get("/K", pikepdf.Array()))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_a_pdf_is_tagged_titled_in_danish_navigable_and_always_the_same(case, tmp_path):
    content = write_pdf(case_document(case, ROOT, TODAY))
    pdf = pikepdf.open(BytesIO(content))
    assert str(pdf.Root.Lang).startswith("da")
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title) == case.title
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
    with pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root][:3] == ["Kort fortalt", "Fakta", "Baggrund"]
    assert findings(content, tmp_path) == []
    assert write_pdf(case_document(case, ROOT, TODAY)) == content


def test_a_pdf_has_headings_in_order_tables_with_headings_lists_and_figures_in_words(case):
    pdf = pikepdf.open(BytesIO(write_pdf(case_document(case, ROOT, TODAY))))
    tags = structure(pdf)
    names = [name for name, _ in tags]
    assert stand_in_order([int(name[2:]) for name in names if re.fullmatch(r"/H\d", name)])
    assert names.count("/Table") == 2
    assert names.count("/TH") == 2 + 6
    assert {"/L", "/LI", "/LBody", "/P", "/Link"} <= set(names)
    assert [str(element.Alt).partition(".")[0] for name, element in tags if name == "/Figure"] == DRAWINGS


def test_the_handout_of_each_case_is_one_page_and_says_what_the_top_of_its_page_says(client):
    for case in Case.objects.with_texts():
        handout, page = case_handout(case, ROOT, TODAY), text_of(client.get(case.get_absolute_url()))
        assert len(pikepdf.open(BytesIO(write_pdf(handout))).pages) == 1, case
        assert page.index(handout.stated_in) < page.index(case.title)
        for shown in handout.fits[0]["answers"]:
            for words in shown.values():
                said = words.replace("\u00a0", " ").partition(" (")[0].removesuffix(" …")
                assert said in page.replace("\u00a0", " "), case
        lines = {fact["label"]: fact["text"] for fact in handout.fits[0]["facts"]}
        assert lines.get("I drift") != "Ikke oplyst", case
        assert ("Tidsplan" in lines) == (not case.operation_dates.exists()), case


def test_the_handout_of_a_case_with_endless_texts_is_one_page_and_valid(tmp_path):
    long = "Speciallægepraksisplanlægningsstabiliseringsperiode " * 400
    texts = ("summary", "answer_what", "answer_outcome", "answer_cost", "answer_effort")
    key = Case.objects.get(number=16).pk
    Case.objects.filter(pk=key).update(
        title="W" * 100, **dict.fromkeys(texts, long), contact_role="Wm " * 66, source="W" * 200
    )
    case = Case.objects.get(pk=key)
    for part in ("effects", "preconditions", "key_figures"):
        getattr(case, part).update(text=long)
    case.key_figures.update(label="W" * 80, unit="M" * 40, low=99999999999, high=999999999999)
    case.steps.update(heading="W" * 120)
    content = write_pdf(case_handout(Case.objects.with_texts().get(pk=key), ROOT, TODAY))
    assert len(pikepdf.open(BytesIO(content)).pages) == 1
    assert findings(content, tmp_path) == []


def test_a_set_has_what_was_chosen_a_table_of_the_cases_and_each_on_a_page_of_its_own():
    several = list(Case.objects.with_texts().filter(number__in=[7, 20]))
    document = set_document(several, "2 cases med RPA", f"{ROOT}/cases/?teknologi=rpa", ROOT, TODAY, ["Ukendt: x."])
    pdf = pikepdf.open(BytesIO(write_pdf(document)))
    assert str(pdf.docinfo.Title) == "2 cases med RPA"
    with pdf.open_outline() as outline:
        headings = [entry.title for entry in outline.root]
    assert headings == ["Oversigt", *(case.title for case in several), "Om dette dokument"]
    word = docx.Document(BytesIO(write_word(document)))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "Ukendt: x." in texts
    assert [cell.text for cell in word.tables[0].columns[0].cells] == [
        "Case",
        *(f"{case.title}\n{case.municipality}" for case in several),
    ]


def test_word_has_its_own_headings_lists_tables_and_pictures_in_words(case):
    word = docx.Document(BytesIO(write_word(case_document(case, ROOT, TODAY))))
    assert (word.core_properties.title, word.core_properties.language) == (case.title, "da-DK")
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == "da-DK"
    styles = [paragraph.style.name for paragraph in word.paragraphs]
    assert stand_in_order([int(style.split()[1]) for style in styles if style.startswith("Heading")])
    assert styles.count("List Bullet") >= case.purposes.count() + case.effects.count()
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [picture._inline.docPr.get("descr").partition(".")[0] for picture in word.inline_shapes] == DRAWINGS
