"""Steps on one database in a process of its own, with a model that holds every kind of value.

Called by test_backup_on_both_databases.py as ``python -m tests.backup_worker STEP[:FILE] ...``. What a step
returns is printed as JSON.
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

import casekatalog.backup  # noqa: E402
from cases.models import Case, Vendor  # noqa: E402
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
        editor.create_model(OddRow)


def fill() -> None:
    """Accounts and odd rows."""
    for values in ODD_ROWS:
        OddRow.objects.create(**values)
    first, last = OddRow.objects.earliest("pk"), OddRow.objects.latest("pk")
    OddRow.objects.filter(pk=first.pk).update(other=last, saved=NOON)
    editor = User.objects.create_user("redaktør")
    editor.groups.add(Group.objects.create(name="Redaktører"))
    editor.user_permissions.add(*Permission.objects.order_by("-pk")[:3])
    kind = ContentType.objects.get_for_model(Case)
    LogEntry.objects.create(user=editor, content_type=kind, object_id="1", action_flag=CHANGE)
    # The highest id belonged to a row that is gone.
    User.objects.create_user("slettet").delete()
    Session.objects.create(session_key="gammel", session_data="x", expire_date=NOON)


def mess() -> None:
    """A database that has lived its own life, with rows that must go."""
    ContentType.objects.all().delete()
    Vendor.objects.create(slug="fremmed", name="Fremmed")
    User.objects.create_user("fremmed")
    Session.objects.create(session_key="ny", session_data="x", expire_date=NOON)


def backup(file: str) -> None:
    """A backup, with a vendor added by another connection once the first row is written, and removed again."""
    usual = casekatalog.backup.line_of
    other = connections.create_connection("default")

    def line_of(row: models.Model) -> bytes:
        if other.connection is None:
            with other.cursor() as cursor:
                cursor.execute("INSERT INTO cases_vendor (slug, name) VALUES ('imens', 'Imens')")
        return usual(row)

    casekatalog.backup.line_of = line_of
    call_command("backup", file, verbosity=0)
    casekatalog.backup.line_of = usual
    other.close()
    Vendor.objects.get(slug="imens").delete()


def restore(file: str) -> str:
    """Why a restore is refused; empty when it is not."""
    try:
        call_command("restore", file, "--noinput", verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


def null_byte() -> None:
    """A text that PostgreSQL cannot hold."""
    OddRow.objects.create(text="\0")


def rows() -> dict[str, list]:
    """Every row of every table whose rows are kept, in the order of their ids."""
    found = {
        m._meta.label_lower: list(models.QuerySet(m).order_by("pk").values()) for m in casekatalog.backup.kept_models()
    }
    # Python's None is this and JSON's null.
    return found | {"without data": list(OddRow.objects.filter(data__isnull=True).order_by("pk").values("pk"))}


def state() -> dict[str, Any]:
    """What else should be as expected: the search, the sessions, and the id a new user gets."""
    user = User.objects.create_user("ny")
    number = user.pk
    user.delete()
    return {"found": list(Search("robot").cases), "sessions": Session.objects.count(), "new user": number}


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        step, _, file = argument.partition(":")
        said = globals()[step](*[file] if file else [])
        if said is not None:
            print(json.dumps(said, default=lambda value: repr(value.tobytes() if hasattr(value, "tobytes") else value)))  # noqa: T201
