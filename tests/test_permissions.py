"""Who may open and send what in the editing pages: address × role × expected status."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.editing.roles import EDITOR, PUBLISHER
from cases.models import Adoption, Confirmation, ContributionEvent, ErrorReport, LessonEvidence, Suggestion, Task
from frameworks.models import Phase
from tests.editing import admin_url, person
from tests.editing import small_case as published
from tests.editing import small_draft as draft

CATALOGUE_MODELS = [model for model in admin.site._registry if model._meta.app_label in {"cases", "frameworks"}]
READER, STAFF = "læser", "uden rolle"
ROLES = (READER, STAFF, EDITOR, PUBLISHER)
LOGIN, OK, NO, MOVED, GONE = 302, 200, 403, 302, 404


@pytest.fixture
def clients():
    found = {role: Client() for role in ROLES}
    found[STAFF].force_login(User.objects.create_user("staff", is_staff=True))
    for role in (EDITOR, PUBLISHER):
        found[role].force_login(person(role, role))
    return found


def of_case(name, *more):
    return lambda case: reverse(f"admin:cases_case_{name}", args=[case.pk, *more])


def fixed(name, *arguments):
    return lambda case: reverse(f"admin:{name}", args=arguments)


def term(model, page):
    return lambda case: admin_url(model, page, model.objects.all()[0].pk)


# What is asked for, of which case, and the answer to: a reader, staff without a role, an editor, a publisher.
GET = [
    (fixed("index"), draft, (LOGIN, OK, OK, OK)),
    (fixed("cases_case_changelist"), draft, (LOGIN, NO, OK, OK)),
    (fixed("cases_case_add"), draft, (LOGIN, NO, OK, OK)),
    (of_case("change"), draft, (LOGIN, NO, OK, OK)),
    (of_case("change"), published, (LOGIN, NO, OK, OK)),
    (of_case("preview"), draft, (LOGIN, NO, OK, OK)),
    (of_case("history"), draft, (LOGIN, NO, OK, OK)),
    (of_case("delete"), draft, (LOGIN, NO, NO, OK)),
    (of_case("delete"), published, (LOGIN, NO, NO, NO)),
    (of_case("transition", "send"), draft, (LOGIN, NO, OK, OK)),
    (of_case("transition", "publicer"), draft, (LOGIN, NO, NO, OK)),
    (of_case("transition", "arkiver"), published, (LOGIN, NO, NO, OK)),
    (of_case("transition", "findes-ikke"), draft, (LOGIN, NO, GONE, GONE)),
    (of_case("confirm"), published, (LOGIN, NO, NO, OK)),
    (of_case("discard"), draft, (LOGIN, NO, NO, NO)),
    (fixed("cases_case_import"), draft, (LOGIN, NO, OK, OK)),
    (of_case("yaml"), draft, (LOGIN, NO, OK, OK)),
    (fixed("cases_task_changelist"), draft, (LOGIN, NO, OK, OK)),
    (fixed("cases_task_add"), draft, (LOGIN, NO, NO, OK)),
    (term(Task, "delete"), draft, (LOGIN, NO, NO, OK)),
    (fixed("cases_synonymgroup_add"), draft, (LOGIN, NO, NO, OK)),
    (fixed("frameworks_passage_add"), draft, (LOGIN, NO, NO, OK)),
    (term(Phase, "change"), draft, (LOGIN, NO, OK, OK)),
    (fixed("search_miss_changelist"), draft, (LOGIN, NO, OK, OK)),
    (fixed("search_miss_add"), draft, (LOGIN, NO, NO, NO)),
    (fixed("cases_contribution_changelist"), draft, (LOGIN, NO, OK, OK)),
    (fixed("cases_contribution_add"), draft, (LOGIN, NO, NO, NO)),
    (fixed("cases_municipalitydomain_add"), draft, (LOGIN, NO, NO, OK)),
    (fixed("auth_user_changelist"), draft, (LOGIN, NO, NO, NO)),
    (fixed("auth_group_changelist"), draft, (LOGIN, NO, NO, NO)),
    (fixed("auth_user_add"), draft, (LOGIN, NO, NO, NO)),
]
POST = [
    (fixed("cases_case_add"), draft, (LOGIN, NO, OK, OK)),
    (of_case("change"), published, (LOGIN, NO, NO, OK)),
    (fixed("cases_case_import"), draft, (LOGIN, NO, OK, OK)),
    (of_case("correct"), published, (LOGIN, NO, MOVED, MOVED)),
    (of_case("transition", "send"), draft, (LOGIN, NO, MOVED, MOVED)),
    (of_case("transition", "publicer"), draft, (LOGIN, NO, NO, MOVED)),
    (of_case("transition", "arkiver"), published, (LOGIN, NO, NO, MOVED)),
    (of_case("restore", 1), published, (LOGIN, NO, NO, GONE)),
    (of_case("confirm"), published, (LOGIN, NO, NO, OK)),
    (of_case("copy"), published, (LOGIN, NO, MOVED, MOVED)),
    (of_case("discard"), draft, (LOGIN, NO, NO, NO)),
    (of_case("delete"), draft, (LOGIN, NO, NO, OK)),
    (fixed("cases_task_add"), draft, (LOGIN, NO, NO, OK)),
    (term(Task, "change"), draft, (LOGIN, NO, NO, OK)),
]


@pytest.mark.parametrize("which", [draft, published])
def test_opening_a_page(clients, which):
    case = which()
    for address, of, statuses in GET:
        if of is not which:
            continue
        url = address(case)
        answers = {role: client.get(url) for role, client in clients.items()}
        assert tuple(answers[role].status_code for role in ROLES) == statuses, url
        assert "next=" in answers[READER].url


@pytest.mark.parametrize("which", [draft, published])
def test_sending_a_form(clients, which):
    case = which()
    for address, of, statuses in POST:
        if of is not which:
            continue
        for role, status in zip(ROLES, statuses, strict=True):
            with transaction.atomic():
                # An empty form: who may send it gets it back with its errors.
                assert clients[role].post(address(case)).status_code == status, (address(case), role)
                transaction.set_rollback(True)


def test_a_person_without_the_staff_mark_gets_no_further_than_the_login():
    client = Client()
    client.force_login(User.objects.create_user("borger"))
    assert client.get(reverse("admin:index")).status_code == LOGIN


def test_every_model_of_the_catalogue_can_be_edited():
    own = {model for label in ("cases", "frameworks") for model in apps.get_app_config(label).get_models()}
    # The evidence of a finding is edited in the finding's form; an editor decides on a contribution as a whole.
    beside = {LessonEvidence, Adoption, Confirmation, ErrorReport, Suggestion, ContributionEvent}
    assert own - beside == set(CATALOGUE_MODELS)


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_list_and_form_opens_for_an_administrator_and_for_no_reader(admin_client, client, page):
    for model in CATALOGUE_MODELS:
        answer = admin_client.get(admin_url(model, page))
        may = page == "changelist" or admin.site._registry[model].has_add_permission(answer.wsgi_request)
        assert answer.status_code == (OK if may else NO), model
        assert client.get(admin_url(model, page)).status_code == LOGIN, model
