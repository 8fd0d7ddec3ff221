"""The editing pages: every model is there, for those who may."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

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
def test_every_list_and_form_opens_for_an_administrator(editor, page):
    for model in CATALOGUE_MODELS:
        answer = editor.get(address(model, page))
        may = page == "changelist" or admin.site._registry[model].has_add_permission(answer.wsgi_request)
        assert answer.status_code == (200 if may else 403), model


def test_a_reader_is_sent_to_the_login_page(client):
    for model in CATALOGUE_MODELS:
        assert client.get(address(model, "changelist")).status_code == 302, model
