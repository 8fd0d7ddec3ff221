"""Pages about the site, error pages, health, and what every page carries."""

import re
from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection
from django.test import override_settings
from django.urls import path

from casekatalog.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401
from tests.pages import text_of


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *urlpatterns,
    path("400/", fail(SuspiciousOperation())),
    path("403/", fail(PermissionDenied())),
    path("500/", fail(RuntimeError("hemmelig detalje"))),
]


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/400/", 400, "Vi kunne ikke læse adressen"),
        ("/403/", 403, "Du har ikke adgang"),
        ("/404/", 404, "Siden findes ikke"),
        ("/500/", 500, "Noget gik galt hos os"),
    ],
)
@override_settings(ROOT_URLCONF="tests.test_site_pages")
def test_errors_are_told_in_danish_with_a_way_on(client, address, status, heading):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert heading in text_of(response)
    assert 'href="/cases/"' in response.content.decode()
    assert "hemmelig" not in response.content.decode()


def test_a_form_without_its_token_gets_a_danish_answer(client):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Formularen er udløbet" in text_of(response)


def test_health_says_ok_when_the_database_answers(client):
    response = client.get("/sundhed/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "svarer"}
    assert "no-store" in response["Cache-Control"]


def test_health_says_503_when_the_database_does_not_answer(client):
    with mock.patch.object(connection, "cursor", side_effect=DatabaseError):
        response = client.get("/sundhed/")
    assert response.status_code == 503
    assert response.json()["status"] == "fejl"


PUBLIC = [
    "/",
    "/cases/",
    "/cases/rudersdal-bogfoering/",
    "/greb/",
    "/greb/strategisk-fokus/",
    "/laerdomme/",
    "/laerdomme/rpa/",
    "/analyseramme/",
    "/analyseramme/implementering/levere/",
    "/redskaber/",
    "/ordliste/",
    "/om/",
    "/aabne-data/",
    "/tilgaengelighed/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_ids_are_unique_and_every_link_within_a_page_leads_somewhere(client, address):
    page = client.get(address).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_every_public_page_names_source_year_and_accessibility(client):
    for address in (
        "/",
        "/cases/",
        "/cases/rudersdal-bogfoering/",
        "/greb/",
        "/analyseramme/",
        "/om/",
        "/tilgaengelighed/",
    ):
        page = client.get(address).content.decode()
        assert "september 2019" in page or "omkring 2005" in page
        assert 'href="/tilgaengelighed/"' in page
        assert '<html lang="da">' in page
        assert page.count("<h1") == 1


def test_the_owner_comes_from_the_settings(client, settings):
    assert 'id="kontakt"' not in client.get("/om/").content.decode()
    assert "ikke angivet" not in text_of(client.get("/om/")) + text_of(client.get("/aabne-data/"))
    settings.OWNER_NAME, settings.OWNER_EMAIL = "Foreningen Eksempel", "kontakt@example.dk"
    assert "Foreningen Eksempel udgiver kataloget" in text_of(client.get("/om/"))
    assert 'href="mailto:kontakt@example.dk"' in client.get("/").content.decode()


def test_without_a_statement_the_accessibility_page_says_only_what_is_true_of_the_site(client):
    text = text_of(client.get("/tilgaengelighed/"))
    assert "prøvet automatisk" in text
    for unfinished in ("skal gøre", "endnu ikke", "Tilgængelighedserklæring", "klage", "Digitaliseringsstyrelsen"):
        assert unfinished not in text


def test_settings_alone_make_the_accessibility_statement_whole(client, settings):
    settings.OWNER_NAME, settings.OWNER_EMAIL = "Eksempel Kommune", "kontakt@example.dk"
    settings.OWNER_PHONE = "12 34 56 78"
    settings.ACCESSIBILITY_STATUS, settings.ACCESSIBILITY_METHOD = "delvist", "ekstern"
    settings.ACCESSIBILITY_SHORTCOMINGS = ["PDF-filer er ikke prøvet", "Kortet har små navne"]
    settings.ACCESSIBILITY_TESTED, settings.ACCESSIBILITY_DATE = "Ti sider med NVDA.", date(2026, 1, 31)
    settings.ACCESSIBILITY_EXEMPT, settings.ACCESSIBILITY_FIRST_DATE = ["Film fra før 2020"], date(2025, 1, 31)
    settings.ACCESSIBILITY_OFFICIAL = "https://www.was.digst.dk/eksempel-dk"
    response = client.get("/tilgaengelighed/")
    for part in (
        "Eksempel Kommune forpligter sig",
        "overholder delvist standarden EN 301 549",
        "Indhold, der ikke overholder loven PDF-filer er ikke prøvet Kortet har små navne",
        "Uforholdsmæssigt stor byrde Intet.",
        "Indhold, der ikke er omfattet af loven Film fra før 2020",
        "En ekstern part har vurderet webstedet. Ti sider med NVDA.",
        "udarbejdet 31. januar 2025 og senest gennemgået 31. januar 2026",
        "Skriv til Eksempel Kommune på kontakt@example.dk",
        "eller ring på 12 34 56 78",
        "henvende dig til Digitaliseringsstyrelsen",
    ):
        assert part in text_of(response)
    assert 'href="https://www.was.digst.dk/eksempel-dk"' in response.content.decode()


def test_the_tools_of_2005_are_reached_from_om_and_not_from_the_menu(client):
    page = client.get("/om/").content.decode()
    menu, rest = page.split("</nav>", 1)
    assert 'href="/redskaber/"' not in menu
    assert 'href="/redskaber/"' in rest
    assert '<a href="/om/" aria-current="true">Om</a>' in client.get("/redskaber/").content.decode()


def test_a_page_that_is_not_found_has_one_search_field_in_its_middle(client):
    main = client.get("/findes-ikke/").content.decode()
    assert main.count('type="search"') == main.split("<main")[1].count('type="search"') == 1


def test_the_front_page_leads_to_every_support_function_and_greb(client):
    page = client.get("/").content.decode()
    for query in (
        "omraade=oekonomi",
        "omraade=loen-og-personale",
        "omraade=it",
        "omraade=ejendomsadministration",
        "omraade=sekretariatsopgaver",
        "greb=strategisk-fokus",
        "greb=ledelsesfokus-og-forankring",
        "greb=klare-maal-og-gevinstrealisering",
        "greb=medarbejderinddragelse",
        "greb=samarbejde-med-tekniske-eksperter",
    ):
        assert f'href="/cases/?{query}"' in page


def test_the_front_page_has_search_then_all_twelve_opgaver_with_counts_then_what_others_got_then_the_rest(client):
    from cases.models import Task

    page = client.get("/").content.decode()
    ids = ["soeg-forside", "opgaver", "udbytte", "stoettefunktioner", "teknologier", "greb-indgange"]
    places = [page.index(f'id="{name}"') for name in ids]
    assert places == sorted(places)
    found = re.findall(r'href="/cases/\?opgave=([^"]+)">[^<]+</a>\s*<span class="count">(\d+)<', page)
    assert {slug: int(number) for slug, number in found} == {
        task.slug: task.cases.published().count() for task in Task.objects.all()
    }
    assert len(found) == 12


def test_the_front_page_shows_gains_with_both_ends_first_and_never_an_estimate(client):
    from cases.models import KeyFigure

    gains = list(client.get("/").context["front"]["gains"])
    shown = text_of(client.get("/"))
    comparisons = "fra 10 → til 2–3 timer om ugen", "fra 2–3 dage → til ca. 2 timer"
    assert [said for said in comparisons if said not in shown] == []
    assert [bool(gain.value_before) for gain in gains] == [True] * 3
    assert len({gain.case_id for gain in gains}) == 3
    KeyFigure.objects.filter(pk=gains[0].pk).update(basis=KeyFigure.Basis.ESTIMATED)
    assert gains[0] not in client.get("/").context["front"]["gains"]


def test_the_front_page_says_how_many_cases_from_how_many_municipalities_how_old_and_from_whom(client, settings):
    from cases.models import Case

    settings.OWNER_NAME = "Foreningen Eksempel"
    shown = text_of(client.get("/"))
    assert "26 cases fra 22 kommuner, oplyst i 2019" in shown
    assert "Foreningen Eksempel udgiver kataloget." in shown
    Case.objects.filter(number=1).update(source="Holbæk Kommune, 2024")
    shown = text_of(client.get("/"))
    assert "26 cases fra 22 kommuner 25 er oplyst i 2019." in shown


def test_the_front_page_works_without_a_single_case(client):
    from cases.models import Case

    Case.objects.all().delete()
    assert client.get("/").status_code == 200
    assert "Ingen cases" in text_of(client.get("/cases/"))


def test_robots_stay_out_of_the_editing_pages(client):
    assert "\nDisallow: /admin/\n" in client.get("/robots.txt").text


def test_robots_fetch_the_files_of_the_data_set_and_of_no_other_list(client):
    text = client.get("/robots.txt").text
    assert re.findall("(?m)^Allow: (.*)$", text) == ["/hent/cases.csv$", "/hent/cases.xlsx$"]
    assert "\nDisallow: /hent/\n" in text
