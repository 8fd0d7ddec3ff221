"""A reader's own project, whose whole state is its address."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils.timezone import localdate

from casekatalog.core.danish_numbers import danish, parse_number
from casekatalog.core.logs import without_persons
from cases.models import Case, Rate
from cases.project.parameters import names as parameter_names
from cases.project.state import Project
from tests.pages import text_of

ONE, TWO = "rudersdal-bogfoering", "vesthimmerland-autorisationskontrol"
DAY = "2026-11-01"
ADDRESS = (
    f"/projekt/?case={ONE}&case={TWO}&dato={DAY}"
    "&f20-a3=p&sager_sandsynlig=12000&timepris=320%2C5&trin=20-a2&start=2027-03"
)


def project(query: str) -> Project:
    return Project(QueryDict(query))


def test_a_project_has_one_address_whatever_the_order_it_was_asked_in():
    jumbled = (
        f"start=2027-03&trin=20-a2&timepris=320,50&sager_sandsynlig=12.000&f20-a3=p&case={ONE}&dato={DAY}&case={TWO}"
    )
    assert project(jumbled).url() == ADDRESS


def test_empty_parts_are_left_out_of_the_address():
    assert (
        project(f"case={ONE}&dato={DAY}&sager_forsigtig=&f20-a3=&trin=&start=").url()
        == f"/projekt/?case={ONE}&dato={DAY}"
    )


def test_a_form_carries_along_what_it_does_not_show(client):
    hidden = project(ADDRESS.partition("?")[2]).hidden("regnestykke")
    assert hidden == [
        ("case", ONE),
        ("case", TWO),
        ("dato", DAY),
        ("f20-a3", "p"),
        ("trin", "20-a2"),
        ("start", "2027-03"),
    ]


def test_without_cases_the_page_says_how_to_begin(client):
    assert "Begynd med en case" in text_of(client.get("/projekt/"))


def test_a_case_can_be_added_and_removed_by_address_alone(client):
    response = client.get(f"/projekt/?case={ONE}&dato={DAY}&case={TWO}")
    assert f'href="/projekt/?case={TWO}&amp;dato={DAY}"' in response.content.decode()
    assert "2 cases i projektet" in text_of(response)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("case=findes-ikke", "Vi kender ikke “findes-ikke” under Case"),
        ("&".join(f"case={slug}" for slug in "abcdef"), "Vi kender ikke “a”"),
        (f"case={ONE}&dato=i+morgen", "Linkets dato kan ikke læses."),
        (f"case={ONE}&dato=2026-13-45", "Linkets dato kan ikke læses."),
        (f"case={ONE}&dato=9999-01-01", "Linkets dato kan ikke læses."),
        (f"case={ONE}&start=marts", "Skriv startmåneden som årstal og måned"),
        (f"case={ONE}&" + "&".join(f"f20-{n}=p" for n in range(4000)), "flere end 200 svar"),
        (f"case={ONE}&" + "&".join(f"trin=20-{n}" for n in range(4000)), "flere end 200 trin"),
        (f"case={ONE}&ukendt=1&utm_source=brev", "“ukendt”"),
        ("timepris=1e308&rente=NaN&aar=-1&sager_forsigtig=%00", "Jeres projekt"),
    ],
)
def test_what_cannot_be_used_is_said_and_never_fails(client, query, said):
    response = client.get(f"/projekt/?{query}")
    assert response.status_code == 200
    assert said in text_of(response)


def test_a_project_has_room_for_four_cases(client):
    slugs = Case.objects.values_list("slug", flat=True)[:6]
    response = client.get("/projekt/?" + "&".join(f"case={slug}" for slug in slugs))
    assert "højst 4 cases" in text_of(response)
    assert "4 cases i projektet" in text_of(response)


def test_what_has_changed_since_the_links_date_is_listed(client):
    long_ago = localdate() - timedelta(days=400)
    Rate.objects.update(changed_on=long_ago)
    Rate.objects.filter(slug="ferie").update(changed_on=localdate())
    Case.objects.filter(slug=ONE).update(changed_at=None)
    text = text_of(client.get(f"/projekt/?case={ONE}&case={TWO}&dato={localdate() - timedelta(days=30)}"))
    assert "Satsen “Ferie og feriefridage om året” er ændret" in text
    assert f"Casen “{Case.objects.get(slug=TWO)}” er rettet" in text
    assert "Helligdage" not in text
    assert f"Casen “{Case.objects.get(slug=ONE)}” er rettet" not in text


def test_no_cache_and_no_search_engine_keeps_it_and_no_other_site_is_told(client):
    for _ in range(2):
        response = client.get(ADDRESS)
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert not response.has_header("ETag")


def test_its_numbers_are_in_no_log():
    assert "320" not in without_persons(f"GET {ADDRESS} 200")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1.200", "1.200"),
        ("1200", "1.200"),
        ("7,5", "7,5"),
        ("7.5", "7,5"),
        ("1.200,50", "1.200,5"),
        (" 1 200 ", "1.200"),
    ],
)
def test_a_number_is_read_as_danes_write_it_and_said_back(typed, shown):
    assert danish(parse_number(typed)) == shown


@pytest.mark.parametrize("typed", ["", "-", "1e308", "NaN", "1,2,3", "1.20.000", "²", "٣", "1" * 21, "\x00", "0x10"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - its message is what was typed
        parse_number(typed)


def test_the_questions_to_a_municipality_are_what_its_source_does_not_say(client):
    text = text_of(client.get(f"/projekt/spoerg/?case={ONE}&case={TWO}"))
    ours, theirs = text.split("Vesthimmerlands Kommune", 1)
    assert "Hvad kostede løsningen i anskaffelse og drift?" in ours
    assert "Hvad kostede løsningen" not in theirs
    assert "Bruger I stadig løsningen?" in theirs


def test_a_full_project_of_the_four_largest_cases_fits_in_2000_characters():
    def size(case: Case) -> int:
        return case.preconditions.count() + case.evidence.count() + case.steps.count()

    cases = sorted(Case.objects.all(), key=size)[-4:]
    pairs = [("case", case.slug) for case in cases] + [("dato", DAY), ("start", "2027-03")]
    for case in cases:
        pairs += [(f"f{case.number}-{entry.key}", "p") for entry in (*case.preconditions.all(), *case.evidence.all())]
        pairs += [("trin", f"{case.number}-{step.key}") for step in case.steps.all()]
    pairs += [(name, "1234567") for name in parameter_names()]
    url = project(urlencode(pairs)).url("project_decision")
    assert url.count("=") == len(pairs)
    assert len(url) <= 2000


@pytest.mark.parametrize("page", ["", "passer/", "gruppe/", "regnestykke/", "plan/", "spoerg/", "oplaeg/"])
def test_every_page_answers_whatever_the_address_holds(client, page):
    for query in ("", "case=findes-ikke", ADDRESS.partition("?")[2], "trin=20-zzz&f20-zzz=q&start=2027-13&rente=1e308"):
        response = client.get(f"/projekt/{page}?{query}")
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
