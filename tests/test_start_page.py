"""The start page: what waits, what is getting old, what lacks figures or questions, and what has happened."""

import html
import re
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cases.editing.roles import EDITOR, PUBLISHER
from cases.models import Case, KeyFigure, Precondition
from cases.search.models import Miss
from cases.workflow import history
from tests.editing import log_in
from tests.factories import generate_cases, make_case, make_figure
from tests.pages import queries_needed

START = reverse("admin:index")
LISTS = [
    "kladder",
    "gennemgang",
    "ikke-bekraeftet",
    "mangler-tal",
    "mangler-spoergsmaal",
    "aendringer",
    "laerdomme",
    "soegninger",
]
# The session, the user and the permissions: 5. Each list of cases: its rows and their number; drafts and reviews also
# their last changes. What drafts lack: the cases, their tasks, technologies and 14 lists, and the phases. The latest
# changes: versions and cases. The findings and the searches: rows and their number.
BUDGET = 5 + 5 * 2 + 2 + 18 + 2 + 2 + 2


@pytest.fixture
def editor(client):
    log_in(client, EDITOR)
    return client


def dashboard(client):
    """The lists of the start page by name."""
    return {found.name: found for found in client.get(START).context["dashboard"]}


def section(client, name):
    return section_of(client.get(START), name)


def section_of(answer, name):
    page = answer.content.decode()
    found = re.search(rf'(?s)<section [^>]*id="{name}".*?</section>', page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found.group()))).strip()


def anna():
    return User.objects.get_or_create(username="anna", first_name="Anna", last_name="Holm")[0]


def number_listed(url):
    """How many cases the list has that the start page leads to; what it looks like has tests of its own."""
    request = RequestFactory().get(url)
    request.user = User(is_superuser=True, is_active=True)
    return admin.site.get_model_admin(Case).get_changelist_instance(request).result_count


def titles(found):
    return [entry.title for entry in found.entries]


# --- The page as a whole


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER])
def test_the_lists_come_first_and_djangos_own_list_after(client, role):
    log_in(client, role)
    page = client.get(START).content.decode()
    places = [page.index(f'id="{name}"') for name in LISTS]
    assert places == sorted(places)
    assert max(places) < page.index("Alt indhold") < page.index('class="app-cases module')
    assert "<h1>Overblik</h1>" in page


@pytest.mark.parametrize(
    ("permission", "lists"),
    [
        ("", []),
        ("view_miss", LISTS[7:]),
        ("view_lesson", LISTS[6:7]),
        ("view_case", LISTS[:6]),
        ("change_case", LISTS[:6]),
        ("view_task", []),
    ],
)
def test_what_a_user_may_not_see_is_not_shown(client, permission, lists):
    user = User.objects.create_user("gaest", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=permission))
    client.force_login(user)
    assert list(dashboard(client)) == lists


def test_an_empty_catalogue_says_something_sensible(editor):
    Case.objects.all().delete()
    page = editor.get(START)
    for name, words in {
        "kladder": "Der er ingen kladder.",
        "gennemgang": "Ingen cases venter på gennemgang.",
        "ikke-bekraeftet": "Kommunerne har bekræftet alle cases inden for de sidste to år.",
        "mangler-tal": "Alle cases har tal for pris, gevinst og tid.",
        "mangler-spoergsmaal": "Alle forudsætninger og greb har et spørgsmål.",
        "aendringer": "Ingen har ændret noget endnu.",
        "soegninger": "Alle søgninger har givet et resultat.",
    }.items():
        assert section_of(page, name).endswith(words)


def test_everything_an_editor_wrote_is_shown_as_text(editor):
    evil = "<script>alert(1)</script>"
    case = make_case(title=evil, review_note=evil)
    history.record(case, anna(), evil)
    Miss.objects.create(words=evil)
    page = editor.get(START).content.decode()
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


