"""A person who asks to be forgotten is erased everywhere: afterwards a dump of every table holds none of it."""

import json
import re
import unicodedata
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from reversion.models import Revision, Version

from cases.editing import erasure
from cases.editing.person_matching import Person
from cases.models import Case, Contact, KeyFigure, Product, Purpose, Vendor
from cases.models.records import records_of
from cases.search.index import index_all
from cases.search.misses import record_miss
from cases.workflow import history
from frameworks.models import Passage
from tests.factories import make_contact
from tests.pages import titles_of

NAME, EMAIL, PHONE = "Xenia Ørsbæk", "xenia.oersbaek@example.dk", "+45 98 76 54 32"
TRACES = ("xenia", "ørsbæk", "oersbaek", "98765432", "98 76 54 32", "9876 5432")


@pytest.fixture
def case():
    return Case.objects.get(number=20)


def dump() -> str:
    """Every row of every table but the accounts, as text. JSON within text is opened: an escape hides no word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != "auth_user":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found += [_opened(value) for row in cursor.fetchall() for value in row]
    return unicodedata.normalize("NFC", "\n".join(found)).lower()


def _opened(value) -> str:
    try:
        value = json.loads(value)
    except (TypeError, ValueError):
        # Not JSON, or read as such already (PostgreSQL).
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return json.dumps(value, ensure_ascii=False)


def left(*words) -> list[str]:
    text = dump()
    return [word for word in words or TRACES if word in text]


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
    purpose = Purpose.objects.create(
        case=case, order=9, text=f"{'Kommunen ville gerne have, at det blev gjort ':.<50}{NAME}."
    )
    KeyFigure.objects.filter(case=case, order=2).update(stated_by=NAME, low="98765432")
    history.record(case, editor, f"Rettet efter mail fra {NAME} <{EMAIL}>")
    history.record(case, editor, json.dumps([{"changed": {"fields": ["tekst"], "object": str(purpose)}}]))
    case.background = "Baggrund uden person."
    case.save()
    history.record(case, editor, "Taget ud igen")
    log(editor, case, "", f"Ændret efter opkald til 98765432 og {NAME}")
    log(editor, purpose, str(purpose), json.dumps([{"added": {"name": "formål", "object": str(purpose)}}]))
    record_miss(NAME)
    record_miss("hvem er ørsbæk xenia")
    Product.objects.filter(slug="kmd-opus").update(description=f"Ring til {NAME}")
    Passage.objects.filter(pk=Passage.objects.first().pk).update(text=f"Tak til {NAME}.")
    make_contact(case, name=NAME, email=EMAIL, phone=PHONE)
    assert left() == list(TRACES)


def log(user, row, shown, message):
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        object_repr=shown or str(row),
        action_flag=CHANGE,
        change_message=message,
    )


# --- Everywhere


@pytest.mark.parametrize("option", [("--email", EMAIL.upper()), ("--phone", "98765432"), ("--name", "xenia  ørsbæk")])
def test_afterwards_a_dump_of_every_table_holds_none_of_it(case, everywhere, option):
    said = run(*option, "--noinput")
    assert left() == ["98765432"]  # the key figure, which is an amount
    for table in ("kontaktpersoner: 1 sted", "casenes historik: ", "redaktionens log: ", "søgninger uden resultat: 2"):
        assert table in said
    assert "Sikkerhedskopier fra før sletningen indeholder stadig personen" in said


def test_without_the_amount_a_dump_holds_nothing_of_it(case, everywhere):
    run("--email", EMAIL, "--noinput")
    KeyFigure.objects.filter(case=case).delete()
    Version.objects.filter(serialized_data__contains="98765432.00").delete()
    index_all()  # forgets the amount as a word
    assert left() == []


def test_amounts_in_the_case_and_its_history_stay(case, everywhere):
    run("--phone", PHONE, "--noinput")
    assert case.key_figures.get(order=2).low == 98765432
    assert Version.objects.filter(serialized_data__contains='"low": "98765432.00"').exists()


def test_the_texts_around_the_person_stay(case, everywhere):
    run("--email", EMAIL, "--noinput")
    case.refresh_from_db()
    assert case.review_note == "Spørg [slettet] afløser på [slettet]."
    assert case.purposes.get(order=1).text == "[slettet] ville spare tid."
    assert Revision.objects.filter(comment="Rettet efter mail fra [slettet] <[slettet]>").count() == 1
    assert LogEntry.objects.filter(change_message="Ændret efter opkald til [slettet] og [slettet]").exists()


def test_every_version_can_still_be_read_and_restored(case, everywhere):
    run("--email", EMAIL, "--noinput")
    case.refresh_from_db()
    versions = history.versions(case)
    assert len(versions) == 3
    assert [change.what for version in versions for change in version.changes] == ["Casen"]
    history.restore(case, versions[-1], User.objects.get())
    assert "Projektleder var [slettet] ([slettet], tlf. [slettet])." in case.background
    assert records_of(case)[0] == {**versions[-1].records[0], "pk": case.pk}
    for entry in LogEntry.objects.all():
        assert entry.get_change_message()


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
        ("skriv til mh@by.dk, MH@BY.DK. eller <mh@by.dk>", "skriv til [slettet], [slettet]. eller <[slettet]>"),
        ("amh@by.dk, a.mh@by.dk, mh@by.dk.eu, mh@by.dkk, mh-mh@by.dk", None),
        ("12345678, 12 34 56 78 og 1234 5678", "[slettet], [slettet] og [slettet]"),
        ("+45 12 34 56 78, 004512345678, +4512-34-56-78", "[slettet], [slettet], [slettet]"),
        ("112345678, 123456789, 12.345.678 kr., 1 234 567 8", None),
        ("<b>Mette Hansen</b>", "<b>[slettet]</b>"),
        ("", None),
    ],
)
def test_whole_names_addresses_and_numbers_are_removed_and_nothing_else(text, without):
    person = Person.of(["Mette Hansen"], ["mh@by.dk"], ["+45 12 34 56 78"])
    assert person.removed_from(text) == (text if without is None else without)
    assert (person.occurrences(text) == 0) == (without is None)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_with_accents_are_known_however_they_are_stored(form):
    person = Person.of([unicodedata.normalize("NFC" if form == "NFD" else "NFD", "Åse Bågø")])
    assert person.removed_from(unicodedata.normalize(form, "Hos ÅSE Bågø.")) == "Hos [slettet]."


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("1. Spørg Mette Han", "1. Spørg [slettet]"),
        ("1. Spørg Mette H", "1. Spørg [slettet]"),
        ("1. Skriv til mette.h", "1. Skriv til mette.h"),
        ("1. Skriv til mette.hansen@b", "1. Skriv til [slettet]"),
        ("1. Spørg Mette", "1. Spørg Mette"),
        ("1. Mette Han var der", "1. Mette Han var der"),
    ],
)
def test_a_name_cut_off_at_the_end_of_a_logs_title_goes_too(text, without):
    person = Person.of(["Mette Hansen"], ["mette.hansen@by.dk"])
    assert person.removed_from(text, may_be_cut=True) == without


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
    said = run("--email", EMAIL, "--noinput")
    assert "Personen har også en konto, “xeo”" in said
    assert "Personen har også en konto, “xeo2”" in said
    assert User.objects.filter(email=EMAIL).exists()


def test_values_that_must_differ_still_differ_afterwards():
    Vendor.objects.create(slug="a", name="Firmaet Xenia Ørsbæk")
    Vendor.objects.create(slug="b", name="Firmaet xenia ørsbæk")
    run("--name", NAME, "--noinput")
    first, second = Vendor.objects.filter(slug__in="ab").order_by("pk").values_list("name", flat=True)
    assert first == "Firmaet [slettet]"
    assert second.startswith("Firmaet [slettet] (")


def test_a_text_at_its_full_length_is_not_made_longer(case):
    Case.objects.filter(pk=case.pk).update(title=f"{'Ring til':.<95}Bo Li")
    run("--name", "Bo Li", "--noinput")
    assert Case.objects.get(pk=case.pk).title == f"{'Ring til':.<95}[…]"


# --- The command


def test_checking_changes_nothing_and_says_where(case, everywhere):
    before = dump()
    said = run("--email", EMAIL, "--check")
    assert "Personen står her:" in said
    assert "formål: 2 steder" in said
    assert dump() == before


@pytest.mark.parametrize(("answer", "erased"), [("nej", False), ("", False), ("ja", True), (" Ja ", True)])
def test_it_asks_and_only_ja_goes_on(monkeypatch, case, answer, erased):
    make_contact(case)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    said = run("--name", NAME)
    assert Contact.objects.exists() is not erased
    assert ("Intet er ændret." in said) is not erased


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


def test_nobody_found_says_so():
    assert run("--name", "Findes Ikke", "--noinput") == "Personen står ingen steder. "


def test_an_error_half_way_changes_nothing(monkeypatch, case, everywhere):
    before = dump()
    monkeypatch.setattr(erasure.index, "index_all", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("--email", EMAIL, "--noinput")
    assert dump() == before
