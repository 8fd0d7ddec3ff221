"""A database from before the migrations began anew is met with advice."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.parametrize(
    ("app", "name"),
    [("casekatalog", "0001_data_version"), ("cases", "0007_case_dates"), ("frameworks", "0002_of_before")],
)
def test_a_database_of_another_version_is_left_alone_and_the_message_says_what_to_do(app, name):
    MigrationRecorder(connection).record_applied(app, name)
    with pytest.raises(CommandError, match=rf"{app}\.{name}.*take a backup.*mv var/casekatalog\.sqlite3"):
        call_command("migrate", verbosity=0)


def test_our_own_database_and_the_migrations_of_libraries_are_no_hindrance():
    MigrationRecorder(connection).record_applied("auth", "9999_from_the_future")
    call_command("migrate", check_unapplied=True, verbosity=0)
