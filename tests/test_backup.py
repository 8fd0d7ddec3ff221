"""A backup holds everything, appears whole or not at all, and comes back as it was."""

import io
import json
import os
import resource
import stat
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from casekatalog.backup.contents import LEFT_OUT, tables
from casekatalog.backup.progress import Progress
from casekatalog.backup.write import write_backup
from casekatalog.core.data_version import current_version
from cases.models import Case, Vendor
from cases.search.models import Miss
from cases.search.ranking import Search

# A backup opens a transaction of its own, which PostgreSQL refuses within a test's.
# test_backup_on_both_databases.py meets both, in processes of their own.
pytestmark = pytest.mark.once

DERIVED = (
    *("search_document", "search_indexterm", "search_segment", "search_posting", "search_change"),
    *("core_dataversion", "django_session"),
)


def dump() -> list[str]:
    """Every statement that would build the database's kept rows, by SQLite's own account."""
    statements = connection.connection.iterdump()
    return sorted(s for s in statements if not any(f'INTO "{t}"' in s for t in (*DERIVED, "sqlite_sequence")))


@pytest.fixture
def _no_index(monkeypatch):
    """Building the index takes a second, and some tests need none."""
    monkeypatch.setattr("casekatalog.backup.load.index_all", lambda: None)


def said(command: str, *options: object, **more: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *options, stdout=out, stderr=err, **more)
    return out.getvalue(), err.getvalue()


def backup(folder: Path) -> Path:
    path = folder / "kopi.zip"
    write_backup(path, Progress())
    return path


def change_everything() -> None:
    Case.objects.get(number=20).delete()
    Case.objects.filter(number=1).update(title="Rettet", contact_role="Ny")
    Vendor.objects.create(slug="ny", name="Ny")
    Permission.objects.all().delete()
    User.objects.create_user("ny")


