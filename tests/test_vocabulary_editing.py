"""Vocabularies: what is in use stays, addresses stay, and a list says how many cases use each value."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.urls import reverse

from casekatalog.core.vocabulary_admin import VocabularyAdmin
from casekatalog.core.vocabulary_usage import cases_using, lookups
from cases import models
from cases.editing.roles import PUBLISHER
from cases.models import Case, Municipality, Product, Task, Technology, Vendor
from cases.models.records import PARTS, part_model
from frameworks import models as framework
from frameworks.models import Grip, LeavittComponent, Phase, PreconditionPerspective
from tests.editing import admin_url, change_url, log_in
from tests.factories import generate_cases, make_case, make_correction
from tests.pages import queries_needed, text_of

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


@pytest.fixture
def publisher(client):
    log_in(client, PUBLISHER)
    return client


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
        publisher.get(admin_url(model, "delete", value.pk)),
        publisher.post(admin_url(model, "delete", value.pk), {"post": "yes"}),
        publisher.post(admin_url(model, "changelist"), action),
    ):
        page = answer.content.decode().split('id="content"')[1].split('id="footer"')[0]
        wanted = "i brug", "Ret først disse:", *map(change_url, using)
        assert [words for words in wanted if words not in page] == []
        assert (page.count("/admin/cases/case/"), 'type="submit"' in page) == (len(using), False)
    assert model.objects.filter(pk=value.pk).exists()
    assert list(cases_using(model, [value])) == using


def test_a_draft_or_a_correction_counts_too_and_is_marked(publisher, case):
    values = {model: USED[model](case) for model in DELETABLE}
    Case.objects.exclude(pk=case.pk).delete()
    link, original = f'<a href="{change_url(case)}">{case}</a>', make_case()
    for revises, marked in ((None, "(kladde)"), (original, "(rettelse, kladde)")):
        Case.objects.filter(pk=case.pk).update(status=Case.Status.DRAFT, revises=revises)
        for model, value in values.items():
            page = publisher.post(admin_url(model, "delete", value.pk), {"post": "yes"}).content.decode()
            assert f"{link} {marked}" in page, model
            assert model.objects.filter(pk=value.pk).exists(), model


@pytest.mark.parametrize("model", list(USED), ids=lambda model: model.__name__)
def test_the_database_itself_refuses_too(case, model):
    value = USED[model](case)
    for delete in (value.delete, model.objects.filter(pk=value.pk).delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()
    assert case in cases_using(model, [value])


def test_a_value_that_nobody_uses_can_be_deleted(publisher, case):
    values = {model: USED[model](case) for model in DELETABLE}
    Case.objects.all().delete()
    # A product goes before its vendor, which it uses.
    for model, value in values.items():
        assert publisher.post(admin_url(model, "delete", value.pk), {"post": "yes"}).status_code == 302, model
        assert not model.objects.filter(pk=value.pk).exists(), model


def test_of_several_chosen_the_list_says_which_are_used_by_what_and_none_goes(publisher, case):
    Case.objects.filter(pk=case.pk).update(title="<script>alert(1)</script>")
    free = Task.objects.create(slug="fri", name="Fri opgave", order=99)
    used = case.tasks.first()
    action = {"action": "delete_selected", "_selected_action": [free.pk, used.pk], "post": "yes"}
    page = publisher.post(admin_url(Task, "changelist"), action).content.decode()
    assert [words for words in (f"<li>{used}\n", "&lt;script&gt;alert(1)") if words not in page] == []
    assert [words for words in ("<li>Fri opgave", "<script>alert(1)") if words in page] == []
    assert Task.objects.filter(pk__in=[free.pk, used.pk]).count() == 2


# --- What is written once


@pytest.mark.parametrize(
    ("model", "kept"),
    [(Municipality, ["code"]), (framework.Passage, ["slug", "page"])]
    + [(model, ["slug"]) for model in (Technology, models.SynonymGroup, Grip, framework.GlossaryTerm, framework.Tool)]
    + [(model, ["slug", "order"]) for model in FIXED],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_addresses_and_figures_depend_on_is_written_once(publisher, model, kept):
    row = model.objects.first()
    before = {name: getattr(row, name) for name in kept}
    form = publisher.get(admin_url(model, "change", row.pk)).context["adminform"].form
    assert not set(kept) & set(form.fields)
    fields = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    assert publisher.post(admin_url(model, "change", row.pk), fields | dict.fromkeys(kept, "9")).status_code == 302
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in kept} == before


@pytest.mark.parametrize("model", FIXED, ids=lambda model: model.__name__)
def test_a_term_that_a_figure_has_a_place_for_is_neither_added_nor_deleted(admin_client, model):
    row = model.objects.first()
    assert admin_client.get(admin_url(model, "add")).status_code == 403
    assert admin_client.post(admin_url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in admin_client.get(admin_url(model, "changelist")).content.decode()
    fields = {"name": "Et nyt navn", "short_name": "", "description": "Ny tekst."}
    assert admin_client.post(admin_url(model, "change", row.pk), fields).status_code == 302
    assert model.objects.get(pk=row.pk).name == "Et nyt navn"


def test_a_new_term_is_suggested_as_the_last_one_and_is_filtered_by_at_once(publisher):
    page = publisher.get(admin_url(Technology, "add"))
    assert page.context["adminform"].form.initial["order"] == Technology.objects.count() + 1
    assert "kan ikke ændres bagefter" in page.content.decode()
    fields = {"slug": "chatbot", "name": "Chatbot", "short_name": "", "order": 11, "description": ""}
    assert publisher.post(admin_url(Technology, "add"), fields).status_code == 302
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
    return {row.pk: row.number_of_cases for row in client.get(admin_url(model, "changelist")).context["cl"].result_list}


@pytest.mark.parametrize("words", ["a", "%", "\x00", "'", "æ" * 300])
def test_a_list_is_searched(publisher, words):
    assert publisher.get(admin_url(Vendor, "changelist"), {"q": words}).status_code == 200


def test_every_list_is_searched(publisher):
    for model in VOCABULARIES:
        assert publisher.get(admin_url(model, "changelist"), {"q": f"a% {'æ' * 300}'"}).status_code == 200, model


def test_a_list_needs_as_many_queries_with_many_cases(publisher):
    def needed():
        lists = [admin_url(model, "changelist") for model in VOCABULARIES]
        return {url: queries_needed(partial(publisher.get, url)) for url in lists}

    few = needed()
    generate_cases(12)
    assert needed() == few
    assert max(few.values()) <= 12


# --- The parts of cases


@pytest.mark.parametrize("model", [part_model(name) for name in PARTS], ids=lambda model: model.__name__)
def test_a_part_is_looked_at_across_cases_and_edited_on_its_case(admin_client, model):
    client, row = admin_client, model.objects.first()
    page = client.get(admin_url(model, "changelist"), {"q": "a"}).content.decode()
    assert (page.count("/admin/cases/case/") > 1, "delete_selected" in page) == (True, False)
    assert client.get(admin_url(model, "add")).status_code == 403
    for url in (admin_url(model, "change", row.pk), admin_url(model, "delete", row.pk)):
        for answer in (client.get(url), client.post(url, {"post": "yes"})):
            assert (answer.status_code, answer.url) == (302, change_url(row.case))
    assert [client.get(admin_url(model, "change", key)).status_code for key in ("0", "x")] == [404, 404]
    assert model.objects.filter(pk=row.pk).exists()


def test_a_draft_can_still_be_deleted_with_its_parts(publisher, case):
    Case.objects.filter(pk=case.pk).update(status=Case.Status.DRAFT)
    assert publisher.post(reverse("admin:cases_case_delete", args=[case.pk]), {"post": "yes"}).status_code == 302
    assert not Case.objects.filter(pk=case.pk).exists()


def test_the_history_of_a_value_says_who_changed_what(publisher):
    row = Vendor.objects.create(name="Gammelt navn", slug="gammelt")
    for name in ("Nyt navn", "Nyeste navn"):
        publisher.post(admin_url(Vendor, "change", row.pk), {"name": name})
    page = text_of(publisher.get(admin_url(Vendor, "history", row.pk)))
    said = "Navn Slettet: Gammelt Nyt: Nyt navn", "Slettet: Nyt Nyt: Nyeste navn", "Som det var, før det blev rettet"
    assert [words for words in said if words not in page] == []
    assert page.count("Rettet") == 2