# The findings have a test of their own (tests/test_lessons.py): these cases are none's evidence.
def test_a_list_shows_ten_and_leads_to_the_rest(editor):
    KeyFigure.objects.filter(subject="tid-til-drift").update(subject="tidsforbrug")
    Precondition.objects.update(question="")
    cases = Case.objects.published().order_by("number")[:12]
    Case.objects.filter(number__gt=12).delete()
    for n in range(12):
        make_case(n)
        make_case(100 + n, status=Case.Status.IN_REVIEW)
        history.record(cases[n], anna(), "Rettet")
        Miss.objects.create(words=f"ord {n}")
    page = editor.get(START)
    for found in page.context["dashboard"]:
        name = found.name
        if name != "laerdomme":
            assert len(found.entries) == 10, name
        if name not in ("laerdomme", "aendringer"):
            assert found.total == 12, name
            assert "Se alle 12 i listen" in section_of(page, name)
            assert editor.get(found.url).context["cl"].result_count == 12, name
        elif name == "aendringer":
            assert (found.total, found.url) == (None, "")


def test_it_needs_as_many_queries_with_more_cases_than_it_shows_as_with_one(editor):
    def fill(cases, first):
        for n, case in enumerate(cases, first):
            draft = make_case(n, revises=case, review_note="Mangler kilde.")
            review = make_case(1000 + n, status=Case.Status.IN_REVIEW)
            for each in (case, draft, review):
                history.record(each, anna(), "Rettet")
            Miss.objects.create(words=f"ord {n}")

    Case.objects.exclude(number=20).delete()
    fill([Case.objects.get(number=20)], 0)
    one = queries_needed(lambda: editor.get(START))
    fill(generate_cases(12), 1)
    assert queries_needed(lambda: editor.get(START)) == one <= BUDGET


# --- Each list


def test_drafts_say_who_changed_them_last_and_why_they_came_back(editor):
    old = make_case(1)
    history.record(old, User.objects.create_user("carl"), "Oprettet")
    history.record(old, anna(), "Rettet")
    original = Case.objects.get(number=20)
    correction = make_case(2, title=original.title, revises=original, review_note="Tallet mangler kilde.")
    history.record(correction, User.objects.create_user("bo"), "Rettet")
    untouched = make_case(3)
    found = dashboard(editor)["kladder"]
    assert (titles(found), found.total) == ([correction.title, old.title, untouched.title], 3)
    assert re.search(
        r"Københavns Kommune · rettelse af case 20 · ændret \d+\. \w+ \d{4} kl\. \d\d\.\d\d af bo "
        r"Sendt tilbage: Tallet mangler kilde\.",
        section(editor, "kladder"),
    )
    assert "af Anna Holm" in section(editor, "kladder")
    assert found.entries[0].url == reverse("admin:cases_case_change", args=[correction.pk])


def test_how_a_draft_was_before_its_first_change_is_no_change(editor):
    case = make_case()
    history.record_baseline(case)
    assert "ændret" not in section(editor, "kladder")
    assert titles(dashboard(editor)["aendringer"]) == []


def test_the_oldest_waits_first_for_review(editor):
    for n in (1, 2, 3):
        history.record(make_case(n, status=Case.Status.IN_REVIEW), anna(), "Sendt til gennemgang")
    history.record(Case.objects.get(slug="ny-1"), anna(), "Rettet igen")
    assert titles(dashboard(editor)["gennemgang"]) == ["Ny case 2", "Ny case 3", "Ny case 1"]
    assert "Ny case" not in section(editor, "kladder")


@pytest.mark.parametrize(
    ("days_ago", "listed"),
    [(None, True), (1, True), (0, False), (-700, False)],
)
def test_published_cases_not_confirmed_for_two_years_are_listed(editor, days_ago, listed):
    Case.objects.update(confirmed_on=timezone.localdate())
    confirmed = timezone.localdate() - relativedelta(months=24, days=days_ago or 0)
    Case.objects.filter(number=20).update(confirmed_on=None if days_ago is None else confirmed)
    make_case()
    found = dashboard(editor)["ikke-bekraeftet"]
    assert titles(found) == ([Case.objects.get(number=20).title] if listed else [])
    assert number_listed(found.url) == len(titles(found))