@pytest.mark.usefixtures("_no_index")
def test_a_restore_gives_back_every_row(tmp_path):
    User.objects.create_user("redaktør", last_login=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    Miss.objects.create(words="findes ikke")
    Miss.objects.update(last_seen="2020-02-29")
    before = dump()
    path = backup(tmp_path)
    change_everything()
    assert dump() != before
    call_command("restore", path, "--noinput", verbosity=0)
    assert dump() == before


def test_a_restore_ends_every_session_and_builds_the_search_index_once(tmp_path, monkeypatch):
    path = backup(tmp_path)
    found, version = list(Search("softwarerobot").cases), current_version()
    Session.objects.create(session_key="x", session_data="x", expire_date=datetime(2100, 1, 1, tzinfo=UTC))
    change_everything()
    monkeypatch.setattr("cases.search.index.index_cases", lambda cases: pytest.fail("a row was indexed by itself"))
    call_command("restore", path, "--noinput", verbosity=0)
    assert not Session.objects.exists()
    assert current_version() != version
    assert list(Search("softwarerobot").cases) == found


@pytest.mark.usefixtures("_no_index")
def test_no_new_row_gets_the_id_of_one_that_was_deleted_before_the_backup(tmp_path):
    gone = Vendor.objects.create(slug="vaek", name="Væk")
    number = gone.pk
    gone.delete()
    path = backup(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'cases_vendor'")
    call_command("restore", path, "--noinput", verbosity=0)
    assert Vendor.objects.create(slug="ny", name="Ny").pk > number


def test_no_row_that_is_kept_points_at_one_that_is_left_out():
    kept = [table.model for table in tables()]
    targets = {
        f.related_model._meta.label_lower
        for m in kept
        for f in m._meta.get_fields()
        if f.related_model and f.many_to_one
    }
    assert targets
    assert not targets & LEFT_OUT.keys()


def test_every_installed_model_is_in_the_file_or_left_out_by_name(tmp_path):
    with zipfile.ZipFile(backup(tmp_path)) as archive:
        entries = {name.removesuffix(".jsonl") for name in archive.namelist()} - {"manifest.json"}
    models = apps.get_models(include_auto_created=True)
    installed = {model._meta.label_lower for model in models if model._meta.managed and not model._meta.proxy}
    assert entries | (LEFT_OUT.keys() & installed) == installed
    assert {"auth.user", "auth.user_groups", "admin.logentry", "search.miss"} <= entries
    assert not entries & LEFT_OUT.keys()


def test_the_manifest_says_what_made_the_file_and_what_is_in_it(tmp_path):
    with zipfile.ZipFile(backup(tmp_path)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    pyproject = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    assert manifest["product_version"] == pyproject["project"]["version"]
    assert manifest["database"] == "sqlite"
    assert manifest["tables"]["cases.case"]["rows"] == Case.objects.count()
    assert "0001_initial" in manifest["migrations"]["cases"]
    assert datetime.fromisoformat(manifest["written_at"]).tzinfo


def test_only_the_owner_can_read_the_file(tmp_path):
    usual = os.umask(0)
    try:
        path = backup(tmp_path)
    finally:
        os.umask(usual)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_already_is_overwritten_only_when_asked(tmp_path):
    path = tmp_path / "kopi.zip"
    path.write_text("noget vigtigt")
    with pytest.raises(CommandError, match="findes allerede"):
        call_command("backup", path, verbosity=0)
    assert path.read_text() == "noget vigtigt"
    call_command("backup", path, "--overwrite", verbosity=0)
    call_command("restore", path, "--check", verbosity=0)
    assert [file.name for file in tmp_path.iterdir()] == ["kopi.zip"]


def test_a_full_disk_leaves_no_half_file_and_keeps_the_old_one(tmp_path):
    path = backup(tmp_path)
    whole = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(CommandError, match="Der er ikke plads"):
            call_command("backup", path, "--overwrite", verbosity=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == ["kopi.zip"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("findes/ikke/kopi.zip", "Mappen .* findes ikke"),
        ("", "ikke en almindelig fil"),
        ("k" * 300, "kan ikke skrives"),
    ],
)
def test_a_place_where_no_file_can_be_is_refused(tmp_path, place, message):
    with pytest.raises(CommandError, match=message):
        call_command("backup", tmp_path / place, verbosity=0)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_could_not_be_read_again_is_not_kept(tmp_path):
    with connection.cursor() as cursor:
        # SQLite takes a text for a number.
        cursor.execute("UPDATE cases_case SET implemented_year = 'engang' WHERE number = 1")
    with pytest.raises(CommandError, match=r"er ikke gemt\..*Række 1 i tabellen cases\.case kan ikke læses"):
        call_command("backup", tmp_path / "kopi.zip", verbosity=0)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_lacks_migrations_is_not_backed_up(tmp_path):
    ((app, newest),) = MigrationLoader(connection).graph.leaf_nodes("search")
    MigrationRecorder(connection).record_unapplied(app, newest)
    with pytest.raises(CommandError, match=rf"mangler migrationer: search\.{newest}.* Kør “manage.py migrate”"):
        call_command("backup", tmp_path / "kopi.zip", verbosity=0)


@pytest.mark.usefixtures("_no_index")
def test_the_question_says_what_is_lost_and_only_a_yes_goes_on(tmp_path, monkeypatch):
    path = backup(tmp_path)
    Vendor.objects.create(slug="ny", name="Ny")
    monkeypatch.setattr("builtins.input", lambda prompt: "j")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"afbrudt\. Intet er ændret"):
        call_command("restore", path, verbosity=0, stdout=out)
    assert f"{Vendor.objects.count():>9} {Vendor.objects.count() - 1:>9}  cases.vendor" in out.getvalue()
    assert Vendor.objects.filter(slug="ny").exists()
    monkeypatch.setattr("builtins.input", lambda prompt: "ja")
    call_command("restore", path, verbosity=0, stdout=out)
    assert not Vendor.objects.filter(slug="ny").exists()


def test_a_check_changes_nothing(tmp_path):
    path = backup(tmp_path)
    change_everything()
    before = dump()
    out, _ = said("restore", path, "--check")
    assert "Filen er hel og passer til databasen" in out
    assert dump() == before


def test_each_table_is_a_line_and_the_last_line_says_what_was_written(tmp_path):
    out, err = said("backup", tmp_path / "kopi.zip")
    assert f"Skriver cases.case: {Case.objects.count()} af {Case.objects.count()}\n" in err
    assert "\r" not in err
    assert "rækker i" in out
    assert said("backup", tmp_path / "stille.zip", verbosity=0) == ("", "")


def test_a_terminal_sees_the_count_grow_on_one_line(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("casekatalog.backup.progress._SECONDS_BETWEEN", 0)
    terminal = Terminal()
    assert list(Progress(OutputWrapper(terminal)).over("abc", "Skriver", 3)) == ["a", "b", "c"]
    lines = terminal.getvalue().split("\n")
    assert [part.removeprefix("\x1b[K") for part in lines[0].split("\r")[1:]] == [
        "Skriver: 1 af 3",
        "Skriver: 2 af 3",
        "Skriver: 3 af 3",
        "Skriver: 3 af 3",
    ]


def test_a_restore_that_is_cut_off_in_the_middle_changes_nothing(tmp_path, monkeypatch):
    path = backup(tmp_path)
    change_everything()
    before = dump()
    monkeypatch.setattr("casekatalog.backup.load.index_all", lambda: os.kill(os.getpid(), 2))
    with pytest.raises(KeyboardInterrupt):
        call_command("restore", path, "--noinput", verbosity=0)
    assert dump() == before


def test_a_database_that_gives_back_something_else_is_left_as_it_was(tmp_path, monkeypatch):
    path = backup(tmp_path)
    before = dump()
    # As a trigger might.
    monkeypatch.setattr(
        "casekatalog.backup.load._check_references", lambda: Case.objects.filter(number=1).update(title="Ændret")
    )
    with pytest.raises(CommandError, match=r"kan ikke gemme tabellen cases\.case præcis"):
        call_command("restore", path, "--noinput", verbosity=0)
    assert dump() == before
