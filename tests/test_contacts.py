"""A contact person is shown with the date of the last confirmation, and only for as long as it counts."""

import json
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.editing.roles import EDITOR, PUBLISHER
from cases.models import Case, Contact
from cases.models.records import records_of
from cases.search.models import Document
from cases.workflow import history
from tests.editing import change_url, log_in
from tests.factories import make_contact, make_correction
from tests.pages import queries_needed, text_of, titles_of
from tests.test_erasure import dump

PAGE = "/cases/vesthimmerland-autorisationskontrol/"
LIST = reverse("admin:cases_contact_changelist")
TOLD = ("Xenia Ørsbæk", "xenia@example.dk", "12 34 56 78", "+4512345678")


@pytest.fixture
def contact(case):
    return make_contact(case)


@pytest.fixture
def publisher(client):
    log_in(client, PUBLISHER)
    return client


def act(client, action, *contacts, **more):
    return client.post(LIST, {"action": action, "_selected_action": [c.pk for c in contacts], **more}, follow=True)


# --- The public page


def test_the_page_shows_the_person_beside_the_role_with_the_date(client, contact):
    Contact.objects.update(consent_on=date(2026, 3, 3), confirmed_on=date(2026, 3, 3))
    answer = client.get(PAGE)
    assert (
        "Kontakt Afdelingsleder, Digitalisering og Udvikling, Vesthimmerlands Kommune Xenia Ørsbæk, "
        "digitaliseringskonsulent xenia@example.dk +45 12 34 56 78 bekræftet 3. marts 2026"
    ) in text_of(answer)
    links = 'href="mailto:xenia@example.dk"', 'href="tel:+4512345678"'
    assert [link for link in links if link not in answer.content.decode()] == []


def test_a_case_without_a_role_shows_the_person_alone(client, contact):
    Case.objects.filter(number=20).update(contact_role="")
    assert "Kontakt Xenia Ørsbæk" in text_of(client.get(PAGE))
    Contact.objects.all().delete()
    assert "Kontakt Ikke oplyst" in text_of(client.get(PAGE))


@pytest.mark.parametrize(("months", "days", "shown"), [(0, 0, True), (24, 0, True), (24, 1, False), (60, 0, False)])
def test_the_person_disappears_after_24_months_without_anybody_doing_anything(client, contact, months, days, shown):
    confirmed = timezone.localdate() - relativedelta(months=months, days=days)
    Contact.objects.update(confirmed_on=confirmed)
    page = client.get(PAGE).content.decode()
    assert [word in page for word in TOLD] == [shown] * len(TOLD)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("email", "a?cc=b@example.dk", 'href="mailto:a%3Fcc%3Db@example.dk"'),
        ("email", "o'neil&x@example.dk", 'href="mailto:o%27neil%26x@example.dk"'),
        ("name", "<b>Olsen", "&lt;b&gt;Olsen"),
    ],
)
def test_an_odd_mail_address_cannot_add_anything_to_the_link_and_a_name_is_text(client, contact, field, value, shown):
    Contact.objects.update(**{field: value})
    assert shown in client.get(PAGE).content.decode()


@pytest.mark.parametrize("present", [True, False])
def test_the_person_costs_the_page_no_query(client, contact, present):
    if not present:
        Contact.objects.all().delete()
    assert queries_needed(lambda: client.get(PAGE)) == 2


def test_the_person_is_not_found_by_searching(client, contact):
    Case.objects.get(number=20).save()
    for words in ("Xenia", "Ørsbæk", '"Xenia Ørsbæk"'):
        assert titles_of(client.get(f"/cases/?q={words}")) == []
    assert not Document.objects.filter(running_text__contains="xenia").exists()
    assert not Document.objects.filter(words__has_any_keys=["xenia", "ørsbæk"]).exists()


def test_the_person_is_in_no_version_and_no_record_of_the_case(case, contact):
    history.record(case, None, "Rettet")
    stored = json.dumps([version.records for version in history.versions(case)], ensure_ascii=False)
    assert not any(word in stored + str(records_of(case)) for word in ("Xenia", "xenia", "12 34"))


# --- What is accepted


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Dette felt kan ikke være tomt"),
        ({"email": "", "phone": ""}, "navn og enten e-mail eller telefon"),
        ({"email": "ikke en adresse"}, "gyldig e-mail"),
        ({"phone": "ring efter fem"}, "Skriv telefonnummeret med cifre"),
        ({"confirmed_on": date(2020, 1, 1), "consent_on": date(2020, 1, 2)}, "ikke være ældre end samtykket"),
        ({"confirmed_on": date(2999, 1, 1)}, "ikke ligge i fremtiden"),
        ({"consent_on": date(2999, 1, 1), "confirmed_on": date(2999, 1, 1)}, "ikke ligge i fremtiden"),
        ({"consent_on": None}, "Dette felt kan ikke være"),
    ],
)
def test_a_contact_that_is_incomplete_is_refused_in_danish(contact, fields, message):
    for name, value in fields.items():
        setattr(contact, name, value)
    with pytest.raises(ValidationError) as refused:
        contact.full_clean()
    assert message in " ".join(refused.value.messages)


