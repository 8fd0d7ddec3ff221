"""Every change to a case and its parts is kept, can be read, and can be taken back."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from casekatalog.core.field_differences import weave
from cases.editing.roles import PUBLISHER
from cases.models import Case, Municipality, Purpose, Task
from cases.models.records import PARTS, records_of, replace_content
from cases.workflow import history
from cases.workflow.differences import difference
from tests.editing import log_in, messages_of


@pytest.fixture
def editor():
    return User.objects.create_user("anna", first_name="Anna", last_name="Holm")


def told(changes):
    """Changes as lines: what, kind, and for each field its label and what went and came."""
    return [(c.what, c.kind, [(f.label, *(gone_and_come(f.segments))) for f in c.fields]) for c in changes]


def gone_and_come(segments):
    return tuple("".join(s.text for s in segments if s.kind == kind) for kind in ("del", "ins"))


def content(case):
    """The records without primary keys, for comparing content."""
    return [{"model": record["model"], "fields": record["fields"]} for record in records_of(case)]


def test_a_case_has_all_its_lists_in_its_records(case):
    lists = {field.name for field in Case._meta.get_fields() if field.one_to_many and field.related_model is not Case}
    # What municipalities say of themselves is no part of the case.
    assert lists - {"contributions", "told_by"} == set(PARTS)


def test_a_change_tells_who_when_and_which_words(case, editor):
    history.record_baseline(case)
    case.summary = case.summary.replace("ét sted", "to steder")
    case.municipality = Municipality.objects.get(code="0101")
    case.save()
    case.tasks.set([Task.objects.get(slug="bogfoering")])
    case.key_figures.filter(order=2).update(low="68036", stated_by="leverandøren")
    case.operation_dates.update(quarter=3)
    history.record(case, editor, "Rettet efter mail fra kommunen")
    newest, baseline = history.versions(case)
    assert (newest.who, baseline.changes) == ("Anna Holm", [])
    fields = [("Resumé", "ét sted. ", "to steder. "), ("Kommune", "Vesthimmerlands ", "Københavns ")]
    assert told(newest.changes) == [
        ("Casen", "rettet", [*fields, ("Opgaver", "Adgang rettigheder", "Bogføring fakturaer")]),
        ("Tidspunkt for drift 1", "rettet", [("Kvartal", "4", "3")]),
        ("Nøgletal 2", "rettet", [("Tal (eller fra)", "68.035", "68.036"), ("Oplyst af", "kommunen", "leverandøren")]),
    ]


def test_an_entry_that_is_added_removed_or_moved_is_told_as_that(case):
    before = records_of(case)
    first, second = case.purposes.all()
    case.purposes.filter(order=2).delete()
    Purpose.objects.filter(pk=first.pk).update(order=7)
    Purpose.objects.create(case=case, order=1, text="Et helt nyt formål.")
    assert told(difference(before, records_of(case))) == [
        ("Formål 7", "flyttet fra plads 1 til 7", []),
        ("Formål 1", "tilføjet", [("Tekst", "", "Et helt nyt formål.")]),
        ("Formål 2", "slettet", [("Tekst", second.text, "")]),
    ]


def test_the_same_content_under_other_primary_keys_is_no_difference(case):
    assert difference(records_of(case), content(case)) == []


def test_a_version_can_be_restored_whole_but_for_the_status_and_the_address(case, editor):
    before = content(case)
    history.record_baseline(case)
    case.steps.all().delete()
    case.evidence.all().delete()
    case.tasks.clear()
    case.title, case.status, case.slug = "Noget helt andet", Case.Status.ARCHIVED, "ny-adresse"
    case.save()
    history.record(case, editor, "Fejl")
    history.restore(case, history.versions(case)[-1], editor)
    assert (case.status, case.slug) == (Case.Status.ARCHIVED, "ny-adresse")
    case.status, case.slug = Case.Status.PUBLISHED, "vesthimmerland-autorisationskontrol"
    case.save()
    assert content(case) == before
    assert case.title == "Softwarerobot samler ledernes kontrol af systemadgange"
    assert history.versions(case)[0].changes[0].what == "Casen"


def test_what_a_version_holds_is_read_for_a_page_of_them_at_once(case, editor, django_assert_num_queries):
    for number in range(5):
        case.summary = f"Resumé {number}"
        case.save()
        history.record(case, editor, "Rettet")
    with django_assert_num_queries(2):
        page = history.versions(case)[:3]
        history.load(page)
        assert [told(version.changes)[0][2] for version in page] == [
            [("Resumé", f"{number - 1}", f"{number}")] for number in (4, 3, 2)
        ]


# Between them they have more fields both filled in and empty than any other three.
@pytest.mark.parametrize("number", [2, 4, 14])
def test_a_case_survives_being_replaced_by_its_own_records(number):
    case = Case.objects.get(number=number)
    before = content(case)
    replace_content(case, records_of(case))
    assert content(case) == before


@pytest.mark.parametrize(
    ("old", "new", "woven"),
    [
        ("", "", []),
        ("a b", "a b", [("same", "a b")]),
        ("", "ny", [("ins", "ny")]),
        ("før", "", [("del", "før")]),
        ("<b>1</b> kr.", "<b>2</b> kr.", [("del", "<b>1</b> "), ("ins", "<b>2</b> "), ("same", "kr.")]),
    ],
)
def test_two_texts_are_woven_word_by_word(old, new, woven):
    assert [(s.kind, s.text) for s in weave(old, new)] == woven


def test_a_published_case_is_not_restored_to_what_readers_could_not_use(client, case):
    log_in(client, PUBLISHER)
    Case.objects.filter(pk=case.pk).update(status=Case.Status.DRAFT)
    steps = [record for record in records_of(case) if record["model"] != "cases.implementationstep"]
    whole = records_of(case)
    case.refresh_from_db()
    replace_content(case, steps)
    history.record(case, None, "Uden trin")
    replace_content(case, whole)
    case.status = Case.Status.PUBLISHED
    case.save()
    history.record(case, None, "Hel")
    version = history.versions(case)[1]
    answer = client.post(reverse("admin:cases_case_restore", args=[case.pk, version.pk]))
    assert "Versionen kan ikke gendannes, mens casen er publiceret" in messages_of(answer)
    assert case.steps.exists()


def test_times_are_danish(case, editor):
    winter = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
    assert history.in_danish_time(winter) == "3. januar 2026 kl. 00.30"
