"""Fixtures for every test: a database that holds the seeded catalogue."""

import os
import sqlite3
from contextlib import closing

import django.test.client
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from whitenoise.base import WhiteNoise

from cases.catalogue.cards import kept_cards
from cases.catalogue.facet_markup import kept_facets
from cases.catalogue.snapshot import current_snapshot, snapshots
from tests.seeded import ON_POSTGRESQL, copy_on_server, folder_of_run, seeded_file


def pytest_collection_modifyitems(items):
    """One process has every browser test, so that one site and one Chromium are started; else a file stays together."""
    for item in items:
        group = "browser" if item.path.parent.name == "browser" else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


# Strength is slow by design. The tests need the algorithm, not the strength.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

# A test that asks for a page twice wants it made twice. The page cache has tests of its own.
settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

_store = django.test.client.store_rendered_templates


def _store_pages(store, signal, sender, template, context, **kwargs):
    """A page's context is worth keeping for a test; those of its thousand form fields are not, and take long."""
    if not (template.name or "").startswith(("django/forms/", "admin/includes/", "admin/edit_inline/", "_blocks")):
        _store(store, signal, sender, template, context, **kwargs)


django.test.client.store_rendered_templates = _store_pages


_scan = WhiteNoise.update_files_dictionary
_scanned: dict[tuple[str, str], dict] = {}


def _scan_once(self, root, prefix):
    """Every test client has middleware of its own, and the files for it are looked at on the disk each time."""
    if (root, prefix) not in _scanned:
        before = set(self.files)
        _scan(self, root, prefix)
        _scanned[root, prefix] = {url: file for url, file in self.files.items() if url not in before}
    self.files.update(_scanned[root, prefix])


WhiteNoise.update_files_dictionary = _scan_once


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
    kept_cards._kept = {}
    kept_facets._kept = {}
