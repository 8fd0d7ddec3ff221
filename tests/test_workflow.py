"""The way of a case from draft to archive: who may take which step, and what readers see after it."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from cases.models import Case, Contact
from cases.models.records import records_of
from cases.workflow import history
from cases.workflow.publication_requirements import unmet_requirements
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import browser, change_url, editor, messages_of, open_form, publisher, small_case, transition_url
from tests.factories import make_case, make_contact

Status = Case.Status


@pytest.fixture
def case():
    return small_case()


@pytest.fixture
def anna():
    return browser(editor())


@pytest.fixture
def bo():
    return browser(publisher())


def put(case, status, **fields):
    Case.objects.filter(pk=case.pk).update(status=status, **fields)
    case.refresh_from_db()
    return case


def status_of(case):
    return Case.objects.get(pk=case.pk).status


def test_the_way_from_draft_to_archive_and_back(anna, bo, client, case):
    put(case, Status.DRAFT)
    for who, step, expected in [
        (anna, "send", Status.IN_REVIEW),
        (anna, "traek-tilbage", Status.DRAFT),
        (anna, "send", Status.IN_REVIEW),
        (bo, "send-tilbage", Status.DRAFT),
        (anna, "send", Status.IN_REVIEW),
        (bo, "publicer", Status.PUBLISHED),
        (bo, "arkiver", Status.ARCHIVED),
        (bo, "hent-frem", Status.DRAFT),
        (bo, "publicer", Status.PUBLISHED),
    ]:
        before = status_of(case)
        assert who.get(transition_url(case, step)).status_code == 200
        assert status_of(case) == before  # looking at a step does not take it
        assert who.post(transition_url(case, step), {"answer": "Fordi."}).status_code == 302
        assert status_of(case) == expected
    assert client.get(case.get_absolute_url()).status_code == 200
    assert [version.who for version in history.versions(case)][:3] == ["Bo", "Bo", "Bo"]


@pytest.mark.parametrize("status", Status)
def test_no_step_is_taken_but_from_its_status_by_who_may(anna, bo, case, status):
    put(case, status)
    for step, transition in TRANSITIONS.items():
        for client in (anna, bo):
            may = client is bo or transition.permission == "cases.change_case"
            if step == "traek-tilbage" and client is bo:
                may = False  # who may send back says why
            with transaction.atomic():
                client.post(transition_url(case, step), {"answer": "Fordi."})
                expected = transition.target if may and status in transition.from_statuses else status
                assert status_of(case) == expected, (step, client is bo)
                transaction.set_rollback(True)


def test_sending_back_needs_a_message_and_the_editor_sees_it(anna, bo, case):
    put(case, Status.IN_REVIEW)
    assert "Dette felt er påkrævet" in bo.post(transition_url(case, "send-tilbage"), {"answer": " "}).content.decode()
    assert status_of(case) == Status.IN_REVIEW
    bo.post(transition_url(case, "send-tilbage"), {"answer": "Skriv <b>siden</b> på tallet"})
    assert "Skriv &lt;b&gt;siden&lt;/b&gt; på tallet" in anna.get(change_url(case)).content.decode()
    anna.post(transition_url(case, "send"))
    assert Case.objects.get(pk=case.pk).review_note == ""


def test_an_empty_draft_lists_everything_it_lacks_with_ways_to_the_fields(bo):
    case = make_case()
    page = bo.get(transition_url(case, "publicer")).content.decode()
    screen = bo.get(change_url(case)).content.decode()
    anchors = {found.anchor for found in unmet_requirements(case)}
    assert {"id_summary", "id_background", "id_first_page", "id_tasks", "purposes-group", "steps-group"} <= anchors
    for anchor in anchors:
        assert f'href="{change_url(case)}#{anchor}"' in page
        assert f'id="{anchor}"' in screen
    assert "Fasen Udvikle har ingen trin" in page
    assert bo.post(transition_url(case, "publicer")).status_code == 200
    assert status_of(case) == Status.DRAFT


def test_a_phase_without_steps_must_be_explained_and_readers_see_why(bo, client, case):
    put(case, Status.DRAFT)
    case.steps.filter(phase__slug="levere").delete()
    assert "har ingen trin" in bo.post(transition_url(case, "publicer")).content.decode()
    Case.objects.filter(pk=case.pk).update(phases_explained="Kommunen er ikke i mål endnu.")
    assert bo.post(transition_url(case, "publicer")).status_code == 302
    assert "Kommunen er ikke i mål endnu." in client.get(case.get_absolute_url()).content.decode()


def test_a_case_from_another_source_needs_no_pages_and_names_its_source(bo, client, case):
    pages = dict.fromkeys(("first_page", "preconditions_page", "implementation_page", "last_page"))
    put(case, Status.DRAFT, source="Interview med Vesthimmerlands Kommune, maj 2026", **pages)
    case.key_figures.update(page=None)
    case.evidence.update(page=None)
    assert bo.post(transition_url(case, "publicer")).status_code == 302
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Kilde: Interview med Vesthimmerlands Kommune, maj 2026." in page
    assert [words for words in ("None", "september 2019") if words in page] == []


def test_the_first_publication_gives_the_next_number_and_the_second_keeps_it(bo, case):
    records = records_of(case)
    new = start_correction(case, publisher("Eva"))
    Case.objects.filter(pk=new.pk).update(revises=None, slug="nr-27", title="Nummer 27")
    bo.post(transition_url(new, "publicer"))
    new.refresh_from_db()
    assert (new.number, new.status) == (27, Status.PUBLISHED)
    bo.post(transition_url(new, "arkiver"), {"answer": ""})
    bo.post(transition_url(new, "hent-frem"))
    bo.post(transition_url(new, "publicer"))
    new.refresh_from_db()
    assert new.number == 27
    assert records_of(case) == records


# --- Correcting a published case -------------------------------------------------------------------------------------


def correct(client, case):
    client.post(reverse("admin:cases_case_correct", args=[case.pk]))
    return Case.objects.get(revises=case)


def test_an_editor_corrects_a_published_case_in_a_draft_and_readers_see_it_when_it_is_published(anna, bo, client, case):
    make_contact(case)
    correction = correct(anna, case)
    form = open_form(anna, correction)
    assert anna.post(change_url(correction), form | {"summary": ["Det nye resumé."]}).status_code == 302
    anna.post(transition_url(correction, "send"))
    assert "Det nye resumé." not in client.get(case.get_absolute_url()).content.decode()
    review = bo.get(transition_url(correction, "publicer")).content.decode()
    assert [words for words in ("<ins>", "nye") if words not in review] == []
    bo.post(transition_url(correction, "publicer"))
    assert "Det nye resumé." in client.get(case.get_absolute_url()).content.decode()
    assert not Case.objects.filter(revises=case).exists()
    assert Contact.objects.get(case=case).name == "Xenia Ørsbæk"
    newest = history.versions(case)[0]
    assert (newest.who, newest.revision.comment) == ("Bo", "Rettelse skrevet af Anna")
    found = [(change.what, change.kind, [field.label for field in change.fields]) for change in newest.changes]
    assert found == [("Casen", "rettet", ["Resumé"])]


def test_there_is_one_correction_at_a_time_and_the_published_case_waits_for_it(anna, bo, case):
    first = correct(anna, case)
    assert correct(bo, case) == first
    assert bo.post(change_url(case), {"title": "Uden om"}).status_code == 403
    first.delete()
    assert bo.get(change_url(case)).context["has_change_permission"]


@pytest.mark.parametrize("length", [10, 80])
def test_a_correction_can_be_begun_where_another_case_has_the_slug_it_would_have(case, length):
    slug = "a" * length
    Case.objects.filter(pk=case.pk).update(slug=slug)
    taken = make_case(slug=slug[:71] + "-rettelse")
    assert start_correction(case, publisher()).slug == (slug[:69] + "-rettelse-2")
    assert Case.objects.get(pk=taken.pk).revises is None


def test_a_case_cannot_have_the_slug_of_an_address(anna):
    answer = anna.post(reverse("admin:cases_case_add"), {"slug": " cases\u200b", "title": "Ny"})
    assert "Kortnavnet er en del af andre adresser. Vælg et andet." in answer.text


def test_an_editor_is_offered_a_draft_of_what_readers_see_and_cannot_save_it(anna, case):
    page = anna.get(change_url(case)).content.decode()
    assert ("Ret i en kladde" in page, 'name="_save"' in page) == (True, False)


# --- Preview and saving on the way -----------------------------------------------------------------------------------


def test_a_draft_is_previewed_as_the_page_readers_would_see(anna, case):
    url = reverse("admin:cases_case_preview", args=[put(case, Status.DRAFT).pk])
    page = anna.get(url).content.decode()
    assert [words for words in (case.title, "Kladde", "noindex") if words not in page] == []
    assert anna.post(url).status_code == 405


def test_saving_and_publishing_in_one_go_saves_first_and_then_asks(bo, case):
    put(case, Status.DRAFT)
    answer = bo.post(change_url(case), open_form(bo, case) | {"summary": ["Nyt."], "_transition": ["publicer"]})
    assert answer.url == transition_url(case, "publicer")
    case.refresh_from_db()
    assert (case.summary, case.status) == ("Nyt.", Status.DRAFT)


def test_restoring_a_version_from_the_history(bo, case):
    bo.post(change_url(case), open_form(bo, case) | {"summary": ["Forkert."]})
    page = bo.get(reverse("admin:cases_case_history", args=[case.pk])).content.decode()
    assert "Gendan denne version" in page
    restore = reverse("admin:cases_case_restore", args=[case.pk, history.versions(case)[-1].pk])
    assert bo.get(restore).status_code == 405
    assert bo.post(restore).status_code == 302
    case.refresh_from_db()
    assert case.summary.startswith("En softwarerobot samler")


def test_a_version_that_uses_something_deleted_says_so_and_changes_nothing(bo, case):
    bo.post(change_url(case), open_form(bo, case) | {"summary": ["Nu."]})
    product = case.case_products.all()[0].product
    case.case_products.all().delete()
    product.case_products.all().delete()
    product.delete()
    history.record(case, None, "Uden system")
    before = records_of(case)
    answer = bo.post(reverse("admin:cases_case_restore", args=[case.pk, history.versions(case)[-1].pk]))
    assert "Versionen kan ikke gendannes" in messages_of(answer)
    assert records_of(case) == before


def test_a_published_case_is_not_deleted(bo, case):
    assert bo.post(reverse("admin:cases_case_delete", args=[case.pk]), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [case.pk], "post": "yes"}
    answer = bo.post(reverse("admin:cases_case_changelist"), action)
    assert "skal arkiveres først" in answer.content.decode()
    assert Case.objects.filter(pk=case.pk).exists()


def test_two_who_publish_at_once_publish_once(case):
    put(case, Status.IN_REVIEW)
    bo = publisher()
    perform(TRANSITIONS["publicer"], case, bo)
    with pytest.raises(Exception, match="Casen er nu “Publiceret”"):
        perform(TRANSITIONS["publicer"], case, bo)


def test_a_correction_with_a_title_that_another_case_took_is_refused_in_words(anna, bo, case):
    taken = Case.objects.get(number=1).title
    correction = correct(anna, case)
    answer = anna.post(change_url(correction), open_form(anna, correction) | {"title": [taken]})
    assert "En anden case har samme titel" in answer.content.decode()
    Case.objects.filter(pk=correction.pk).update(title=taken)
    answer = bo.post(transition_url(correction, "publicer"))
    assert "Giv rettelsen en anden titel" in messages_of(answer)
    assert Case.objects.filter(pk=correction.pk).exists()


def test_readers_are_told_when_a_case_came_and_when_it_last_changed_for_them(bo, case):
    put(case, Status.DRAFT, first_published_at=None, changed_at=None)
    perform(TRANSITIONS["publicer"], case, publisher("Dan"))
    came, changed = dates_of(case)
    assert came == changed is not None
    correction = start_correction(case, User.objects.get(username="dan"))
    assert dates_of(correction) == (None, None)
    assert dates_of(case) == (came, changed)
    perform(TRANSITIONS["publicer"], correction, User.objects.get(username="dan"))
    after = dates_of(case)
    assert (after[0], after[1] > changed) == (came, True)
    bo.post(transition_url(case, "arkiver"), {"answer": "Fordi."})
    assert dates_of(case) == after


def dates_of(case):
    return Case.objects.values_list("first_published_at", "changed_at").get(pk=case.pk)
