"""One idea of clean text, at every entrance and every way out."""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db.models import CharField, TextField, Value
from django.http import QueryDict
from django.utils.html import escape

from casekatalog.core.clean_text import clean, clean_line, clean_prose
from casekatalog.core.text_fields import LineField, ProseField
from cases.catalogue.case_list import Catalogue
from cases.models import Case, Purpose
from cases.search.indexing import index_all
from frameworks.models import Grip
from tests.editing import change_url, errors_of, form_of, log_in, small_draft, unchanged_form
from tests.pages import list_url, text_of, titles_of
from tests.transfer_files import (
    SLUG,
    case_20,
    cell,
    edited_workbook,
    records_20,
    saved,
    upload,
    upload_and_confirm,
    workbook,
    yaml_20,
)

# What is given, what it is on one line, and what it is as prose.
TEXTS = {
    "nothing": ("", "", ""),
    "letters in two parts": ("la\u030an og e\u0301n", "lån og én", "lån og én"),
    "letters that an invisible one parts": ("la\u200b\u030an", "lån", "lån"),
    "a soft hyphen": ("digitali\u00adsering", "digitalisering", "digitalisering"),
    "zero width": ("fak\u200btu\ufeffra\u2060", "faktura", "faktura"),
    "turned around": ("\u202evendt\u202c \u2066om\u2069", "vendt om", "vendt om"),
    "spaces that do not break": ("38\u00a0% af\u202falle", "38 % af alle", "38\u00a0% af\u202falle"),
    "a hyphen that does not break": ("e\u2011mail", "e-mail", "e-mail"),
    "Windows' line ends": ("en\r\nto\rtre", "en to tre", "en\nto\ntre"),
    "PowerPoint's line break": ("en\x0bto", "en to", "en\nto"),
    "other line breaks": ("en\x0cto\x85tre\u2028fire\u2029fem", "en to tre fire fem", "en\nto\ntre\nfire\nfem"),
    "control characters": ("en\x00to\x07tre\x1bfire\x9f", "en to tre fire", "en to tre fire"),
    "a tab": ("en\tto", "en to", "en to"),
    "no characters at all": ("en\ufffe\uffff\ufdd0\U0010ffff", "en", "en"),
    "half a character": ("en\ud83d", "en", "en"),
    "a picture": ("en\ufffc", "en", "en"),
    "only invisible ones": (" \u200b\u00a0\t\ufeff\n", "", ""),
    "letters that show nothing": ("\u3164\u2800 \u115f", "", ""),
    "a mark without a letter": ("\ufe0f\u0301", "", ""),
    "an emoji": ("🤖 ❤\ufe0f", "🤖 ❤\ufe0f", "🤖 ❤\ufe0f"),
    "space around": ("  en  to \n", "en to", "en  to"),
    "dashes as bullets": ("Her er:\n– et\n— to", "Her er: – et — to", "Her er:\n- et\n- to"),
    "Word's bullets": ("•\tet\n\uf0b7 to\no\ttre\n§\tfire", "• et \uf0b7 to o tre § fire", "- et\n- to\n- tre\n- fire"),
    "stars": ("* et\n*\u00a0to", "* et * to", "- et\n- to"),
    "no bullets": ("–5 %\n§ 3\no et\n*note", "–5 % § 3 o et *note", "–5 %\n§ 3\no et\n*note"),
}


def stored_before(text: str) -> Value:
    """Text as a database from before may hold it: past the fields that clean it."""
    return Value(text, output_field=TextField())


@pytest.mark.parametrize(("given", "line", "prose"), TEXTS.values(), ids=TEXTS.keys())
def test_text_is_cleaned_and_clean_text_stays_as_it_is(given, line, prose):
    assert (clean_line(given), clean_prose(given)) == (line, prose)
    assert (clean_line(line), clean_prose(prose), clean(clean(given))) == (line, prose, clean(given))


def test_every_text_that_somebody_writes_is_in_a_field_that_cleans_it():
    models = (model for app in ("cases", "frameworks") for model in apps.get_app_config(app).get_models())
    fields = (field for model in models for field in model._meta.fields if isinstance(field, CharField | TextField))
    written = [field for field in fields if field.editable and not field.choices and not field.generated]
    assert [field for field in written if field.to_python("a\u200b\x0b") != "a"] == []
    assert {LineField, ProseField} < {type(field) for field in written}


def test_a_form_takes_clean_text_and_what_shows_nothing_is_missing(client):
    log_in(client, "Redaktør")
    case = small_draft()
    nothing = {"title": ["\u200b\u00a0\ufeff"], "purposes-0-text": ["\u00ad"]}
    refused = client.post(change_url(case), unchanged_form(client, case) | nothing)
    missing = errors_of(refused)
    assert (len(missing), {error.rpartition(": ")[2] for error in missing}) == (2, {"Dette felt er påkrævet."})
    typed = {"title": ["  Robot\u200b  tæller\x0bla\u030an "], "summary": ["en\x0bto"]}
    typed |= {"purposes-0-text": ["Vi vil:\r\n•\tspare\r\n– lære"]}
    assert errors_of(client.post(change_url(case), form_of(refused.text) | typed)) == []
    case.refresh_from_db()
    assert (case.title, case.summary) == ("Robot tæller lån", "en\nto")
    assert case.purposes.get(order=1).text == "Vi vil:\n- spare\n- lære"


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_what_a_form_took_goes_out_as_a_file_and_comes_in_unchanged(client, kind):
    log_in(client, "Udgiver")
    purpose = Purpose.objects.get(case__slug=SLUG, order=1)
    purpose.text = "en\x0bto\u00ad\x07 🤖"
    purpose.save()
    file = yaml_20().encode() if kind == "yaml" else saved(workbook())
    assert "Ingen ændringer" in text_of(upload(client, f"fil.{kind}", file))


