"""Entries that shared links name have a short key, given once and kept through whatever happens to the case."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Value
from django.db.models.functions import Concat

from cases.models import Case
from cases.models.entry_keys import ALL, KEYED_LISTS, LETTERS
from cases.models.records import part_model, records_of, replace_content
from cases.workflow import history
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import add_row, browser, change_url, open_form, publisher, small_draft
from tests.pages import text_of
from tests.transfer_files import as_file, case_20, cell, records_20, saved, upload, upload_and_confirm, workbook


def keys(case: Case) -> dict[tuple[str, str], str]:
    """The key of each entry of the case, by its list and words."""
    return {
        (name, f"{getattr(entry, 'heading', '')}{entry.text}"): entry.key
        for name in KEYED_LISTS
        for entry in getattr(case, name).all()
    }


@pytest.fixture
def bo():
    return publisher()


@pytest.fixture
def at_the_desk(bo):
    return browser(bo)


@pytest.fixture
def reworded():
    """Case 20 with steps in other words than those their keys were made of, so that no key can be made again."""
    case_20().steps.update(heading=Concat("heading", Value(" nu")))


def test_every_entry_has_a_short_key_that_stands_once_in_its_case():
    for case in Case.objects.all():
        given = [entry.key for name in KEYED_LISTS for entry in getattr(case, name).all()]
        assert all(re.fullmatch(f"[{LETTERS}][{ALL}]{{2}}", key) for key in given)
        assert len(set(given)) == len(given)


def test_a_new_entry_gets_a_key_and_a_moved_or_edited_one_keeps_its_own(at_the_desk):
    draft = small_draft()
    first, second = draft.steps.all()[:2]
    form = open_form(at_the_desk, draft)
    form["steps-0-text"], form["steps-0-ORDER"] = ["Rettet."], ["2"]
    add_row(form, "steps", phase=first.phase_id, heading="Et nyt trin", ORDER="")
    at_the_desk.post(change_url(draft), form)
    moved, new = draft.steps.get(pk=first.pk), draft.steps.get(heading="Et nyt trin")
    assert (moved.order, moved.text, moved.key) == (2, "Rettet.", first.key)
    assert new.key not in {first.key, second.key, ""}


def test_entries_in_the_same_words_have_each_their_key():
    step = case_20().steps.last()
    step.pk, step.order, step.key = None, step.order + 1, ""
    step.save()
    assert step.key
    assert case_20().steps.filter(key=step.key).count() == 1


def test_a_correction_has_the_same_keys_and_its_publication_changes_none(bo):
    case = case_20()
    before = keys(case)
    correction = start_correction(case, bo)
    assert keys(correction) == before
    step = correction.steps.first()
    correction.steps.filter(pk=step.pk).update(heading="En anden overskrift")
    perform(TRANSITIONS["publicer"], correction, bo)
    after = keys(case_20())
    assert sorted(after.values()) == sorted(before.values())
    assert case_20().steps.get(heading="En anden overskrift").key == step.key


@pytest.mark.usefixtures("reworded")
def test_a_version_from_before_there_were_keys_comes_back_with_those_the_entries_have():
    case, before = case_20(), keys(case_20())
    records = [
        {**record, "fields": {name: value for name, value in record["fields"].items() if name != "key"}}
        for record in records_of(case)
    ]
    replace_content(case, records)
    assert keys(case) == before


def test_restoring_a_version_brings_a_deleted_entry_back_with_its_key(bo):
    case, before = case_20(), keys(case_20())
    history.record_baseline(case)
    case.steps.last().delete()
    history.record(case, bo, "Slettet")
    history.restore(case, history.versions(case)[1], bo)
    assert keys(case) == before


@pytest.mark.usefixtures("reworded")
def test_an_import_keeps_the_keys_of_the_entries_that_have_one(at_the_desk):
    """In the file the steps have changed places, one has other words, one is without its key, and one has another."""
    before, records = keys(case_20()), records_20()
    steps = [record["fields"] for record in records if record["model"] == "cases.implementationstep"]
    for place, step in enumerate(reversed(steps), start=1):
        step["order"] = place
    steps[0]["heading"], steps[1]["key"], steps[2]["key"] = "Andre ord", "", "zzz"
    upload_and_confirm(at_the_desk, "cases.yaml", as_file(records))
    after = keys(case_20())
    assert sorted(after.values()) == sorted(before.values())
    assert [words for words in before if words in after and after[words] != before[words]] == []
    assert case_20().steps.get(heading="Andre ord").key == steps[0]["key"]


@pytest.mark.usefixtures("reworded")
def test_a_workbook_that_is_exported_and_imported_again_changes_no_key(at_the_desk):
    before, book = keys(case_20()), workbook()
    assert [book["Trin"].cell(1, n).value for n in (1, 2, 3)] == ["Kortnavn", "Rækkefølge", "Nøgle"]
    book["Trin"].cell(2, 3).value = None
    cell(book, "Cases", "Titel").value = "En anden titel"
    upload_and_confirm(at_the_desk, "cases.xlsx", saved(book))
    assert keys(case_20()) == before


def test_a_file_that_gives_two_entries_the_same_key_is_refused(at_the_desk):
    records = records_20()
    models = ("cases.precondition", "cases.implementationstep")
    one, other = (next(r["fields"] for r in records if r["model"] == model) for model in models)
    one["key"] = other["key"]
    assert "på flere lister" in text_of(upload(at_the_desk, "cases.yaml", as_file(records)))


def test_entries_from_before_there_were_keys_get_the_same_ones_in_every_catalogue():
    def given():
        for name in KEYED_LISTS:
            part_model(name)._default_manager.update(key="")
        import_module("cases.migrations.0003_entry_keys").give_keys(apps, None)
        return {case: keys(case) for case in Case.objects.all()}

    first = given()
    assert all(key and len(set(of.values())) == len(of) for of in first.values() for key in of.values())
    assert given() == first
