"""Cases from a file: first what would change, then the change itself, whole and in the history."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError
from django.test import Client

from casekatalog.core.models import SharedCacheEntry
from cases.editing.transfer.write_workbook import as_workbook
from cases.editing.transfer.write_yaml import as_yaml, as_zip
from cases.models import Case, Effect, Purpose
from cases.models.records import records_of, replace_content
from cases.workflow import history
from cases.workflow.transitions import start_correction
from tests.editing import log_in
from tests.factories import make_correction
from tests.pages import text_of
from tests.test_export import AWKWARD, DANGEROUS
from tests.test_history import told
from tests.transfer_files import (
    IMPORT,
    SLUG,
    as_file,
    case_20,
    confirm,
    digest,
    edited_workbook,
    edited_yaml,
    packed,
    records_20,
    saved,
    upload,
    upload_and_confirm,
    workbook,
    yaml_20,
)

TITLE = "Softwarerobot samler ledernes kontrol af systemadgange"
NEW = "En robot har fået et nyt navn"


@pytest.fixture
def publisher(client):
    return log_in(client, "Udgiver")


@pytest.fixture
def editor(client):
    return log_in(client, "Redaktør")


def renamed() -> bytes:
    return edited_yaml((TITLE, NEW))


def new_case() -> bytes:
    return yaml_20().replace(SLUG, "vores-nye-robot").replace(TITLE, NEW).encode()


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_cases_as_they_are_change_nothing_and_come_back_whole_after_they_were_lost(client, publisher, kind):
    cases = Case.objects.filter(slug__in=["billund-budgetopfoelgning", "esbjerg-bogfoering"])
    before = {case.slug: [(r["model"], r["fields"]) for r in records_of(case)] for case in cases}
    file = as_yaml(cases).encode() if kind == "yaml" else as_workbook(cases)
    answer = upload(client, f"to.{kind}", file)
    assert "Ingen ændringer. 2 cases i filen er som i kataloget." in text_of(answer)
    assert not answer.context["key"]
    cases.delete()
    upload_and_confirm(client, f"to.{kind}", file)
    assert set(cases.values_list("slug", flat=True)) == set(before)
    for case in cases.all():
        case.number, case.status = before[case.slug][0][1]["number"], Case.Status.PUBLISHED
        case.save()
        assert [(r["model"], r["fields"]) for r in records_of(case)] == before[case.slug]


def test_the_dry_run_shows_exactly_what_would_change_and_changes_nothing(client, publisher):
    before = digest()
    changes = [("Cases", "Titel", NEW), ("Cases", "Kommune", "Aarhus Kommune"), ("Nøgletal", "Tal (eller fra)", 7)]
    changes += [("Drift", "Kvartal", 3), ("Gevinster", "Kildens ord", "“Andre ord”")]
    answer = upload(client, "rettet.xlsx", edited_workbook(*changes))
    (plan,) = answer.context["plan"].changed
    casen, date, gain, figure = told(plan.changes)
    assert (*casen[:2], [label for label, *_ in casen[2]]) == ("Casen", "rettet", ["Titel", "Kommune"])
    assert date == ("Tidspunkt for drift 1", "rettet", [("Kvartal", "4", "3")])
    assert (gain[0], gain[2][0][0]) == ("Gevinst med belæg 1", "Kildens ord")
    assert figure == ("Nøgletal 1", "rettet", [("Tal (eller fra)", "0,5", "7")])
    said = "1 case med ændringer", "Intet er ændret endnu", "Nøgletal 1 rettet Tal (eller fra) Slettet: 0,5 Nyt: 7"
    assert [words for words in said if words not in text_of(answer)] == []
    assert digest() == before


def test_a_confirmed_file_is_written_with_its_history_and_what_is_unchanged_is_not_touched(client, publisher):
    text = as_yaml(Case.objects.filter(number__in=[4, 20])).replace(TITLE, NEW)
    upload_and_confirm(client, "to.yaml", text.encode())
    case = case_20()
    assert case.title == NEW
    assert case.get_absolute_url() in client.get("/cases/", {"q": NEW}).content.decode()
    newest, baseline = history.versions(case)
    assert (newest.revision.comment, newest.who) == ("Hentet fra fil to.yaml", "Udgiver")
    assert [change.what for change in newest.changes] == ["Casen"]
    assert baseline.revision.comment == history.BASELINE
    assert history.latest(Case.objects.get(number=4)) is None


def test_a_new_case_becomes_a_draft_without_number_whatever_the_file_says(client, editor):
    answer = upload(client, "ny.yaml", new_case())
    said = "1 ny case.", "Filen siger “Publiceret”. Casen bliver en kladde.", "Filen siger nummer 20. Casen får først"
    assert [words for words in said if words not in text_of(answer)] == []
    confirm(client, answer)
    case = Case.objects.get(slug="vores-nye-robot")
    assert (case.status, case.number) == (Case.Status.DRAFT, None)
    assert case.steps.count() == case_20().steps.count()
    (version,) = history.versions(case)
    assert version.who == "Redaktør"
    assert client.get("/cases/vores-nye-robot/").status_code == 404


@pytest.mark.parametrize("status", [Case.Status.DRAFT, Case.Status.IN_REVIEW])
def test_an_editor_may_replace_what_is_not_published_yet_and_it_keeps_its_status(client, editor, status):
    file = renamed()
    Case.objects.filter(slug=SLUG).update(status=status, number=None)
    upload_and_confirm(client, "rettet.yaml", file)
    assert (case_20().title, case_20().status, case_20().number) == (NEW, status, None)


@pytest.mark.parametrize(
    ("role", "status", "said"),
    [
        ("Redaktør", "publiceret", "kun en udgiver kan overskrive den. Lav en rettelse af den i redaktionen"),
        ("Udgiver", "arkiveret", "er arkiveret og kan ikke rettes med en fil"),
    ],
)
def test_what_is_published_takes_a_publisher_and_what_is_archived_is_refused(client, role, status, said):
    log_in(client, role)
    file = renamed()
    Case.objects.filter(slug=SLUG).update(status=status)
    before = digest()
    assert said in text_of(upload(client, "rettet.yaml", file))
    assert digest() == before


def test_an_editor_may_import_into_a_correction_of_what_is_published(client, editor):
    case = case_20()
    correction = make_correction(case)
    replace_content(correction, records_of(case))
    file = as_yaml([correction]).replace("systemadgange ét sted", "systemadgange to steder")
    upload_and_confirm(client, "rettelse.yaml", file.encode())
    correction.refresh_from_db()
    assert "to steder" in correction.summary
    assert (correction.revises, correction.status) == (case, Case.Status.DRAFT)


def test_a_case_and_its_correction_may_have_the_same_title_in_one_file(client, publisher):
    case = case_20()
    make_correction(case)
    assert "Ingen ændringer" in text_of(upload(client, "to.yaml", as_yaml(Case.objects.filter(title=TITLE)).encode()))


def test_a_published_case_stays_published_and_keeps_its_number(client, publisher):
    file = edited_yaml(("number: 20", "number: 99"), ("publiceret", "kladde"), (TITLE, NEW))
    answer = upload(client, "rettet.yaml", file)
    assert "Filen siger “Kladde”. Casen har fortsat status “Publiceret”." in text_of(answer)
    assert "Filen siger nummer 99. Casen beholder sit." in text_of(answer)
    confirm(client, answer)
    assert (case_20().number, case_20().status, case_20().title) == (20, Case.Status.PUBLISHED, NEW)


def test_a_file_that_would_leave_a_published_case_incomplete_is_refused(client, publisher):
    before = digest()
    answer = upload(client, "tom.xlsx", edited_workbook(("Cases", "Resumé", None)))
    assert "En publiceret case skal have nummer, resumé, baggrund, løsning og kilde." in text_of(answer)
    assert digest() == before


def test_a_row_that_is_gone_is_gone_from_the_list_and_a_sheet_that_is_gone_leaves_its_list_alone(client, publisher):
    purposes = list(case_20().purposes.values())
    book = workbook()
    book["Effekter"].delete_rows(3)
    del book["Formål"]
    upload_and_confirm(client, "kortere.xlsx", saved(book))
    assert list(case_20().effects.values_list("order", flat=True)) == [1, 2]
    assert list(case_20().purposes.values()) == purposes


def test_a_list_that_yaml_does_not_have_is_emptied_and_the_dry_run_says_so(client, publisher):
    Case.objects.filter(slug=SLUG).update(status=Case.Status.DRAFT)
    rows = [row for row in records_20() if row["model"] != "cases.effect"]
    answer = upload(client, "uden-effekter.yaml", as_file(rows))
    assert text_of(answer).count("slettet") == 3
    confirm(client, answer)
    assert not Effect.objects.filter(case__slug=SLUG).exists()


def test_values_may_be_named_in_danish_or_by_slug(client, publisher):
    names = [
        ("municipality: ['0820']", "municipality: Aarhus"),
        ("support_function: [it]", "support_function: Økonomi"),
        ("tasks: [[adgang-og-rettigheder]]", "tasks: [bogfoering, Opkrævning]"),
        ("basis: estimeret", "basis: mål eller forventet"),
    ]
    upload_and_confirm(client, "navne.yaml", edited_yaml(*names))
    case = case_20()
    assert (case.municipality.code, case.support_function.slug) == ("0751", "oekonomi")
    assert [task.slug for task in case.tasks.all()] == ["bogfoering", "opkraevning"]
    assert case.key_figures.get(order=1).basis == "forventet"


def test_a_cell_parts_values_by_semicolons_and_has_a_carriage_return_as_excel_writes_it(client, publisher):
    changes = ("Cases", "Opgaver", "Opkrævning; Bogføring og fakturaer ;"), ("Formål", "Tekst", "et_x000D_\nto")
    upload_and_confirm(client, "excel.xlsx", edited_workbook(*changes))
    assert [task.slug for task in case_20().tasks.all()] == ["bogfoering", "opkraevning"]
    assert case_20().purposes.get(order=1).text == "et\nto"


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_any_text_comes_back_as_it_was(client, publisher, kind):
    texts = DANGEROUS + AWKWARD
    case, own = case_20(), Purpose.objects.filter(case__slug=SLUG)
    own.delete()
    Purpose.objects.bulk_create(Purpose(case=case, order=n, text=text) for n, text in enumerate(texts, start=1))
    file = yaml_20().encode() if kind == "yaml" else as_workbook([case])
    own.update(text="Noget andet.")
    upload_and_confirm(client, f"tekst.{kind}", file)
    assert list(own.values_list("text", flat=True)) == texts


class TestBetweenTheSteps:
    def test_a_case_that_is_changed_meanwhile_gives_a_new_dry_run(self, client, publisher):
        answer = upload(client, "rettet.yaml", renamed())
        case = case_20()
        history.record_baseline(case)
        case.summary = "Rettet af."
        case.save()
        history.record(case, publisher, "")
        before = digest()
        again = confirm(client, answer)
        assert "Casene er ændret, siden du så, hvad filen ændrer." in text_of(again)
        assert "Slettet: Rettet" in text_of(again)
        assert digest() == before
        assert confirm(client, again).status_code == 302
        assert case_20().title == NEW

    def test_a_case_that_is_archived_meanwhile_ends_in_the_message(self, client, publisher):
        answer = upload(client, "rettet.yaml", renamed())
        Case.objects.filter(slug=SLUG).update(status=Case.Status.ARCHIVED)
        assert "er arkiveret" in text_of(confirm(client, answer))
        assert case_20().title == TITLE

    def test_a_change_that_comes_in_between_rolls_everything_back(self, client, publisher, monkeypatch):
        """The last moment: the database refuses while the plan is carried out."""
        answer = upload(client, "ny.yaml", new_case())
        before = digest()
        monkeypatch.setattr("cases.editing.transfer.plan.history.record", Mock(side_effect=IntegrityError))
        assert "Casene er ændret" in text_of(confirm(client, answer))
        assert digest() == before

    def test_the_file_is_not_in_the_page_and_can_be_confirmed_once(self, client, publisher):
        answer = upload(client, "rettet.yaml", renamed())
        assert "Brugerstyring" in renamed().decode()
        assert "Brugerstyring" not in answer.content.decode()
        confirm(client, answer)
        assert "Filen er hentet allerede" in text_of(confirm(client, answer))

    @pytest.mark.parametrize("key", ["", "x", "a" * 32, "a\x00" * 16, "../../etc/passwd", "a" * 10_000])
    def test_a_key_that_is_made_up_is_refused(self, client, publisher, key):
        assert "Vælg den igen" in text_of(client.post(IMPORT, {"key": key}))

    def test_another_user_cannot_confirm_it(self, client, publisher):
        answer = upload(client, "rettet.yaml", renamed())
        client.force_login(User.objects.create_superuser("anden"))
        assert "Vælg den igen" in text_of(confirm(client, answer))
        assert case_20().title == TITLE

    def test_a_user_has_one_file_kept_at_a_time_and_none_afterwards(self, client, publisher):
        kept = SharedCacheEntry.objects.filter(cache_key__contains="pending-upload")
        earlier, answer = [upload(client, "rettet.yaml", file) for file in (new_case(), renamed())]
        assert kept.count() == 1
        assert "Vælg den igen" in text_of(confirm(client, earlier))
        assert confirm(client, answer).status_code == 302
        assert kept.count() == 0


class TestWhoMay:
    def test_the_list_of_cases_leads_to_the_page(self, client, editor):
        assert f'href="{IMPORT}"' in client.get("/admin/cases/case/").content.decode()
        assert "Intet bliver ændret, før du bekræfter." in text_of(client.get(IMPORT))

    @pytest.mark.parametrize("permissions", [[], ["view_case"], ["add_case"], ["change_case", "view_case"]])
    def test_those_who_may_not_both_add_and_change_are_refused(self, client, permissions):
        user = User.objects.create_user("lidt", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client.force_login(user)
        assert client.get(IMPORT).status_code == 403
        assert upload(client, "rettet.yaml", renamed()).status_code == 403

    def test_a_forged_form_is_refused(self, editor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert upload(client, "rettet.yaml", renamed()).status_code == 403


def test_the_exported_zip_is_read_as_it_is(client, publisher):
    cases = Case.objects.filter(number__in=[4, 20])
    assert "Ingen ændringer. 2 cases i filen" in text_of(upload(client, "cases.zip", as_zip(cases)))
    files = {"a.yaml": new_case(), "b.yaml": b"- model: x\n", "laesmig.txt": b"x"}
    (problem,) = upload(client, "cases.zip", packed(files)).context["problems"]
    assert problem.reason.startswith("b.yaml: ")
    for wrong, said in ((b"PK\x03\x04x", "kan ikke læses"), (packed({"a.txt": b"x"}), "ingen YAML-filer")):
        assert said in text_of(upload(client, "cases.zip", wrong))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [r for r in rows if r["model"] != "cases.implementationstep"], "har ingen trin"),
        (lambda rows: [r for r in rows if r["model"] != "cases.effect"], "mindst én effekt"),
    ],
)
def test_a_file_cannot_make_a_published_case_incomplete(client, publisher, change, said):
    before = digest()
    answer = upload(client, "huller.yaml", as_file(change(records_20())))
    assert said in text_of(answer)
    assert not answer.context.get("key")
    assert digest() == before


def test_a_case_that_is_being_corrected_is_not_written_over(client, publisher):
    correction = start_correction(case_20(), publisher)
    answer = upload(client, "rettet.yaml", renamed())
    assert "er ved at blive rettet i en kladde" in text_of(answer)
    assert correction.slug in text_of(answer)


def test_places_with_gaps_are_numbered_anew(client, publisher):
    rows = records_20()
    for row in rows:
        if row["model"] == "cases.purpose":
            row["fields"]["order"] += 49
    assert "Ingen ændringer" in text_of(upload(client, "plads.yaml", as_file(rows)))
