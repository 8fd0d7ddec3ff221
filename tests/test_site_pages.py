"""Pages about the site, error pages, health, and what every page carries."""

import re
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
    assert "Udgiveren er ikke angivet" in text_of(client.get("/om/"))
    settings.OWNER_NAME, settings.OWNER_EMAIL = "Foreningen Eksempel", "kontakt@example.dk"
    assert "Foreningen Eksempel udgiver kataloget" in text_of(client.get("/om/"))
    assert 'href="mailto:kontakt@example.dk"' in client.get("/").content.decode()


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


def test_the_front_page_works_without_a_single_case(client):
    from cases.models import Case

    Case.objects.all().delete()
    assert client.get("/").status_code == 200
    assert "Ingen cases" in text_of(client.get("/cases/"))


def test_robots_stay_out_of_the_editing_pages(client):
    assert b"Disallow: /admin/" in client.get("/robots.txt").content
