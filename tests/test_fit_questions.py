"""Every precondition and greb of the catalogue asks another municipality a question, which editors can change."""

import re

import pytest

from cases.editing.roles import EDITOR
from cases.models import GripEvidence, Precondition
from cases.workflow.publication_requirements import unmet_requirements
from frameworks.models import PreconditionTheme
from tests.editing import change_url, errors_of, log_in, open_form, small_draft
from tests.transfer_files import case_20

ASKED = [Precondition, GripEvidence]


@pytest.mark.parametrize("model", ASKED)
def test_every_entry_asks_one_question_under_a_theme(model):
    entries = model.objects.select_related("question_theme", *(["theme"] if model is Precondition else []))
    assert [str(e) for e in entries if not re.fullmatch(r"[A-ZÆØÅ][^?.!\n]{15,110}\?", e.question)] == []
    assert [str(entry) for entry in entries if entry.fit_theme is None] == []


@pytest.mark.parametrize("model", ASKED)
def test_a_must_have_carries_a_quote_from_the_cases_pages_and_nothing_else_does(model):
    for entry in model.objects.select_related("case"):
        case = entry.case
        if entry.required:
            assert re.fullmatch(r"“[^“”]{20,}”", entry.required_wording), entry
            assert case.first_page <= entry.required_page <= case.last_page, entry
        else:
            assert (entry.required_page, entry.required_wording) == (None, ""), entry


def test_the_theme_of_a_question_is_the_sources_and_else_the_editors():
    source, editors = PreconditionTheme.objects.all()[:2]
    assert Precondition(theme=source, question_theme=editors).fit_theme == source
    assert Precondition(question_theme=editors).fit_theme == GripEvidence(question_theme=editors).fit_theme == editors


def test_an_editor_writes_the_question_and_why_it_must_be_in_place(client):
    log_in(client, EDITOR)
    draft = small_draft()
    form, theme = open_form(client, draft), PreconditionTheme.objects.last()
    for prefix in ("preconditions-0", "evidence-0"):
        form[f"{prefix}-question"] = ["Har I en plan?"]
        form[f"{prefix}-question_theme"] = [str(theme.pk)]
        form[f"{prefix}-required"], form[f"{prefix}-required_page"] = ["on"], ["142"]
        form[f"{prefix}-required_wording"] = ["“det er en forudsætning”"]
    assert client.post(change_url(draft), form).status_code == 302
    for entry in (draft.preconditions.get(), draft.evidence.get()):
        written = (entry.question, entry.question_theme, entry.required, entry.required_page, entry.required_wording)
        assert written == ("Har I en plan?", theme, True, 142, "“det er en forudsætning”")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("question", "Har I en plan", "Et spørgsmål slutter med “?”."), ("required", "on", "Skriv kildens ord")],
)
def test_what_is_no_question_and_a_must_have_without_a_reason_are_said_in_the_form(client, field, typed, said):
    log_in(client, EDITOR)
    draft = small_draft()
    form = open_form(client, draft)
    form[f"preconditions-0-{field}"] = [typed]
    assert any(said in error for error in errors_of(client.post(change_url(draft), form)))


def test_a_case_can_be_published_without_questions():
    case = case_20()
    Precondition.objects.filter(case=case).update(question="")
    assert unmet_requirements(case) == []


def test_the_api_has_the_question_beside_its_precondition_and_greb(client):
    case, data = case_20(), client.get("/api/v1/cases/vesthimmerland-autorisationskontrol/").json()
    for entry, told in [
        (case.preconditions.first(), data["preconditions"][0]),
        (case.evidence.first(), data["grips"][0]),
    ]:
        assert (told["key"], told["question"], told["required"]) == (entry.key, entry.question, entry.required)
        assert told["question_theme"]["slug"] == entry.fit_theme.slug
    assert data["steps"][0]["key"] == case.steps.first().key
