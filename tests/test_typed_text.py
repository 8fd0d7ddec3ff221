"""What an editor typed comes back: after the session's end, and when a colleague was faster with the case itself."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core import signing
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse

from casekatalog.core import kept_forms
from cases.models import Case, Contact, SynonymGroup, Vendor
from cases.workflow import history
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests import signing_in
from tests.editing import (
    admin_url,
    browser,
    change_url,
    editor,
    errors_of,
    form_of,
    open_form,
    publisher,
    small_case,
    small_draft,
    transition_url,
    unchanged_form,
)
from tests.factories import make_contact

TYPED = "En times arbejde, med frokost."


@pytest.fixture
def anna():
    user = editor("Anna")
    user.set_password(signing_in.PASSWORD)
    user.save()
    return user


@pytest.fixture
def bo():
    return publisher("Bo")


def text_of(answer) -> str:
    return answer.content.decode()


def form(answer):
    assert answer.status_code == 200
    return form_of(text_of(answer))


# --- The session ends


def test_the_form_comes_back_after_the_sign_in_and_is_forgotten_when_it_is_saved(anna):
    case, client = small_draft(), browser(anna)
    typed = open_form(client, case) | {"background": [TYPED]}
    client.session.flush()
    answer = client.post(change_url(case), typed)
    assert answer.url == f"/konto/log-ind/?next={change_url(case)}"
    back = client.post(answer.url, {"login": "anna", "password": signing_in.PASSWORD}, follow=True)
    assert form(back)["background"] == [TYPED]
    assert "Alt, hvad du skrev, står her" in " ".join(errors_of(back))
    assert not Case.objects.filter(background=TYPED).exists()
    saved = client.post(change_url(case), form(back))
    assert errors_of(saved) == []
    assert Case.objects.get(pk=case.pk).background == TYPED
    assert not errors_of(client.get(change_url(case)))


def test_a_new_case_comes_back_too_and_can_be_discarded(anna):
    client, address = browser(anna), reverse("admin:cases_case_add")
    typed = form_of(text_of(client.get(address))) | {"title": ["Ny case"], "summary": [TYPED]}
    client.session.flush()
    client.post(address, typed)
    client.force_login(anna)
    assert form(client.get(address))["summary"] == [TYPED]
    client.post(address, {"_discard": "ja"})
    assert TYPED not in text_of(client.get(address))


def test_only_the_account_that_wrote_it_gets_it_back(anna, bo):
    case, client = small_draft(), browser(anna)
    typed = unchanged_form(client, case) | {"background": [TYPED]}
    client.session.flush()
    client.post(change_url(case), typed)
    assert TYPED not in text_of(browser(bo).get(change_url(case)))
    assert kept_for(anna, case)["background"] == TYPED
    for sealed in ("", "x", signing.dumps(anna.pk, salt="another"), signing.dumps(0, salt=kept_forms._SALT)):
        caches["shared"].clear()
        answer = Client().post(change_url(case), typed | {"written_by": [sealed]})
        assert (answer.status_code, kept_for(anna, case)) == (302, None)


def kept_for(user, case):
    request = RequestFactory().get(change_url(case))
    request.user = user
    return kept_forms.kept(request)


def test_a_form_from_before_another_sign_in_comes_back(anna):
    case, client = small_draft(), Client(enforce_csrf_checks=True)
    client.force_login(anna)
    typed = open_form(client, case) | {"background": [TYPED], "csrfmiddlewaretoken": ["x" * 64]}
    answer = client.post(change_url(case), typed, follow=True)
    assert form(answer)["background"] == [TYPED]
    client.force_login(editor("Carl"))
    answer = client.post(change_url(case), typed)
    assert (answer.status_code, "hører til en anden konto" in text_of(answer)) == (403, True)


def test_the_copy_in_the_browser_is_put_into_the_form_with_the_stored_contact_person(bo):
    case, client = small_draft(), browser(bo)
    make_contact(case)
    typed = open_form(client, case) | {"background": [TYPED], "_give_back": ["ja"]}
    sent = {name: values for name, values in typed.items() if not re.match(r"contact-0-(?!id$|case$)", name)}
    back = form(client.post(change_url(case), sent))
    assert (back["background"], back["contact-0-name"]) == ([TYPED], ["Xenia Ørsbæk"])
    assert client.post(change_url(case), back).status_code == 302
    assert Contact.objects.get(case=case).name == "Xenia Ørsbæk"


def test_the_message_about_a_saved_form_names_the_browsers_copy(anna):
    case, client = small_draft(), browser(anna)
    answer = client.post(change_url(case), unchanged_form(client, case) | {"copy": ["12345"]}, follow=True)
    assert 'class="saved-12345 success"' in text_of(answer)


def test_prolonging_says_how_long_the_session_lasts_and_needs_one(anna):
    address = reverse("account_prolong")
    assert 3590 < browser(anna).post(address).json()["seconds"] <= 3600
    assert (Client().post(address).status_code, browser(anna).get(address).status_code) == (401, 405)


# --- A colleague was faster


def write(case, user, **fields):
    """What saving the form does: `test_editing_conflicts.py` has two editors with a form each."""
    Case.objects.filter(pk=case.pk).update(**fields)
    history.record(Case.objects.get(pk=case.pk), user, "Rettet")


def publish(case, bo):
    return perform(TRANSITIONS["publicer"], Case.objects.get(pk=case.pk), bo)


def comes_back(client, case, typed, *said):
    """The answer holds the text and says what happened; sent where it says, it is saved. Returns the case it is in."""
    answer = client.post(change_url(case), typed)
    page = text_of(answer)
    assert [words for words in said if words not in page] == []
    back = form(answer)
    assert (back["background"], back["steps-0-heading"]) == ([TYPED], ["Annas trin"])
    address = re.search(r'action="(/admin/cases/case/[^"]+)"[^>]*id="case_form"', page).group(1)
    assert errors_of(client.post(address, back)) == []
    return Case.objects.get(background=TYPED)


def typed_in(client, case, form=open_form):
    return form(client, case) | {"background": [TYPED], "steps-0-heading": ["Annas trin"]}


def test_a_draft_that_was_published_meanwhile_is_corrected_with_the_text(anna, bo):
    case, client = small_case(Case.Status.IN_REVIEW), browser(anna)
    write(case, anna, summary="Før.")
    typed = typed_in(client, case)
    write(case, bo, answer_what="Bos svar.")
    publish(case, bo)
    steps = case.steps.count()
    saved = comes_back(client, case, typed, "Bo har publiceret casen, mens du skrev", "Bos svar.")
    assert (saved.revises_id, saved.answer_what, saved.steps.count()) == (case.pk, "Bos svar.", steps)
    assert next(step.heading for step in saved.steps.all()) == "Annas trin"


def test_a_case_that_somebody_began_to_correct_meanwhile_takes_the_text_into_the_correction(anna, bo):
    case, carl = small_case(), publisher("Carl")
    typed = typed_in(browser(carl), case, unchanged_form)
    correction = start_correction(case, bo)
    write(correction, bo, answer_what="Bos svar.")
    said = "Bo er begyndt på en rettelse af casen, mens du skrev"
    saved = comes_back(browser(carl), case, typed, said, "Bos svar.")
    assert (saved, saved.answer_what, saved.steps.count()) == (correction, "Bos svar.", case.steps.count())


def test_a_correction_that_was_published_meanwhile_is_corrected_again(anna, bo):
    case = small_case()
    correction = start_correction(case, anna)
    typed = typed_in(browser(anna), correction)
    write(correction, bo, answer_what="Bos svar.")
    publish(correction, bo)
    saved = comes_back(browser(anna), correction, typed, "Bo har publiceret rettelsen, mens du skrev")
    assert (saved.revises_id, saved.answer_what, saved.steps.count()) == (case.pk, "Bos svar.", case.steps.count())


def test_a_case_that_was_archived_meanwhile_waits_for_a_publisher(anna, bo):
    case, carl = small_case(), publisher("Carl")
    typed = typed_in(browser(carl), case, unchanged_form)
    perform(TRANSITIONS["arkiver"], case, bo)
    answer = browser(carl).post(change_url(case), typed)
    assert "Bo har arkiveret casen, mens du skrev" in text_of(answer)
    assert "Hent frem som kladde og gem" in text_of(answer)
    back = form(answer)
    assert browser(carl).post(change_url(case), back).status_code == 200
    assert browser(carl).post(change_url(case), back | {"_bring_back": ["ja"]}).status_code == 302
    saved = Case.objects.get(background=TYPED)
    assert (saved.pk, saved.status, saved.steps.get(order=1).heading) == (case.pk, Case.Status.DRAFT, "Annas trin")


def test_a_draft_that_was_deleted_meanwhile_can_be_made_again(anna):
    case = small_draft()
    write(case, anna, number=None)
    typed = typed_in(browser(anna), case)
    steps = case.steps.count()
    Case.objects.get(pk=case.pk).delete()
    saved = comes_back(browser(anna), case, typed, "Casen er slettet, mens du skrev")
    assert (saved.slug, saved.status, saved.steps.count()) == (case.slug, Case.Status.DRAFT, steps)


def test_the_message_to_an_editor_is_kept_when_the_case_has_moved_on(bo):
    case = small_case(Case.Status.IN_REVIEW)
    perform(TRANSITIONS["send-tilbage"], case, publisher("Carl"), "Carls besked")
    answer = browser(bo).post(transition_url(case, "send-tilbage"), {"answer": TYPED})
    assert (answer.status_code, TYPED in text_of(answer), "Casen er nu “Kladde”" in text_of(answer)) == (
        200,
        True,
        True,
    )


def test_who_may_no_longer_save_gets_the_text_to_copy(anna):
    case, client = small_draft(), browser(anna)
    typed = typed_in(client, case, unchanged_form)
    anna.groups.clear()
    anna.user_permissions.add(Permission.objects.get(codename="view_case"))
    answer = client.post(change_url(case), typed)
    assert (answer.status_code, text_of(answer).count(TYPED)) == (403, 2)
    assert "Du må ikke længere gemme her" in text_of(answer)


# --- Vocabularies and contact persons


def entry_form(client, row):
    return _fields(client.get(admin_url(type(row), "change", row.pk)))


def _fields(answer):
    page = text_of(answer)
    name = re.search(r'id="(\w+_form)"', page).group(1)
    return form_of(page.replace(f'id="{name}"', 'id="case_form"'))


def test_two_editors_in_one_entry_lose_nothing(bo):
    row = Vendor.objects.create(name="Før", slug="foer")
    carl, address = browser(publisher("Carl")), admin_url(Vendor, "change", row.pk)
    first, second = entry_form(carl, row), entry_form(browser(bo), row)
    assert browser(bo).post(address, second | {"name": ["Bos navn"]}).status_code == 302
    answer = carl.post(address, first | {"name": ["Carls navn"]})
    assert "Bo gemte her, mens du skrev" in text_of(answer)
    assert "er nu “Bos navn”" in text_of(answer)
    assert Vendor.objects.get(pk=row.pk).name == "Bos navn"
    assert carl.post(address, _fields(answer)).status_code == 302
    assert Vendor.objects.get(pk=row.pk).name == "Carls navn"


def test_fields_the_second_left_alone_get_the_firsts_words(bo):
    row, carl = SynonymGroup.objects.all()[0], browser(publisher("Carl"))
    address = admin_url(SynonymGroup, "change", row.pk)
    first = entry_form(carl, row)
    browser(bo).post(address, entry_form(browser(bo), row) | {"words": ["robot, bot"]})
    answer = carl.post(address, first | {"note": ["Carls note"]})
    assert (_fields(answer)["words"], _fields(answer)["note"]) == (["robot, bot"], ["Carls note"])


def test_an_entry_deleted_meanwhile_is_shown_as_a_new_one(bo):
    row = Vendor.objects.create(name="Før", slug="foer")
    typed = entry_form(browser(bo), row) | {"name": ["Efter"]}
    row.delete()
    answer = browser(bo).post(admin_url(Vendor, "change", row.pk), typed)
    assert 'value="Efter"' in text_of(answer)
    assert "er slettet, mens du skrev" in text_of(answer)


def test_a_contact_person_is_not_written_over(bo):
    contact = make_contact(small_case())
    address = admin_url(Contact, "change", contact.pk)
    in_case = open_form(browser(bo), contact.case) | {"contact-0-title": ["Chef"]}
    typed = entry_form(browser(bo), contact) | {"phone": ["11 11 11 11"]}
    Contact.objects.update(email="ny@example.dk")
    answer = browser(bo).post(address, typed)
    assert (_fields(answer)["email"], _fields(answer)["phone"]) == (["ny@example.dk"], ["11 11 11 11"])
    answer = browser(bo).post(change_url(contact.case), in_case)
    assert (form(answer)["contact-0-email"], form(answer)["contact-0-title"]) == (["ny@example.dk"], ["Chef"])
    assert browser(bo).post(address, _fields(browser(bo).post(address, typed))).status_code == 302


def test_history_keeps_no_version_for_a_form_that_is_only_shown_again(anna, bo):
    case = small_case()
    correction = start_correction(case, anna)
    before = history.latest(case)
    typed = typed_in(browser(anna), correction)
    publish(correction, bo)
    browser(anna).post(change_url(correction), typed)
    assert next(v.who for v in history.versions(case)) == "Bo"
    assert before != history.latest(case)
