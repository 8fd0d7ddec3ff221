"""Two editors on the same case: the second to save is told, sees what the other changed, and loses nothing."""

import pytest

from cases.models import Municipality, Task
from frameworks.models import Phase
from tests.editing import (
    add_row,
    browser,
    change_url,
    editor,
    errors_of,
    form_of,
    open_form,
    small_draft,
    unchanged_form,
)


@pytest.fixture
def case():
    return small_draft()


@pytest.fixture
def anna():
    return browser(editor("Anna"))


@pytest.fixture
def carl():
    return browser(editor("Carl"))


def save(client, case, form):
    return client.post(change_url(case), form)


def meet(anna, carl, case, annas, carls):
    """Carl opens the form, Anna saves her changes, and Carl saves his after her. Returns what Carl is shown."""
    form = unchanged_form(carl, case)
    save(anna, case, unchanged_form(anna, case) | annas)
    return save(carl, case, form | carls)


def keep_both(anna, carl, case, annas, carls):
    """Carl, told of Anna's changes, saves what he is shown."""
    merged = conflict_of(meet(anna, carl, case, annas, carls))
    assert save(carl, case, merged).status_code == 302
    case.refresh_from_db()


def conflict_of(answer):
    assert answer.status_code == 200
    assert 'class="conflict"' in answer.content.decode()
    return form_of(answer.content.decode())


def test_the_second_to_save_is_told_who_saved_and_what_was_changed(anna, carl, case):
    answer = meet(anna, carl, case, {"summary": ["Annas resumé."]}, {"background": ["Carls baggrund."]})
    assert [words for words in ("Anna gemte casen", "Annas") if words not in answer.content.decode()] == []
    assert errors_of(answer) == [
        "Casen: Casen er gemt af en anden, mens du skrev. Læs øverst, hvad der er ændret, og gem så igen."
    ]
    case.refresh_from_db()
    assert (case.summary, case.background == "Carls baggrund.") == ("Annas resumé.", False)


def test_saving_again_keeps_the_work_of_both(anna, carl, case):
    annas = {"summary": ["Annas resumé."], "key_figures-0-unit": ["uger"]}
    annas["tasks"] = [str(Task.objects.get(slug="bogfoering").pk)]
    annas["municipality"] = [str(Municipality.objects.get(code="0101").pk)]
    carls = {"background": ["Carls baggrund."], "key_figures-0-label": ["Carls navn"], "price_wording": ["“Pris”"]}
    annas |= {"operation_dates-0-quarter": ["3"], "case_products-0-text": ["“Annas ord”"]}
    carls |= {"operation_dates-0-text": ["“Carls ord”"], "gains-1-wording": ["“Carls belæg”"]}
    keep_both(anna, carl, case, annas, carls | {"steps-1-heading": ["Carls trin"]})
    date, figure = case.operation_dates.get(), case.key_figures.get(order=1)
    assert (date.quarter, date.text, case.case_products.get(order=1).text) == (3, "“Carls ord”", "“Annas ord”")
    assert (case.gains.get(order=2).wording, case.steps.get(order=2).heading) == ("“Carls belæg”", "Carls trin")
    assert (case.summary, case.background) == ("Annas resumé.", "Carls baggrund.")
    assert (case.municipality.code, case.price_wording) == ("0101", "“Pris”")
    assert (figure.unit, figure.label) == ("uger", "Carls navn")
    assert [task.slug for task in case.tasks.all()] == ["bogfoering"]


def test_where_both_wrote_in_the_same_field_the_second_keeps_what_was_typed_and_sees_the_others(anna, carl, case):
    answer = meet(anna, carl, case, {"summary": ["Annas ord."]}, {"summary": ["Carls ord."]})
    assert conflict_of(answer)["summary"] == ["Carls ord."]
    assert "Annas" in answer.content.decode()


def test_an_entry_the_other_added_is_there(anna, carl, case):
    annas = unchanged_form(anna, case)
    number = case.steps.count()
    phase = Phase.objects.get(slug="levere").pk
    add_row(annas, "steps", ORDER=10, phase=phase, heading="Annas trin", text="Det nye trin.")
    keep_both(anna, carl, case, annas, {"summary": ["Carls ord."]})
    assert (case.steps.count(), case.steps.filter(heading="Annas trin").exists()) == (number + 1, True)


def test_an_entry_the_other_deleted_is_gone_unless_the_second_wrote_in_it(anna, carl, case):
    number = case.steps.count()
    annas = {"steps-0-DELETE": ["on"], "steps-1-DELETE": ["on"]}
    keep_both(anna, carl, case, annas, {"steps-1-heading": ["Carls udgave"]})
    assert (case.steps.count(), case.steps.filter(heading="Carls udgave").exists()) == (number - 1, True)


def test_an_entry_the_second_deletes_is_deleted_and_a_new_one_is_kept(anna, carl, case):
    gone = case.steps.get(order=1).text
    carls = unchanged_form(carl, case) | {"steps-0-DELETE": ["on"]}
    add_row(carls, "purposes", ORDER=1, text="Carls formål.")
    keep_both(anna, carl, case, {"summary": ["Annas ord."], "steps-1-DELETE": ["on"]}, carls)
    assert not case.steps.filter(text=gone).exists()
    assert case.purposes.filter(text="Carls formål.").exists()


def test_a_third_save_in_between_is_a_conflict_again(anna, carl, case):
    merged = conflict_of(meet(anna, carl, case, {"summary": ["Første."]}, {"background": ["Carls."]}))
    save(anna, case, open_form(anna, case) | {"summary": ["Anden."]})
    assert conflict_of(save(carl, case, merged))["summary"] == ["Anden."]


def test_an_error_in_the_form_does_not_hide_the_conflict(anna, carl, case):
    wrong = {"operation_dates-0-month": ["13"], "background": ["Carls."]}
    answer = meet(anna, carl, case, {"summary": ["Annas ord."]}, wrong)
    assert conflict_of(answer)["background"] == ["Carls."]


def test_the_same_editor_in_one_window_meets_no_conflict(anna, case):
    for text in ("En.", "To."):
        assert save(anna, case, open_form(anna, case) | {"summary": [text]}).status_code == 302
