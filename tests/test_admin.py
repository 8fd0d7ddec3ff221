"""The editing pages: every model is there, for those who may."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case
from tests.pages import text_of

CATALOGUE_MODELS = [model for model in admin.site._registry if model._meta.app_label in {"cases", "frameworks"}]


def address(model, page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_superuser("redaktoer"))
    return client


def test_every_model_of_the_catalogue_can_be_edited():
    from django.apps import apps

    own = {model for label in ("cases", "frameworks") for model in apps.get_app_config(label).get_models()}
    assert own == set(CATALOGUE_MODELS)


@pytest.mark.parametrize("page", ["changelist", pytest.param("add", marks=pytest.mark.once)])
def test_every_list_and_form_opens_for_an_administrator(editor, page):
    for model in CATALOGUE_MODELS:
        answer = editor.get(address(model, page))
        may = page == "changelist" or admin.site._registry[model].has_add_permission(answer.wsgi_request)
        assert answer.status_code == (200 if may else 403), model


def test_a_reader_is_sent_to_the_login_page(client):
    for model in CATALOGUE_MODELS:
        assert client.get(address(model, "changelist")).status_code == 302, model


def test_a_case_opens_with_all_its_parts(editor):
    case = Case.objects.get(number=20)
    page = editor.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    for prefix in ("purposes", "effects", "key_figures", "preconditions", "steps", "changes", "evidence", "notes"):
        assert f'name="{prefix}-TOTAL_FORMS"' in page


def form_data(answer) -> dict:
    """What a browser would post from the form of a case and its parts, untouched."""
    forms = [answer.context["adminform"].form]
    for inline in answer.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_a_figure_corrected_in_the_admin_is_shown_to_readers_at_once(editor):
    screen = reverse("admin:cases_case_change", args=[Case.objects.get(number=20).pk])
    fields = form_data(editor.get(screen))
    assert editor.post(screen, fields | {"key_figures-1-low": "68036"}).status_code == 302
    assert "68.036 kr." in text_of(editor.get("/cases/vesthimmerland-autorisationskontrol/"))


def test_a_wrong_figure_is_refused_in_danish_and_nothing_typed_is_lost(editor):
    screen = reverse("admin:cases_case_change", args=[Case.objects.get(number=20).pk])
    fields = form_data(editor.get(screen))
    answer = editor.post(screen, fields | {"key_figures-1-low": "-1", "key_figures-1-label": "Mit nye navn"})
    assert answer.status_code == 200
    assert "Tallet må ikke være negativt" in answer.content.decode()
    assert 'value="Mit nye navn"' in answer.content.decode()