def test_those_never_confirmed_come_first_and_the_others_with_their_date(editor):
    Case.objects.exclude(number__in=[1, 20]).delete()
    Case.objects.filter(number=1).update(confirmed_on=date(2020, 3, 3))
    found = dashboard(editor)["ikke-bekraeftet"]
    assert [entry.facts[-1] for entry in found.entries] == ["aldrig bekræftet", "bekræftet 3. marts 2020"]


LACKING: dict[tuple[str, ...], str] = {
    (): "mangler nøgletal",
    ("tid-til-drift",): "mangler hvad det kostede og hvad der kom ud af det",
    ("omfang", "varighed"): "mangler hvad det kostede, hvad der kom ud af det og hvor lang tid det tog",
    ("investering", "tid-til-drift"): "mangler hvad der kom ud af det",
    ("drift", "tidsforbrug"): "mangler hvor lang tid det tog",
    ("gevinst", "tid-til-drift"): "mangler hvad det kostede",
    ("drift", "gevinst", "tid-til-drift"): "",
    ("investering", "automatisering", "tid-til-drift"): "",
}


def test_a_published_case_says_which_figures_it_lacks(editor):
    case = Case.objects.get(number=20)
    Case.objects.exclude(pk=case.pk).delete()
    make_case()
    for subjects, said in LACKING.items():
        case.key_figures.all().delete()
        for order, subject in enumerate(subjects, 1):
            make_figure(case, order=order, subject=subject)
        found = dashboard(editor)["mangler-tal"]
        assert [entry.facts[-1] for entry in found.entries] == ([said] if said else []), subjects
        assert number_listed(found.url) == bool(said), subjects


def test_those_that_lack_most_come_first(editor):
    found = dashboard(editor)["mangler-tal"]
    number = [len(re.findall(",| og ", entry.facts[-1])) for entry in found.entries]
    assert number == sorted(number, reverse=True)
    assert len(set(number)) > 1


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("bekraeftet=ja", 1),
        ("bekraeftet=nej", 26),
        ("bekraeftet=x", 27),
        ("mangler=x", 27),
        ("mangler=noegletal", 1),
        ("mangler=tid", 25),
        ("bekraeftet=ja&mangler=pris", 1),
        ("bekraeftet=nej&mangler=noegletal", 0),
    ],
)
def test_the_filters_of_the_list_of_cases(query, number):
    make_case(confirmed_on=timezone.localdate())
    assert number_listed(f"{reverse('admin:cases_case_changelist')}?{query}") == number


def test_the_latest_changes_say_who_when_and_what(editor):
    first, second = Case.objects.get(number=1), Case.objects.get(number=2)
    history.record_baseline(first)
    history.record(first, anna(), "Rettet efter mail fra kommunen")
    history.record(second, None, "")
    gone = make_case(9)
    history.record(gone, anna(), "Oprettet")
    gone.delete()
    found = dashboard(editor)["aendringer"]
    assert titles(found) == ["Ny case 9 (slettet)", second.title, first.title]
    histories = [reverse("admin:cases_case_history", args=[case.pk]) for case in (second, first)]
    assert [entry.url for entry in found.entries] == ["", *histories]
    assert re.search(r"kl\. \d\d\.\d\d af Anna Holm · Rettet efter mail fra kommunen$", section(editor, "aendringer"))


def test_searches_without_a_result_come_with_how_often_and_when(editor):
    Miss.objects.create(words="drone", number=3)
    Miss.objects.create(words="blockchain", number=1)
    wanted = rf"drone 3 gange · senest {timezone.localdate().day}. \w+ \d{{4}} blockchain 1 gang · senest"
    assert re.search(wanted, section(editor, "soegninger"))
