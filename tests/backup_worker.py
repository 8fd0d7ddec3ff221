"""Steps on one database in a process of its own, with two models that hold every kind of value.

Called by test_backup_on_both_databases.py as ``python -m tests.backup_worker STEP[:FILE] ...``. The last step's
output is JSON.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import django
from django.core.management import CommandError, call_command

django.setup()

from django.contrib.admin.models import CHANGE, LogEntry  # noqa: E402
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connection, connections, models  # noqa: E402
from django.db.models.functions import Length  # noqa: E402

from casekatalog.backup import write  # noqa: E402
from casekatalog.backup.contents import LEFT_OUT, all_models  # noqa: E402
from cases.models import Case, Vendor  # noqa: E402
from cases.search.misses import record_miss  # noqa: E402
from cases.search.ranking import Search  # noqa: E402

NOON = datetime(2026, 3, 29, 12, 0, 0, 123456, tzinfo=UTC)


class OddRow(models.Model):
    """A value of every kind, each exact to its last digit."""

    text = models.TextField(null=True)  # noqa: DJ001
    decimal = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    ratio = models.FloatField(null=True)
    moment = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    clock = models.TimeField(null=True)
    length = models.DurationField(null=True)
    data = models.JSONField(null=True)
    uuid = models.UUIDField(null=True)
    raw = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)
    flag = models.BooleanField(null=True)
    big = models.BigIntegerField(null=True)
    other = models.ForeignKey("self", models.PROTECT, null=True)
    saved = models.DateTimeField(auto_now=True)
    letters = models.GeneratedField(expression=Length("text"), output_field=models.IntegerField(), db_persist=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return str(self.pk)


class OddWord(models.Model):
    """A key of text, which databases order differently."""

    word = models.CharField(max_length=20, primary_key=True)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return self.word


class OddChild(OddRow):
    """A row that is shared by two tables."""

    note = models.CharField(max_length=20)

    class Meta:
        app_label = "core"


ODD_ROWS: list[dict[str, Any]] = [
    {},
    {"text": "", "data": {}, "raw": b"", "flag": False, "big": 0, "length": timedelta(0), "ratio": 0.0},
    {"text": 'Æblegrød\n\r\t\\ "“ 🐦 \u2028 aa', "decimal": Decimal("-12345678901.2345"), "ratio": 0.1 + 0.2},
    {"moment": NOON, "day": date(1, 1, 1), "clock": time(23, 59, 59, 999999), "length": -timedelta(microseconds=1)},
    {"moment": datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "day": date(9999, 12, 31), "length": timedelta(days=400)},
    {"data": {"b": [1, 1.0, None, True, "å\u0001"], "a": {"1e20": 1e20, "small": 1e-7, "big": 2**63, "minus": -0.0}}},
    {"data": models.Value(None, models.JSONField()), "text": "JSON's null"},
    {"uuid": uuid.UUID(int=1), "raw": bytes(range(256)), "address": "2001:db8::1", "flag": True, "big": -(2**63)},
]


def prepare() -> None:
    """The tables."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (OddRow, OddWord, OddChild):
            editor.create_model(model)
    _order_as_danes_do()


def _order_as_danes_do() -> None:
    """Let PostgreSQL order the words otherwise than SQLite, if it was built to."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'da-x-icu'")
            if cursor.fetchone():
                cursor.execute('ALTER TABLE core_oddword ALTER word TYPE varchar(20) COLLATE "da-x-icu"')


def fill() -> None:
    """Accounts and odd rows."""
    OddWord.objects.bulk_create(OddWord(word=word) for word in ["aa", "a-b", "Z", "å", "Æ", "ab", "_", "10", "9"])
    for values in ODD_ROWS:
        OddRow.objects.create(**values)
    first, last = OddRow.objects.earliest("pk"), OddRow.objects.latest("pk")
    OddRow.objects.filter(pk=first.pk).update(other=last, saved=NOON)
    OddRow.objects.filter(pk=last.pk).update(other=last)
    OddChild.objects.create(text="barn", note="fælles")
    editor = User.objects.create_user("redaktør")
    editor.groups.add(Group.objects.create(name="Redaktører"))
    editor.user_permissions.add(*Permission.objects.order_by("-pk")[:3])
    LogEntry.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(Case), object_id="1", action_flag=CHANGE
    )
    # The highest id belonged to a row that is gone.
    User.objects.create_user("slettet").delete()
    _clutter()


def mess() -> None:
    """A database that has lived its own life: other ids for the same things, and rows that must go."""
    ContentType.objects.all().delete()
    for app in django.apps.apps.get_app_configs():
        django.contrib.contenttypes.management.create_contenttypes(app, verbosity=0)
    Vendor.objects.create(slug="fremmed", name="Fremmed")
    User.objects.create_user("fremmed")
    _clutter()


def _clutter() -> None:
    Session.objects.create(session_key=uuid.uuid4().hex, session_data="x", expire_date=NOON)
    record_miss("hvadsomhelst")


def backup(file: str) -> None:
    call_command("backup", file, verbosity=0)


def backup_while_others_write(file: str) -> None:
    """A backup, with a vendor added by another connection once the first table is written, and removed again."""
    module: Any = write
    usual = module._write_table
    other = connections.create_connection("default")

    def write_table(*args: Any) -> Any:
        content = usual(*args)
        if other.connection is None:
            with other.cursor() as cursor:
                cursor.execute("INSERT INTO cases_vendor (slug, name) VALUES ('imens', 'Imens')")
        return content

    module._write_table = write_table
    backup(file)
    module._write_table = usual
    other.close()
    Vendor.objects.get(slug="imens").delete()


def restore(file: str) -> None:
    call_command("restore", file, "--noinput", verbosity=0)


def refused(file: str) -> str:
    """Why a restore is refused."""
    try:
        restore(file)
    except CommandError as error:
        return str(error)
    return ""


def null_byte() -> None:
    """A text that PostgreSQL cannot hold."""
    OddRow.objects.create(text="\0")


def rows() -> dict[str, list]:
    """Every row of every table whose rows are kept, in the order of their ids."""
    kept = [model for model in all_models() if model._meta.label_lower not in LEFT_OUT]
    found = {m._meta.label_lower: sorted(models.QuerySet(m).order_by().values(), key=_by_id) for m in kept}
    # Python's None is this and JSON's null.
    without_data = OddRow.objects.filter(data__isnull=True).order_by("pk").values_list("pk", flat=True)
    return {**found, "without data": list(without_data)}


def _by_id(row: dict[str, Any]) -> Any:
    return next(iter(row.values()))


def _exact(value: Any) -> str:
    return repr(bytes(value) if isinstance(value, memoryview) else value)


def state() -> dict[str, Any]:
    """What else should be as expected: the search, the sessions, and the id a new user gets."""
    found = [Case.objects.get(pk=pk).slug for pk in Search("robot").cases]
    user = User.objects.create_user("ny")
    new = user.pk
    user.delete()
    return {"found": found, "sessions": Session.objects.count(), "new user": new}


def main() -> None:
    said: Any = None
    for argument in sys.argv[1:]:
        step, _, file = argument.partition(":")
        said = globals()[step](*[file] if file else [])
        if step in ("rows", "state", "refused"):
            sys.stdout.write(json.dumps(said, default=_exact) + "\n")


if __name__ == "__main__":
    main()