def test_names_and_keys_in_a_file_are_read_as_they_look(client):
    log_in(client, "Udgiver")
    changes = [
        ("Cases", "Støttefunktion", "Løn\u00a0og\u00a0Personale\u200b"),
        ("Cases", "Opgaver", "Bogføring\u00a0og fakturaer;\u00a0;"),
        ("Formål", "Kortnavn", f"{SLUG}\u200b"),
        ("Nøgletal", "Slags tal", "\u00a0estimeret"),
        ("Greb", "Fremhævet i kataloget", "ja\u200b"),
    ]
    upload_and_confirm(client, "regneark.xlsx", edited_workbook(*changes))
    assert case_20().support_function.name == "Løn og Personale"
    assert [task.slug for task in case_20().tasks.all()] == ["bogfoering"]


def test_a_file_may_have_any_character_in_a_text(client):
    log_in(client, "Udgiver")
    text = yaml_20().replace("title: Software", 'title: "\\v\\0Soft\\u00adware', 1)
    text = text.replace("kontrol af systemadgange\n", 'kontrol"\n', 1).replace("summary: ", "summary: \x07\x00")
    upload_and_confirm(client, "fil.yaml", text.encode())
    assert case_20().title == "Softwarerobot samler ledernes kontrol"


QUERIES = {
    "zero width": ("q=fak%E2%80%8Btura", "faktura", 7),
    "a soft hyphen": ("q=digitali%C2%ADsering", "digitalisering", 26),
    "Windows-1252": ("q=l%F8n", "løn", 12),
    "Windows-1252 beside UTF-8": ("q=l%F8n+%C3%B8konomi", "løn økonomi", None),
    "letters in two parts": ("q=ansa%CC%8Attelse+a%CC%8Arsregnskab", "ansåttelse årsregnskab", None),
    "a space that does not break": ("q=bogf%C3%B8ring%C2%A0faktura", "bogføring faktura", None),
    "a hyphen that does not break": ("q=e%E2%80%91mail", "e-mail", None),
    "a line break": ("q=robot%0D%0Al%C3%B8n", "robot løn", None),
}


def test_a_query_is_read_as_it_looks_without_a_notice(client):
    for name, (address, meant, number) in QUERIES.items():
        read = client.get(f"/cases/?{address}").context["catalogue"]
        wanted = Catalogue(QueryDict(urlencode({"q": meant})))
        assert (read.state, read.keys, read.messages) == (wanted.state, wanted.keys, []), name
        assert number in (None, read.total), name


def test_what_cannot_be_read_in_a_query_is_said(client):
    for typed in ("l%81n", "l%EF%BF%BDn", "l%00n", "%07"):
        assert "Søgningen havde tegn, der ikke kan læses." in text_of(client.get(f"/cases/?q={typed}")), typed


def test_a_facet_is_read_as_it_looks(client):
    answer = client.get("/cases/?omraade=it%E2%80%8B&omraade=%C2%A0oekonomi")
    assert titles_of(answer) == titles_of(client.get(list_url(omraade=["it", "oekonomi"])))


def test_a_text_from_before_is_found_and_shown_clean(client):
    Purpose.objects.filter(case__slug=SLUG, order=1).update(text=stored_before("Vi tæller kvæg\u00adbestande\x0bnøje"))
    index_all()
    answer = client.get(list_url(q="kvægbestande"))
    assert titles_of(answer) == [case_20().title]
    assert "Vi tæller <mark>kvægbestande</mark> nøje" in answer.text


def test_a_text_from_before_goes_out_clean_in_every_format(client):
    text, shown = "kvæg\x0bbestande tæl\u00adles\x07nøje\ufffe <b>", "kvæg\nbestande tælles nøje <b>"
    Case.objects.filter(slug=SLUG).update(summary=stored_before(text))
    assert cell(workbook(), "Cases", "Resumé").value == shown
    assert records_20()[0]["fields"]["summary"] == shown
    assert shown in client.get(f"/hent/{SLUG}.csv").content.decode()
    assert f'<summary type="html">{escape(escape(shown))}</summary>' in client.get("/nyt.atom").content.decode()
    for extension in ("pdf", "docx", "xlsx"):
        assert client.get(f"/hent/{SLUG}.{extension}").status_code == 200


def test_a_term_is_not_the_same_as_another_that_only_looks_so(client, anna):
    client.force_login(anna)
    grip = Grip.objects.first()
    fields = {"slug": "nyt-greb", "name": f"{grip.name[:4]}\u200b{grip.name[4:]}", "order": 90, "description": "x"}
    fields |= {"aspects-TOTAL_FORMS": 0, "aspects-INITIAL_FORMS": 0}
    assert "Greb med dette Navn eksisterer allerede." in text_of(client.post("/admin/frameworks/grip/add/", fields))
