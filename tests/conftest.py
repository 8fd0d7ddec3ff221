"""Fixtures for every test: a database that holds the seeded catalogue."""

import gc
import os
import sqlite3
from contextlib import closing
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection

from cases.models import Case
from tests.seeded import ON_POSTGRESQL, copy_on_server, folder_of_run, seeded_file
from tests.signing_in import editor, with_app

# What takes longest begins first, so that no process works alone at the end, and what mostly waits for browsers and
# servers in turn with what does not, while the tests on PostgreSQL use the processors, too.
FIRST = [
    "test_municipalities",
    "test_accessibility",
    "test_two_processes",
    "test_journeys",
    "test_nginx",
    "test_exports",
    "test_graceful_stop",
    "test_import_malformed",
    "test_weight_and_print",
    "test_import",
    "test_both_browsers",
    "test_erasure",
    "test_shortlist",
    "test_case_editing",
    "test_search_index",
    "test_confirmations",
    "test_typed_text",
    "test_error_reports",
    "test_vocabulary_editing",
    "test_workflow",
]


def pytest_collection_modifyitems(items):
    """A file stays together, the browser tests too: each process that has some starts one site and one Chromium."""
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))


def pytest_collection_finish():
    """Look through memory for what nobody holds less often: all that is imported stays, and was a sixth of the run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _with_room(test, **arguments):
    return test(**arguments)


# CPython keeps the frames of deep calls in pieces of 16 kB, and asks the kernel for one and gives it back each time a
# call crosses from one to the next: 60,000 times in a test of the editing pages. One large frame gives one large piece.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=40_000)


def pytest_pyfunc_call(pyfuncitem):
    pyfuncitem.obj = partial(_with_room, pyfuncitem.obj)


# Strength is slow by design. The tests need the algorithm, not the strength.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1

# A test that asks for a page twice wants it made twice. The page cache has tests of its own.
settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# Look for a static file when it is asked for. Each test's client has middleware of its own, and would else look through
# all of them at its first request: 30 ms, a sixth of the whole run.
settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def anna(db):
    """An editor who may do everything."""
    return editor(email="anna@example.dk", is_superuser=True)


@pytest.fixture
def case(db):
    """A published case that the seeded catalogue has."""
    return Case.objects.get(number=20)


@pytest.fixture
def secret(anna, settings):
    """What Anna's app makes its codes of, where editors need a second factor."""
    settings.TWO_FACTOR = True
    return with_app(anna)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory, worker_id):
    """The catalogue as `make run` serves it. Each test's own changes are rolled back."""
    run = folder_of_run(tmp_path_factory, worker_id)
    with django_db_blocker.unblock():
        if ON_POSTGRESQL:
            connection.settings_dict["NAME"] = urlsplit(copy_on_server(os.environ["DATABASE_URL"])).path[1:]
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