def test_a_correction_of_a_case_cannot_have_the_contact(publisher, case):
    correction = make_correction(case)
    fields = {"name": "Xenia Ørsbæk", "email": "x@example.dk", "consent_on": "2026-01-01", "confirmed_on": "2026-01-01"}
    page = publisher.post(reverse("admin:cases_contact_add"), fields | {"case": correction.pk}).content.decode()
    assert [words for words in ("Vælg selve casen", 'value="Xenia Ørsbæk"') if words not in page] == []
    assert "contact-TOTAL_FORMS" not in publisher.get(change_url(correction)).content.decode()


# --- Editing


def test_a_publisher_adds_a_contact_and_the_log_holds_nothing_of_the_person(client, case):
    log_in(client, PUBLISHER)
    fields = {"case": case.pk, "name": "Xenia Ørsbæk", "email": "xenia@example.dk", "phone": "+45 12 34 56 78"}
    assert client.post(reverse("admin:cases_contact_add"), fields).status_code == 200
    dates = {"consent_on": "2026-03-03", "confirmed_on": "2026-03-03"}
    answer = client.post(reverse("admin:cases_contact_add"), fields | dates, follow=True)
    assert "Kontaktperson for Softwarerobot" in answer.content.decode()
    change = reverse("admin:cases_contact_change", args=[Contact.objects.get().pk])
    client.post(change, fields | dates | {"name": "Xenia Maria Ørsbæk", "phone": "87 65 43 21"})
    assert Contact.objects.get().phone == "87 65 43 21"
    Contact.objects.get().delete()
    assert_nowhere("xenia", "ørsbæk", "12 34 56 78", "87 65 43 21")
    assert LogEntry.objects.count() == 2


def assert_nowhere(*words):
    text = dump()
    assert [word for word in words if word in text] == []


def test_the_list_says_who_is_shown_and_who_must_be_asked_again(publisher, contact):
    today = timezone.localdate()
    make_contact(Case.objects.get(number=1), confirmed_on=today - relativedelta(months=22), name="Snart Udløber")
    make_contact(Case.objects.get(number=2), confirmed_on=today - relativedelta(months=25), name="Er Skjult")

    def names(value):
        return [row.name for row in publisher.get(LIST, {"bekraeftelse": value}).context["cl"].queryset]

    assert (names("skjult"), names("udloeber")) == (["Er Skjult"], ["Snart Udløber"])
    assert names("aktuel") == ["Snart Udløber", "Xenia Ørsbæk"]
    assert names("") == ["Er Skjult", "Snart Udløber", "Xenia Ørsbæk"]
    page = publisher.get(LIST).content.decode()
    assert (page.count('alt="True"'), page.count('alt="False"')) == (2, 1)
    assert "skjult, fordi ingen har bekræftet i 24 måneder" in page


def test_confirming_today_brings_the_person_back(publisher, contact):
    Contact.objects.update(confirmed_on=timezone.localdate() - relativedelta(years=5))
    assert "Xenia" not in publisher.get(PAGE).content.decode()
    assert "1 kontaktperson er bekræftet i dag." in act(publisher, "confirm_today", contact).content.decode()
    assert "Xenia" in publisher.get(PAGE).content.decode()
    assert LogEntry.objects.get().get_change_message() == "Ændrede senest bekræftet."


# --- Erasing from the list


def test_erasing_asks_first_and_shows_where_the_person_stands(publisher, contact):
    Case.objects.filter(number=5).update(background="Skriv til Xenia Ørsbæk.")
    for answer in (
        act(publisher, "erase_everywhere", contact),
        publisher.get(reverse("admin:cases_contact_delete", args=[contact.pk])),
    ):
        wanted = "Xenia Ørsbæk", "cases: 1 sted", change_url(Case.objects.get(number=5)), "Sikkerhedskopier"
        assert [words for words in wanted if words not in answer.content.decode()] == []
    assert Contact.objects.count() == 1
    page = act(publisher, "erase_everywhere", contact, confirmed="ja").content.decode()
    assert [words for words in ("Personen er slettet 2 steder", "Sikkerhedskopier") if words not in page] == []
    assert_nowhere("xenia", "ørsbæk")
    assert LogEntry.objects.get().object_repr.startswith("Kontaktperson for Softwarerobot samler")


@pytest.mark.parametrize(("role", "action"), [(EDITOR, "erase_everywhere"), (PUBLISHER, "delete_selected")])
def test_only_those_who_may_delete_contacts_can_erase_and_none_can_delete_the_row_alone(client, contact, role, action):
    log_in(client, role)
    assert action not in client.get(LIST).content.decode()
    act(client, action, contact, confirmed="ja", post="yes")
    deleting = client.get(reverse("admin:cases_contact_delete", args=[contact.pk]))
    assert deleting.status_code == (403 if role == EDITOR else 200)
    assert Contact.objects.count() == 1


def test_what_readers_see_of_a_person_is_for_who_may_publish(client, contact, case):
    log_in(client, EDITOR)
    url = reverse("admin:cases_contact_change", args=[contact.pk])
    assert client.post(url, {"name": "En anden"}).status_code == 403
    act(client, "confirm_today", contact)
    assert not LogEntry.objects.exists()
    today = timezone.localdate().isoformat()
    new = {"case": Case.objects.get(number=1).pk, "name": "Ny Person", "email": "ny@example.dk"}
    answer = client.post(reverse("admin:cases_contact_add"), new | {"consent_on": today, "confirmed_on": today})
    assert "så kun en udgiver kan skrive en kontaktperson på den" in answer.content.decode()
    assert Contact.objects.count() == 1
