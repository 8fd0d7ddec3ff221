"""Fixtures for every test: a database that holds the seeded catalogue."""

import sqlite3
from contextlib import closing

import django.test.client
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from cases.snapshot import current_snapshot, snapshots
from tests.seeded import folder_of_run, seeded_database

# Strength is slow by design. The tests need the algorithm, not the strength.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

_store = django.test.client.store_rendered_templates


def _store_pages(store, signal, sender, template, context, **kwargs):
    """A page's context is worth keeping for a test; those of its thousand form fields are not, and take long."""
    if not (template.name or "").startswith(("django/forms/", "admin/includes/", "admin/edit_inline/", "_blocks")):
        _store(store, signal, sender, template, context, **kwargs)


django.test.client.store_rendered_templates = _store_pages


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory, worker_id):
    """The catalogue as `make run` serves it. Each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            call_command("seed", verbosity=0)
            return
        connection.ensure_connection()
        with closing(sqlite3.connect(seeded_database(folder_of_run(tmp_path_factory, worker_id)))) as seeded:
            seeded.backup(connection.connection)


@pytest.fixture(autouse=True)
def _database(db):
    """Every test may use the database."""


@pytest.fixture(scope="session")
def _seeded_snapshot(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        current_snapshot()
    return dict(snapshots._kept)


@pytest.fixture(autouse=True)
def _cache(_seeded_snapshot):
    """No test meets what another one left in the process's memory."""
    cache.clear()
    snapshots._kept = dict(_seeded_snapshot)
