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


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", CATALOGUE_MODELS, ids=lambda model: model._meta.label)
def test_every_list_and_form_opens_for_an_administrator(editor, model, page):
    assert editor.get(address(model, page)).status_code == 200


@pytest.mark.parametrize("model", CATALOGUE_MODELS, ids=lambda model: model._meta.label)
def test_a_reader_is_sent_to_the_login_page(client, model):
    assert client.get(address(model, "changelist")).status_code == 302


def test_a_case_opens_with_all_its_parts(editor):
    case = Case.objects.get(number=20)
    page = editor.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    for prefix in ("purposes", "effects", "key_figures", "preconditions", "steps", "changes", "evidence", "notes"):
        assert f'name="{prefix}-TOTAL_FORMS"' in page


def test_a_figure_corrected_in_the_admin_is_shown_to_readers_at_once(editor):
    figure = Case.objects.get(number=20).key_figures.get(order=2)
    form = editor.get(reverse("admin:cases_keyfigure_change", args=[figure.pk])).context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}
    answer = editor.post(reverse("admin:cases_keyfigure_change", args=[figure.pk]), {**fields, "low": "68036"})
    assert answer.status_code == 302
    assert "68.036 kr." in text_of(editor.get("/cases/vesthimmerland-autorisationskontrol/"))


def test_a_wrong_figure_is_refused_in_danish_and_nothing_typed_is_lost(editor):
    figure = Case.objects.get(number=20).key_figures.get(order=2)
    form = editor.get(reverse("admin:cases_keyfigure_change", args=[figure.pk])).context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}
    answer = editor.post(
        reverse("admin:cases_keyfigure_change", args=[figure.pk]), {**fields, "low": "-1", "label": "Mit nye navn"}
    )
    assert answer.status_code == 200
    assert "Tallet må ikke være negativt" in answer.content.decode()
    assert 'value="Mit nye navn"' in answer.content.decode()
