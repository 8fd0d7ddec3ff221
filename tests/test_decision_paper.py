"""The draft for a decision: in the order that municipal papers have, and never with more than was filled in."""

import re
from io import BytesIO

import docx
import pikepdf
import pytest
from pdfua import validate

from casekatalog.core.batch import batched
from cases.models import Case
from tests.pages import text_of

CASE = "vesthimmerland-autorisationskontrol"
HEADINGS = [
    *("Indstilling (udkast)", "Sagsfremstilling", "Økonomi", "Konsekvenser for borgere og medarbejdere", "Lovgrundlag"),
    *("Høring og MED", "Risici", "Videre proces"),
]
PAGE, FILE = "/projekt/oplaeg/", "/projekt/beslutningsoplaeg"


def asked(answer: str = "") -> dict[str, str]:
    """A project whose first question is a must-have; with an answer, all others are in place."""
    case = Case.objects.get(slug=CASE)
    entries = [*case.preconditions.all(), *case.evidence.all()]
    for entry in entries:
        entry.question, entry.required, entry.required_wording = "Har I det?", False, ""
    entries[0].question, entries[0].required, entries[0].required_wording = "Har I en ejer?", True, "“skal”"
    with batched():
        for entry in entries:
            entry.save()
    answers = {f"f20-{entry.key}": "p" for entry in entries} | {f"f20-{entries[0].key}": answer} if answer else {}
    return {"case": CASE, "dato": "2026-11-29", **answers}


def test_its_parts_stand_in_the_order_of_municipal_papers(client):
    page = client.get(PAGE, asked()).content.decode()
    found = re.findall(r"<h2>([^<]+)</h2>", page)
    assert found == HEADINGS


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "[Udfyld: indstillingen. “Passer den til os?” er ikke besvaret endnu]"),
        ("p", "Det indstilles, at kommunen går videre til en foranalyse."),
        ("k", "Det indstilles, at 1 spørgsmål bliver afklaret, før der bliver taget stilling."),
        ("m", "Det indstilles, at kommunen ikke går videre nu, fordi dette skal være på plads: Har I en ejer?"),
    ],
)
def test_the_recommendation_follows_from_the_fit_check(client, answer, said):
    assert said in text_of(client.get(PAGE, asked(answer)))


def test_others_experience_has_its_year_and_its_kind_and_leaving_it_is_an_alternative(client):
    text = text_of(client.get(PAGE, asked()))
    assert "Vesthimmerlands Oplyst i 2019" in text
    assert "Anskaffelse: 68.035 kr. (pris, 2019)" in text
    assert "At lade være og løse opgaven som i dag." in text


def test_must_haves_that_are_not_in_place_are_the_risks(client):
    assert "Dette skal være på plads og er det ikke endnu: Skal være på plads. Har I en ejer?" in text_of(
        client.get(PAGE, asked("d"))
    )


def test_page_word_and_pdf_say_the_same_in_at_most_three_pages_and_end_with_the_link(client, tmp_path):
    given = asked("k") | {"sager_sandsynlig": "12000", "minutter_sandsynlig": "6", "timepris": "320", "frigivet": "60"}
    pdf, word = (client.get(f"{FILE}.{kind}", given).content for kind in ("pdf", "docx"))
    headings = [p.text for p in docx.Document(BytesIO(word)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [*HEADINGS, "Om dette dokument"]
    (tmp_path / "oplaeg.pdf").write_bytes(pdf)
    assert list(validate(str(tmp_path / "oplaeg.pdf")).findings) == []
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert 2 <= len(opened.pages) <= 3
        link = opened.pages[-1].Annots[-1].A.URI
    assert str(link).startswith(f"http://testserver/projekt/?case={CASE}&dato=2026-11-29&f20-")
    assert client.get(f"{FILE}.pdf", given).content == pdf


def test_without_a_case_the_page_leads_to_where_one_is_chosen(client):
    assert "Vælg først en case." in text_of(client.get(PAGE))
    assert client.get(f"{FILE}.pdf").status_code == client.get(f"{FILE}.csv", asked()).status_code == 404
