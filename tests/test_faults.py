"""What goes wrong in operation, tried for real: nothing is half saved, nothing typed is lost, all is told in Danish."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import InternalError, connection
from django.utils import timezone

from cases.models import Case
from cases.search.models import Miss
from tests.editing import change_url, publisher, small_case, unchanged_form
from tests.pages import text_of
from tests.seeded import ON_POSTGRESQL, ROOT, folder_of_run, seeded_copy
from tests.signing_in import PASSWORD, editor, is_signed_in, sign_in


@pytest.fixture
def bo(client):
    client.force_login(publisher())
    return client


@pytest.fixture
def case():
    return small_case()


def read_only():
    """From now until the end of the test the database takes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only=1")
        else:
            # What PostgreSQL has put off checking would take a lock.
            connection.check_constraints()
            cursor.execute("SET TRANSACTION READ ONLY")


def full():
    """From now on the database's file may not grow."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")


@pytest.fixture
def trouble(request):
    if connection.vendor != "sqlite" and request.param is full:
        pytest.skip("a full disk is tried on SQLite, which has a limit for it")
    yield request.param
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=0")
            cursor.execute("PRAGMA max_page_count=1073741823")


both = pytest.mark.parametrize("trouble", [read_only, full], indirect=True)


@both
def test_readers_read_on_when_nothing_can_be_written_and_what_they_missed_is_not_counted(client, trouble):
    trouble()
    for address in ("/", "/cases/?greb=samarbejde", "/cases/rudersdal-bogfoering/", "/cases/?q=xyzzyfindesikke"):
        assert client.get(address).status_code == 200
    if trouble is read_only:
        assert not Miss.objects.exists()
    assert client.get("/sundhed/klar/").status_code == 200


def typed_again(answer):
    """The form that the page offers to send again, as a browser would read it."""
    form: dict[str, list[str]] = {}
    for name, value in re.findall(r'(?s)<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', answer.text):
        form.setdefault(unescape(name), []).append(unescape(value))
    return form


@both
def test_an_editor_is_told_in_danish_and_loses_nothing_typed(bo, case, trouble):
    form = unchanged_form(bo, case)
    form["summary"] = ['Ny <b>tekst</b> & "citat"\r\n\r\nnæste linje ' + "x" * 20_000]
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=30))
    trouble()
    answer = bo.post(change_url(case), form)
    assert answer.status_code == 503
    assert "Det er ikke gemt Databasen kan ikke gemme lige nu." in text_of(answer)
    form.pop("csrfmiddlewaretoken", None)
    assert typed_again(answer) == form
    assert f'action="{change_url(case)}"' in answer.content.decode()


def test_the_button_saves_when_the_database_takes_it_again(bo, case):
    form = unchanged_form(bo, case)
    form["summary"] = ["Ny tekst."]
    error = InternalError("cannot execute UPDATE in a read-only transaction")
    with mock.patch("cases.search.indexing.set_new_version", side_effect=error):
        answer = bo.post(change_url(case), form)
    assert (answer.status_code, Case.objects.get(number=20).summary == "Ny tekst.") == (503, False)
    again = bo.post(change_url(case), typed_again(answer))
    assert (again.status_code, Case.objects.get(number=20).summary) == (302, "Ny tekst.")


@pytest.mark.parametrize("trouble", [read_only], indirect=True)
def test_nobody_can_sign_in_to_a_read_only_database_and_no_password_is_shown(client, trouble):
    editor()
    trouble()
    answer = sign_in(client)
    assert (answer.status_code, "Det er ikke gemt" in text_of(answer)) == (503, True)
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(days=400)])
def test_when_the_clock_jumps_editors_sign_in_again_at_worst_and_readers_notice_nothing(client, jump):
    editor(is_superuser=True)
    for _ in range(3):
        sign_in(client, password="forkert-hest-batteri")  # noqa: S106
    sign_in(client)
    then = timezone.now() + jump
    with (
        mock.patch("django.utils.timezone.now", return_value=then),
        mock.patch("time.time", return_value=then.timestamp()),
    ):
        assert client.get("/cases/rudersdal-bogfoering/").status_code == 200
        assert client.get("/admin/").status_code == (200 if jump < timedelta() else 302)
        sign_in(client)
        assert is_signed_in(client)
        assert client.get("/admin/").status_code == 200
    # And back again, as when a server's clock is put right.
    assert client.get("/admin/").status_code == 200


def test_a_lockout_from_a_clock_ahead_can_be_opened(client):
    editor()
    with mock.patch("time.time", return_value=time.time() + 5 * 60 * 60):
        for _ in range(5):
            sign_in(client, password="forkert-hest-batteri")  # noqa: S106
    assert sign_in(client).status_code == 429
    call_command("forget_sign_ins", "--unlock", stdout=StringIO())
    assert sign_in(client).status_code == 302


# --- A database of its own ----------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path_factory, worker_id, tmp_path) -> str:
    """The address of a copy of the seeded catalogue."""
    return seeded_copy(folder_of_run(tmp_path_factory, worker_id), tmp_path)


def run(address: str, *steps: str, ends_with: int = 0) -> list[dict[str, Any]]:
    """What the steps that were finished say."""
    given = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "casekatalog.settings", "ALLOWED_HOSTS": "testserver"}
    command = [sys.executable, "-m", "tests.fault_worker", *steps]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, text=True, capture_output=True, check=False)
    assert done.returncode == ends_with, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_process_killed_in_a_save_leaves_the_case_whole_and_a_migration_that_breaks_leaves_nothing(site):
    (before,) = run(site, "state", "killed_in_a_save", ends_with=-9)
    after, migration = run(site, "state", "broken_migration")
    assert (after, after["integrity"]) == (before, ["ok"])
    assert before["found"]
    missing = ["Databasen mangler migrationer: core.0002_halfway. Kør manage.py migrate."]
    assert migration == {"half": False, "said": missing, "afterwards": []}


@pytest.mark.skipif(ON_POSTGRESQL, reason="a file of SQLite's")
def test_a_file_that_is_replaced_overwritten_or_damaged_is_noticed_at_the_next_request_without_details(site):
    changed, damaged = run(site, "changed_under_our_hands", "damaged")
    assert changed["before"] == changed["back"] == [200, False, None]
    assert changed["replaced"][:2] == [200, True]
    assert "ingen publicerede cases" in changed["replaced"][2][0]
    assert changed["overwritten"] == [503, False, ["Databasen kan ikke læses. Er den beskadiget?"]]
    assert damaged["status"] in {500, 503}
    assert ('<html lang="da">' in damaged["page"], "sqlite" in damaged["page"].lower()) == (True, False)
    assert damaged["ready"] == ["Databasen kan ikke læses. Er den beskadiget?"]
    assert "Databasen kan ikke læses" in damaged["backup"]
