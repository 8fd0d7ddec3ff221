"""/sundhed/klar/ says whether readers can be sent here, and if not, what is missing."""

from unittest import mock

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from cases.models import Case
from cases.search.models import Document

READY = "/sundhed/klar/"


def missing(client):
    answer = client.get(READY)
    assert (answer.status_code, answer.json()["status"]) == (503, "ikke klar")
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.json()["mangler"])


def test_a_loaded_catalogue_is_ready(client, django_assert_max_num_queries):
    client.get(READY)
    with django_assert_max_num_queries(4):
        answer = client.get(READY)
    assert (answer.status_code, answer.json()) == (200, {"status": "klar"})
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError, "Databasen svarer ikke."),
        (DatabaseError, "Databasen kan ikke læses. Er den beskadiget?"),
    ],
)
def test_without_the_database_it_says_so(client, error, said):
    with mock.patch.object(connection, "cursor", side_effect=error):
        assert missing(client) == said


def test_a_migration_that_was_not_applied_is_named(client):
    MigrationRecorder(connection).record_unapplied("cases", "0001_initial")
    assert "cases.0001_initial. Kør manage.py migrate." in missing(client)


def test_a_migration_from_a_newer_version_is_no_hindrance(client):
    MigrationRecorder(connection).record_applied("cases", "9999_from_the_future")
    assert client.get(READY).status_code == 200


def test_an_empty_catalogue_or_search_index_is_not_ready(client):
    Document.objects.all().delete()
    assert "Søgeindekset er tomt" in missing(client)
    Case.objects.update(status=Case.Status.ARCHIVED)
    assert "ingen publicerede cases" in missing(client)


@pytest.mark.parametrize("address", ["/sundhed/", READY])
def test_a_probe_by_ip_address_over_plain_http_is_answered(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address, headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/om/", headers={"host": "10.1.2.3:8000"}).status_code in {301, 400}
    assert client.post(address).status_code == 405
