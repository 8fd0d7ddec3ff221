"""Fixtures for every test: a database that holds the seeded catalogue."""

import os
import sqlite3
from contextlib import closing

import django.test.client
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection

from tests.seeded import ON_POSTGRESQL, copy_on_server, folder_of_run, seeded_file

# Strength is slow by design. The tests need the algorithm, not the strength.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

_store = django.test.client.store_rendered_templates


def _store_pages(store, signal, sender, template, context, **kwargs):
    """A page's context is worth keeping for a test; those of its thousand form fields are not, and take long."""
    if not (template.name or "").startswith(("django/forms/", "admin/includes/", "admin/edit_inline/", "_blocks")):
        _store(store, signal, sender, template, context, **kwargs)


django.test.client.store_rendered_templates = _store_pages


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory, worker_id):
    """The catalogue as `make run` serves it. Each test's own changes are rolled back."""
    run = folder_of_run(tmp_path_factory, worker_id)
    with django_db_blocker.unblock():
        if ON_POSTGRESQL:
            connection.settings_dict["NAME"] = copy_on_server(run, os.environ["DATABASE_URL"]).rpartition("/")[2]
        else:
            connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
            connection.ensure_connection()
            with closing(sqlite3.connect(seeded_file(run))) as seeded:
                seeded.backup(connection.connection)


@pytest.fixture(autouse=True)
def _database(db):
    """Every test may use the database."""


@pytest.fixture(autouse=True)
def _cache():
    """No test meets what another one left in the process's memory."""
    cache.clear()
