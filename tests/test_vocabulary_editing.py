"""Vocabularies: what is in use stays, addresses stay, and a list says how many cases use each value."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model, ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casekatalog.core.vocabulary_admin import VocabularyAdmin
from casekatalog.core.vocabulary_usage import cases_using, lookups
from cases import models
from cases.editing.roles import PUBLISHER
from cases.models import Case, Municipality, Product, Task, Technology, Vendor
from cases.models.records import PARTS, part_model
from frameworks import models as framework
from frameworks.models import Grip, LeavittComponent, Phase, PreconditionPerspective
from tests.editing import change_url, log_in
from tests.factories import generate_cases, make_case, make_correction

VOCABULARIES = [model for model, screen in admin.site._registry.items() if isinstance(screen, VocabularyAdmin)]
FIXED = [Phase, LeavittComponent, PreconditionPerspective]
# How case 20 uses a value of each: through a key, a many-to-many, a part, or a product.
USED: dict[type[Model], Callable[[Case], Any]] = {
    Municipality: lambda case: case.municipality,
    models.SupportFunction: lambda case: case.support_function,
    Task: lambda case: case.tasks.first(),
    Technology: lambda case: case.technologies.first(),
    Product: lambda case: case.products.first(),
    Vendor: lambda case: vendor_of(case.products.first()),
    Grip: lambda case: case.evidence.first().grip,
    framework.GainPerspective: lambda case: case.gains.first().gain,
    framework.PreconditionTheme: lambda case: case.preconditions.exclude(theme=None).first().theme,
    Phase: lambda case: case.steps.first().phase,
    LeavittComponent: lambda case: case.changes.first().component,
    PreconditionPerspective: lambda case: case.preconditions.first().perspective,
}
DELETABLE = [model for model in USED if model not in FIXED]


def vendor_of(product):
    product.vendor = Vendor.objects.create(slug="en-leverandoer", name="En leverandør")
    product.save()
    return product.vendor


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def publisher(client):
    log_in(client, PUBLISHER)
    return client


@pytest.fixture
def case():
    return Case.objects.get(number=20)


# --- Deleting


def test_every_way_a_case_uses_a_value_is_known():
    """A relation that is added later is found by itself; a vocabulary that no case can use is not in the table."""
    used = {model for model in (*apps.get_app_config("frameworks").get_models(), *USED) if lookups(model)}
    assert used == set(USED)
    assert set(lookups(Vendor)) == {"case_products__vendor", "case_products__product__vendor"}
    assert set(lookups(Grip)) == {"evidence__grip", "grip_examples__grip"}


@pytest.mark.parametrize("model", DELETABLE, ids=lambda model: model.__name__)
def test_deleting_a_value_in_use_is_refused_with_the_cases_as_links(publisher, case, model):
    value = USED[model](case)
    using = list(cases_using(model, [value]))
    assert case in using
    action = {"action": "delete_selected", "_selected_action": [value.pk], "post": "yes"}
    for answer in (
        publisher.get(address(model, "delete", value.pk)),
        publisher.post(address(model, "delete", value.pk), {"post": "yes"}),
        publisher.post(address(model, "changelist"), action),
    ):
        page = answer.content.decode().split('id="content"')[1].split('id="footer"')[0]
        assert answer.status_code == 200
        assert "i brug" in page
        assert "Ret først disse:" in page
        assert all(change_url(case) in page for case in using)
        assert page.count("/admin/cases/case/") == len(using)
        assert 'type="submit"' not in page
    assert model.objects.filter(pk=value.pk).exists()
    assert list(cases_using(model, [value])) == using


@pytest.mark.parametrize("model", DELETABLE, ids=lambda model: model.__name__)
def test_a_draft_or_a_correction_counts_too_and_is_marked(publisher, case, model):
    value = USED[model](case)
    Case.objects.exclude(pk=case.pk).delete()
    Case.objects.filter(pk=case.pk).update(status=Case.Status.DRAFT)
    page = publisher.post(address(model, "delete", value.pk), {"post": "yes"}).content.decode()
    assert f'<a href="{change_url(case)}">{case}</a> (kladde)' in page
    original = make_case()
    Case.objects.filter(pk=case.pk).update(revises=original)
    page = publisher.post(address(model, "delete", value.pk), {"post": "yes"}).content.decode()
    assert f"{case}</a> (rettelse, kladde)" in page
    assert model.objects.filter(pk=value.pk).exists()


@pytest.mark.parametrize("model", list(USED), ids=lambda model: model.__name__)
def test_the_database_itself_refuses_too(case, model):
    value = USED[model](case)
    for delete in (value.delete, model.objects.filter(pk=value.pk).delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()
    assert case in cases_using(model, [value])


@pytest.mark.parametrize("model", DELETABLE, ids=lambda model: model.__name__)
def test_a_value_that_nobody_uses_can_be_deleted(publisher, case, model):
    value = USED[model](case)
    Product.objects.update(vendor=None)
    Case.objects.all().delete()
    if model is Vendor:
        value = Vendor.objects.get(slug="en-leverandoer")
    answer = publisher.post(address(model, "delete", value.pk), {"post": "yes"})
    assert answer.status_code == 302
    assert not model.objects.filter(pk=value.pk).exists()


def test_of_several_chosen_the_list_says_which_are_used_by_what_and_none_goes(publisher, case):
    free = Task.objects.create(slug="fri", name="Fri opgave", order=99)
    used = case.tasks.first()
    action = {"action": "delete_selected", "_selected_action": [free.pk, used.pk], "post": "yes"}
    page = publisher.post(address(Task, "changelist"), action).content.decode()
    assert f"<li>{used}\n" in page
    assert "<li>Fri opgave" not in page
    assert Task.objects.filter(pk__in=[free.pk, used.pk]).count() == 2


def test_a_title_is_shown_as_text_in_the_list_of_cases(publisher, case):
    Case.objects.filter(pk=case.pk).update(title="<script>alert(1)</script>")
    page = publisher.get(address(Municipality, "delete", case.municipality_id)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


# --- What is written once


@pytest.mark.parametrize(
    ("model", "kept"),
    [
        (Technology, ["slug"]),
        (Municipality, ["code"]),
        (models.SynonymGroup, ["slug"]),
        (framework.Passage, ["slug", "page"]),
    ]
    + [(Grip, ["slug"]), (framework.GlossaryTerm, ["slug"]), (framework.Tool, ["slug"])]
    + [(model, ["slug", "order"]) for model in FIXED],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_addresses_and_figures_depend_on_is_written_once(publisher, model, kept):
    row = model.objects.first()
    before = {name: getattr(row, name) for name in kept}
    form = publisher.get(address(model, "change", row.pk)).context["adminform"].form
    assert not set(kept) & set(form.fields)
    fields = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    answer = publisher.post(address(model, "change", row.pk), fields | dict.fromkeys(kept, "9"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in kept} == before


@pytest.mark.parametrize("model", FIXED, ids=lambda model: model.__name__)
def test_a_term_that_a_figure_has_a_place_for_is_neither_added_nor_deleted(client, model):
    client.force_login(User.objects.create_superuser("admin"))
    row = model.objects.first()
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(address(model, "changelist")).content.decode()
    fields = {"name": "Et nyt navn", "short_name": "", "description": "Ny tekst."}
    assert client.post(address(model, "change", row.pk), fields).status_code == 302
    assert model.objects.get(pk=row.pk).name == "Et nyt navn"


def test_a_new_term_is_suggested_as_the_last_one_and_is_filtered_by_at_once(publisher):
    page = publisher.get(address(Technology, "add"))
    assert page.context["adminform"].form.initial["order"] == Technology.objects.count() + 1
    assert "kan ikke ændres bagefter" in page.content.decode()
    fields = {"slug": "chatbot", "name": "Chatbot", "short_name": "", "order": 11, "description": ""}
    assert publisher.post(address(Technology, "add"), fields).status_code == 302
    assert 'value="chatbot"' in publisher.get("/cases/").content.decode()


# --- The lists


def test_the_list_counts_each_case_once_and_a_correction_with_its_case(publisher, case):
    grip = case.evidence.first().grip
    wanted = Case.objects.filter(evidence__grip=grip).distinct().count()
    correction = make_correction(case)
    correction.evidence.create(grip=grip, order=1, text="Belæg.")
    product = case.products.get(slug="marc-autorisationskontrol")
    case.case_products.create(product=product, role="integration", order=90, text="“ord”")
    assert counted(publisher, Grip)[grip.pk] == wanted
    assert counted(publisher, Product)[product.pk] == Case.objects.filter(products=product).distinct().count()
    vendor_of(product)
    assert counted(publisher, Vendor)[product.vendor_id] == counted(publisher, Product)[product.pk]
    assert counted(publisher, Municipality)[Municipality.objects.get(code="0101").pk] == 1
    assert set(counted(publisher, PreconditionPerspective).values()) == {26}


def counted(client, model):
    return {row.pk: row.number_of_cases for row in client.get(address(model, "changelist")).context["cl"].result_list}


@pytest.mark.parametrize("words", ["", "a", "%", "\x00", "'", "æ" * 300])
def test_every_list_opens_and_is_searched(publisher, words):
    for model in VOCABULARIES:
        assert publisher.get(address(model, "changelist"), {"q": words}).status_code == 200


def test_a_list_needs_as_many_queries_with_many_cases(publisher):
    def needed():
        found = {}
        for model in VOCABULARIES:
            with CaptureQueriesContext(connection) as captured:
                assert publisher.get(address(model, "changelist")).status_code == 200
            found[model.__name__] = len(captured)
        return found

    needed()
    few = needed()
    generate_cases(60)
    assert needed() == few
    assert max(few.values()) <= 12


# --- The parts of cases


@pytest.mark.parametrize("model", [part_model(name) for name in PARTS], ids=lambda model: model.__name__)
def test_a_part_is_looked_at_across_cases_and_edited_on_its_case(client, model):
    client.force_login(User.objects.create_superuser("admin"))
    row = model.objects.first()
    page = client.get(address(model, "changelist"), {"q": "a"}).content.decode()
    assert client.get(address(model, "changelist")).content.decode().count("/admin/cases/case/") > 1
    assert "delete_selected" not in page
    assert client.get(address(model, "add")).status_code == 403
    for action in ("change", "delete"):
        for answer in (
            client.get(address(model, action, row.pk)),
            client.post(address(model, action, row.pk), {"post": "yes"}),
        ):
            assert answer.status_code == 302
            assert answer.url == change_url(row.case)
    assert client.get(address(model, "change", "0")).status_code == 404
    assert client.get(address(model, "change", "x")).status_code == 404
    assert model.objects.filter(pk=row.pk).exists()


def test_a_draft_can_still_be_deleted_with_its_parts(publisher, case):
    Case.objects.filter(pk=case.pk).update(status=Case.Status.DRAFT)
    assert publisher.post(reverse("admin:cases_case_delete", args=[case.pk]), {"post": "yes"}).status_code == 302
    assert not Case.objects.filter(pk=case.pk).exists()
