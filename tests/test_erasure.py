"""A person who asks to be forgotten is erased everywhere: afterwards a dump of every table holds none of it."""

import json
import re
import unicodedata
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from reversion.models import Revision, Version

from cases.editing import erasure
from cases.editing.person_matching import Person
from cases.editing.roles import PUBLISHER
from cases.models import (
    Adoption,
    Case,
    Contact,
    Contribution,
    ContributionEvent,
    ErrorReport,
    KeyFigure,
    Product,
    Purpose,
    Vendor,
)
from cases.models.records import records_of
from cases.search.misses import record_miss
from cases.workflow import history
from frameworks.models import Passage
from tests.factories import make_contact
from tests.pages import titles_of

NAME, EMAIL, PHONE = "Xenia Ørsbæk", "xenia.oersbaek@example.dk", "+45 98 76 54 32"
TRACES = ("xenia", "ørsbæk", "oersbaek", "98765432", "98 76 54 32", "9876 5432")


def dump() -> str:
    """Every row of every table but the accounts, as text. JSON within text is opened: an escape hides no word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "auth_user":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found += [opened(value) for row in cursor.fetchall() for value in row]
    return unicodedata.normalize("NFC", "\n".join(found)).lower()


def opened(value) -> str:
    try:
        value = json.loads(value)
    except (TypeError, ValueError):
        # Not JSON, or read as such already (PostgreSQL).
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return json.dumps(value, ensure_ascii=False)


def left() -> list[str]:
    text = dump()
    return [word for word in TRACES if word in text]


def run(*options, **kwargs) -> str:
    out = StringIO()
    call_command("erase_person", *options, stdout=out, **kwargs)
    return re.sub(r"\s+", " ", out.getvalue())


@pytest.fixture
def everywhere(case):
    """The person in every place a person can come to stand."""
    editor = User.objects.create_user("anna")
    case.background += f"\n\nProjektleder var {NAME} ({EMAIL}, tlf. 98 76 54 32)."
    case.review_note = f"Spørg {NAME.upper()}s afløser på 9876 5432."
    case.save()
    case.purposes.filter(order=1).update(text=f"{NAME} ville spare tid.")
    # The log and the history keep the first 60 characters of a part: here it ends in the middle of the name.
    text = f"{'Kommunen ville gerne have, at det blev gjort ':.<50}{NAME}."
    purpose = Purpose.objects.create(case=case, order=case.purposes.count() + 1, text=text)
    KeyFigure.objects.filter(case=case, order=2).update(stated_by=NAME, low="98765432")
    history.record(case, editor, f"Rettet efter mail fra {NAME} <{EMAIL}>")
    history.record(case, editor, json.dumps([{"changed": {"fields": ["tekst"], "object": str(purpose)}}]))
    case.background = "Baggrund uden person."
    case.save()
    history.record(case, editor, "Taget ud igen")
    for shown, message in [
        (str(case), f"Ændret efter opkald til 98765432 og {NAME}"),
        (str(purpose), json.dumps([{"added": {"name": "formål", "object": str(purpose)}}])),
    ]:
        kind = ContentType.objects.get_for_model(Case)
        row = {"object_id": case.pk, "object_repr": shown, "action_flag": CHANGE}
        LogEntry.objects.create(user=editor, content_type=kind, change_message=message, **row)
    record_miss(NAME)
    record_miss("hvem er ørsbæk xenia")
    Product.objects.filter(slug="kmd-opus").update(description=f"Ring til {NAME}")
    Passage.objects.filter(pk=Passage.objects.first().pk).update(text=f"Tak til {NAME}.")
    sent = {"case": case, "mailbox": EMAIL, "municipality": case.municipality}
    Adoption(**sent, stage="i-drift", since_year=2020, remark=f"Ring til {NAME}").save()
    report = ErrorReport(**sent, place="Effekter", what=f"{NAME} siger noget andet.")
    report.save()
    ContributionEvent.objects.create(contribution=report, what="Spurgt", words=f"Hvem er {NAME}?")
    make_contact(case, name=NAME, email=EMAIL, phone=PHONE)
    assert left() == list(TRACES)


# --- Everywhere


@pytest.mark.parametrize("option", [("--email", EMAIL.upper()), ("--phone", "98765432"), ("--name", "xenia  ørsbæk")])
def test_afterwards_a_dump_of_every_table_holds_none_of_it(case, everywhere, option):
    said = run(*option, "--noinput")
    # An amount in the case and its history, which only looks like the phone number.
    assert left() == ["98765432"]
    assert case.key_figures.get(order=2).low == 98765432
    assert Version.objects.filter(serialized_data__contains='"low": "98765432.00"').exists()
    wanted = ["kontaktpersoner: 1 sted", "casenes historik: ", "redaktionens log: ", "søgninger uden resultat: 2"]
    wanted += ["bidrag: 2 steder", "fællespostkasse: xenia", "meldte fejl: 1 sted", "hændelser: 1 sted"]
    backups = "Sikkerhedskopier fra før sletningen indeholder stadig personen"
    assert [words for words in (*wanted, backups) if words not in said] == []


def test_a_mailbox_that_is_a_persons_is_emptied_and_what_the_municipality_said_stays(everywhere):
    run("--email", EMAIL, "--noinput")
    assert list(Contribution.objects.values_list("mailbox", flat=True)) == ["", ""]
    assert (Adoption.objects.get().stage, Adoption.objects.get().remark) == ("i-drift", "Ring til [slettet]")
    assert ErrorReport.objects.get().what == "[slettet] siger noget andet."


def test_the_texts_around_the_person_stay_and_every_version_can_still_be_restored(case, everywhere):
    run("--email", EMAIL, "--noinput")
    case.refresh_from_db()
    assert case.review_note == "Spørg [slettet] afløser på [slettet]."
    assert case.purposes.get(order=1).text == "[slettet] ville spare tid."
    assert Revision.objects.filter(comment="Rettet efter mail fra [slettet] <[slettet]>").count() == 1
    assert LogEntry.objects.filter(change_message="Ændret efter opkald til […] og [slettet]").exists()
    assert all(entry.get_change_message() for entry in LogEntry.objects.all())
    versions = history.versions(case)
    assert [change.what for version in versions for change in version.changes] == ["Casen"]
    history.restore(case, versions[-1], User.objects.get())
    assert "Projektleder var [slettet] ([slettet], tlf. [slettet])." in case.background
    assert records_of(case)[0] == {**versions[-1].records[0], "pk": case.pk}


def test_the_search_no_longer_finds_the_person(client, case):
    case.purposes.filter(order=1).update(text=f"{NAME} ville spare kilometerpenge.")
    case.save()
    assert titles_of(client.get("/cases/?q=ørsbæk")) == [case.title]
    run("--name", NAME, "--noinput")
    assert titles_of(client.get("/cases/?q=ørsbæk")) == []
    assert titles_of(client.get('/cases/?q="ville spare kilometerpenge"')) == [case.title]


# --- What is the person, and what is not


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Spørg Mette Hansen.", "Spørg [slettet]."),
        ("METTE HANSEN, Mette\n  Hansen og mette hansen", "[slettet], [slettet] og [slettet]"),
        ("Mette Hansens idé, Mette Hansen’s idé", "[slettet] idé, [slettet] idé"),
        ("Anne-Mette Hansen, Mette Hansen-Holm, Annemette Hansen, Mette Hansensen", None),
        ("Mette, Hansen, Mette K. Hansen, Hansen Mette", None),
        ("skriv til mh@by.dk, MH@BY.DK. eller <mh@by.dk>", "skriv til […], […]. eller <[…]>"),
        ("amh@by.dk, a.mh@by.dk, mh@by.dk.eu, mh@by.dkk, mh-mh@by.dk", None),
        ("12345678, 12 34 56 78 og 1234 5678", "[…], [slettet] og [slettet]"),
        ("+45 12 34 56 78, 004512345678, +4512-34-56-78", "[slettet], [slettet], [slettet]"),
        ("112345678, 123456789, 12.345.678 kr., 1 234 567 8", None),
        (unicodedata.normalize("NFC", "Hos ÅSE Bågøe."), "Hos [slettet]."),
        (unicodedata.normalize("NFD", "Hos ÅSE Bågøe."), "Hos [slettet]."),
        # Cut off, as in the log's titles.
        ("1. Spørg Mette Han", "1. Spørg [slettet]"),
        ("1. Spørg Mette H", "1. Spørg […]"),
        ("1. Skriv til mh@b", "1. Skriv til […]"),
        ("1. Spørg Mette", None),
        ("1. Mette Han var der", None),
    ],
)
def test_whole_names_addresses_and_numbers_are_removed_and_nothing_else(text, without):
    person = Person.of(["Mette Hansen", "Åse Bågøe"], ["mh@by.dk"], ["+45 12 34 56 78"])
    assert person.removed_from(text) == (text if without is None else without)


def test_the_same_person_on_another_case_goes_and_a_namesake_stays_and_is_named(case):
    other, far = Case.objects.exclude(municipality=case.municipality)[:2]
    make_contact(case, name="Mette Hansen", email="mh@by.dk", phone="12345678")
    make_contact(other, name="mette hansen", email="MH@by.dk", phone="")
    make_contact(far, name="Mette Hansen", email="mette@fjern.dk", phone="11223344")
    said = run("--email", "mh@by.dk", "--noinput")
    assert [contact.email for contact in Contact.objects.all()] == ["mette@fjern.dk"]
    assert f"Bliver stående, fordi det kan være en anden: Kontaktperson for {far.title}, Mette Hansen" in said


def test_an_offices_mail_and_phone_stay_with_those_who_share_them(case):
    other = Case.objects.exclude(pk=case.pk)[0]
    make_contact(case, name="Mette Hansen", email="digi@by.dk", phone="99 66 70 00")
    make_contact(other, name="Ib Lund", email="digi@by.dk", phone="99667000")
    Case.objects.filter(pk=other.pk).update(background="Ring til Mette Hansen eller Digitalisering på 99 66 70 00.")
    said = run("--name", "Mette Hansen", "--noinput")
    assert Contact.objects.get().name == "Ib Lund"
    assert Case.objects.get(pk=other.pk).background == "Ring til [slettet] eller Digitalisering på 99 66 70 00."
    assert "Ib Lund" in said


def test_an_account_is_named_and_left_to_an_administrator(case):
    User.objects.create_user("xeo", email=EMAIL)
    User.objects.create_user("xeo2", first_name="Xenia", last_name="Ørsbæk")
    make_contact(case, name=NAME, email=EMAIL)
    assert run("--email", EMAIL, "--noinput").count("Personen har også en konto, “xeo") == 2
    assert User.objects.filter(email=EMAIL).exists()


def test_values_that_must_differ_still_differ_and_none_is_made_longer_than_its_field(case):
    for slug, name in {"a": "Bo Li", "b": "bo li"}.items():
        Vendor.objects.create(slug=slug, name=f"{'a':.<115}{name}")
    run("--name", "Bo Li", "--noinput")
    for vendor in Vendor.objects.filter(slug__in=["a", "b"]):
        assert (vendor.name.endswith(f".. ({vendor.pk})"), len(vendor.name) <= 120) == (True, True)


# --- The page


def asked(client, role, contact, **more) -> str:
    user = User.objects.create_user(role, is_staff=True, is_superuser=role == "administrator")
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    data = {"action": "erase_everywhere", "_selected_action": [contact.pk], **more}
    return client.post(reverse("admin:cases_contact_changelist"), data, follow=True).content.decode()


def test_the_page_shows_each_place_with_its_words_and_a_link(client, case, everywhere):
    page = asked(client, PUBLISHER, Contact.objects.get())
    places = 'change/">Formål, tekst</a>', 'history/">Casenes historik, '
    wanted = [f'<a href="/admin/cases/case/{case.pk}/{place}' for place in places]
    wanted += [f"“{NAME} ville spare tid.”", "Søgning uden resultat: “xenia oersbaek”"]
    wanted += [f"/admin/cases/contribution/{contribution.pk}/change/" for contribution in Contribution.objects.all()]
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize("role", [PUBLISHER, "administrator"])
@pytest.mark.parametrize("why", ["a vocabulary's word", "many texts"])
def test_only_an_administrator_erases_a_vocabularys_word_or_what_stands_in_many_texts(client, case, role, why):
    if why == "many texts":
        Case.objects.exclude(pk=case.pk).update(background=f"Skriv til {NAME}.")
    else:
        Vendor.objects.create(slug="nyt", name=NAME)
    contact, may = make_contact(case, name=NAME), role == "administrator"
    page = asked(client, role, contact, confirmed="ja")
    assert ("Kun en administrator kan slette her" in page) is not may
    assert Contact.objects.exists() is not may


# --- The command


def test_checking_changes_nothing_and_says_where(case, everywhere):
    before = dump()
    said = run("--email", EMAIL, "--check")
    wanted = "Personen står her:", "formål: 2 steder", f"tekst: {NAME} ville spare tid."
    assert [words for words in wanted if words not in said] == []
    assert dump() == before
    assert run("--name", "Findes Ikke", "--noinput") == "Personen står ingen steder. "


@pytest.mark.parametrize(("answer", "erased"), [("nej", False), ("", False), ("ja", True), (" Ja ", True)])
def test_it_asks_and_only_ja_goes_on(monkeypatch, case, answer, erased):
    make_contact(case)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    assert ("Intet er ændret." in run("--name", NAME)) is not erased
    assert Contact.objects.exists() is not erased


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Skriv, hvem der skal slettes"),
        (["--name", "Xenia"], "mindst to ord"),
        (["--name", "  "], "mindst to ord"),
        (["--email", "xenia"], "ikke en e-mail"),
        (["--email", "@"], "ikke en e-mail"),
        (["--phone", "1234567"], "ikke et telefonnummer"),
        (["--phone", "٠١٢٣٤٥٦٧"], "ikke et telefonnummer"),
    ],
)
def test_what_could_be_anybody_is_refused(options, message):
    with pytest.raises(CommandError, match=message):
        run(*options, "--noinput")


def test_an_error_half_way_changes_nothing(monkeypatch, case, everywhere):
    before = dump()
    monkeypatch.setattr(erasure, "call_command", lambda *arguments, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("--email", EMAIL, "--noinput")
    assert dump() == before
