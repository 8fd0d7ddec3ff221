"""A backup holds everything, appears whole or not at all, and comes back as it was."""

import io
import os
import resource
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from casekatalog.backup import LEFT_OUT, all_models, kept_models
from casekatalog.core.data_version import current_version
from casekatalog.management.commands import restore as restoring
from cases.models import Case, Vendor
from cases.search.ranking import Search
from tests.seeded import folder_of_run, seeded_backup

# A backup opens a transaction of its own, which PostgreSQL refuses within a test's.
# test_backup_on_both_databases.py meets both, in processes of their own.


def dump() -> list[str]:
    """Every statement that would build the database's kept rows, by SQLite's own account."""
    left_out = {model._meta.db_table for model in all_models() if model._meta.label_lower in LEFT_OUT}
    statements = connection.connection.iterdump()
    return sorted(s for s in statements if not any(f'INTO "{t}"' in s for t in (*left_out, "sqlite_sequence")))


def said(command: str, *options: object, **more: object) -> str:
    out = io.StringIO()
    call_command(command, *options, stdout=out, stderr=out, **more)
    return out.getvalue()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "kopi.jsonl.gz"


@pytest.fixture
def kept(target, tmp_path_factory, worker_id):
    """A backup of the catalogue."""
    return Path(shutil.copy(seeded_backup(folder_of_run(tmp_path_factory, worker_id)), target))


def change_everything() -> None:
    Case.objects.get(number=20).delete()
    Case.objects.filter(number=1).update(title="Rettet", contact_role="Ny")
    Vendor.objects.create(slug="ny", name="Ny")
    Permission.objects.all().delete()
    User.objects.create_user("ny")


def test_a_restore_gives_back_every_row_ends_every_session_and_builds_the_search_index(target):
    User.objects.create_user("redaktør", last_login=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    assert said("backup", target, verbosity=0) == ""
    before, found, version = dump(), list(Search("softwarerobot").cases), current_version()
    Session.objects.create(session_key="x", session_data="x", expire_date=datetime(2100, 1, 1, tzinfo=UTC))
    change_everything()
    assert dump() != before
    assert "Alle er logget ud" in said("restore", target, "--noinput")
    assert dump() == before
    assert not Session.objects.exists()
    assert current_version() != version
    assert list(Search("softwarerobot").cases) == found


def test_accounts_and_history_are_kept_and_no_kept_row_points_at_one_that_is_left_out():
    kept = {model._meta.label_lower for model in kept_models()}
    assert {"auth.user_groups", "mfa.authenticator", "search.miss", "admin.logentry", "reversion.version"} <= kept
    fields = [field for model in kept_models() for field in model._meta.get_fields() if field.many_to_one]
    assert not {field.related_model._meta.label_lower for field in fields if field.related_model} & LEFT_OUT.keys()


def test_a_file_that_is_there_already_is_overwritten_only_when_asked_and_only_the_owner_can_read_it(target):
    target.write_text("noget vigtigt")
    with pytest.raises(CommandError, match="findes allerede"):
        call_command("backup", target, verbosity=0)
    assert target.read_text() == "noget vigtigt"
    assert "rækker i" in said("backup", target, "--overwrite")
    assert "Filen er hel" in said("restore", target, "--check")
    assert (list(target.parent.iterdir()), stat.S_IMODE(target.stat().st_mode)) == ([target], 0o600)


def test_a_full_disk_leaves_no_half_file_and_keeps_the_old_one(kept):
    whole = kept.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(CommandError, match="er der plads"):
            call_command("backup", kept, "--overwrite", verbosity=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (list(kept.parent.iterdir()), kept.read_bytes() == whole) == ([kept], True)


@pytest.mark.parametrize(
    ("place", "message"),
    [("findes/ikke/k", "Findes mappen"), ("", "Vælg et andet navn"), ("k" * 300, "kan ikke skrives")],
)
def test_a_place_where_no_file_can_be_is_refused(tmp_path, place, message):
    with pytest.raises(CommandError, match=message):
        call_command("backup", tmp_path / place, verbosity=0)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_could_not_be_read_again_is_not_kept(target):
    with connection.cursor() as cursor:
        # SQLite takes a text for a number.
        cursor.execute("UPDATE cases_case SET price_page = 'engang' WHERE number = 1")
    with pytest.raises(CommandError, match=r"er ikke gemt\..*række \d+ .*cases\.case:pk=1\)"):
        call_command("backup", target, verbosity=0)
    assert list(target.parent.iterdir()) == []


def test_a_database_that_lacks_migrations_is_not_backed_up(target):
    ((app, newest),) = MigrationLoader(connection).graph.leaf_nodes("search")
    MigrationRecorder(connection).record_unapplied(app, newest)
    with pytest.raises(CommandError, match=rf"mangler migrationer: search\.{newest}.* Kør “manage.py migrate”"):
        call_command("backup", target, verbosity=0)


def test_the_question_says_what_is_lost_and_only_a_yes_goes_on(kept, monkeypatch):
    number = Vendor.objects.count()
    change_everything()
    before = dump()
    monkeypatch.setattr("builtins.input", lambda prompt: "j")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"afbrudt\. Intet er ændret"):
        call_command("restore", kept, verbosity=0, stdout=out)
    assert f"{number + 1:>9} {number:>9}  cases.vendor" in out.getvalue()
    assert dump() == before
    monkeypatch.setattr("builtins.input", lambda prompt: "ja")
    call_command("restore", kept, verbosity=0, stdout=out)
    assert not Vendor.objects.filter(slug="ny").exists()


def test_a_restore_that_is_cut_off_in_the_middle_changes_nothing(kept, monkeypatch):
    change_everything()
    before = dump()
    monkeypatch.setattr(restoring, "call_command", lambda *arguments, **options: os.kill(os.getpid(), 2))
    with pytest.raises(KeyboardInterrupt):
        call_command("restore", kept, "--noinput", verbosity=0)
    assert dump() == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"first_page": 40_000, "last_page": 40_000}, "“kildens"), ({"title": "x" * 101}, "“titel” har 101 tegn")],
)
def test_what_another_database_would_refuse_is_named_before_a_file_is_there(target, fields, said):
    pages = {"preconditions_page": 40_000, "implementation_page": 40_000} if "first_page" in fields else {}
    Case.objects.filter(number=20).update(**fields, **pages)
    with pytest.raises(CommandError, match=said):
        call_command("backup", target, stdout=io.StringIO())
    assert not target.exists()
