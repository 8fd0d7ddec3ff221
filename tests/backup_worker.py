"""Run steps on a database, as ``python -m tests.backup_worker STEP[:FILE] ...``, and print what they return as JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import django
from django.core import serializers
from django.core.management import CommandError, call_command

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from django.contrib.admin.models import CHANGE, LogEntry  # noqa: E402
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connections, models  # noqa: E402
from reversion import add_to_revision, create_revision  # noqa: E402
from reversion.models import Version  # noqa: E402

from casekatalog.backup import kept_models  # noqa: E402
from cases.models import Case, KeyFigure, Vendor  # noqa: E402
from cases.search.ranking import Search  # noqa: E402

NOON = datetime(2026, 3, 29, 12, 0, 0, 123456, tzinfo=UTC)


def fill() -> None:
    """Accounts, and values that are hard to keep as they are."""
    odd = 'Æblegrød\n\r\t\\ "“ 🐦 \u2028 aa'
    Case.objects.filter(number=20).update(background=odd, review_note="", changed_at=NOON)
    KeyFigure.objects.filter(case__number=20, order=1).update(low=Decimal("1.5"), before_low=Decimal("2.25"))
    User.objects.create_user("en mere, end der er, hvor kopien gendannes")
    editor = User.objects.create_user("redaktør", last_login=NOON)
    editor.groups.add(Group.objects.create(name="Redaktører"))
    editor.user_permissions.add(*Permission.objects.order_by("-pk")[:3])
    data = {"b": [1, 1.5, None, True, odd, "\u0001"], "a": {"small": 1e-7, "big": 2**63}, "empty": {}}
    Authenticator.objects.create(user=editor, type="totp", data=data)
    kind = ContentType.objects.get_for_model(Case)
    LogEntry.objects.create(user=editor, content_type=kind, object_id="1", action_flag=CHANGE)
    Session.objects.create(session_key="gammel", session_data="x", expire_date=NOON)
    with create_revision():
        deleted = Case.objects.create(slug="slettet", title="Slettet", municipality_id=1, support_function_id=1)
        add_to_revision(deleted)
    deleted.delete()


def mess() -> None:
    """A database that has lived its own life, with rows that must go."""
    ContentType.objects.all().delete()
    Vendor.objects.create(slug="fremmed", name="Fremmed")
    User.objects.create_user("fremmed")
    Session.objects.create(session_key="ny", session_data="x", expire_date=NOON)


def backup(file: str) -> None:
    """A backup, with a vendor added by another connection once the first row is read, and removed again."""
    usual = serializers.serialize
    other = connections.create_connection("default")

    def serialize(*arguments: Any, **options: Any) -> Any:
        if other.connection is None:
            with other.cursor() as cursor:
                cursor.execute("INSERT INTO cases_vendor (slug, name) VALUES ('imens', 'Imens')")
        return usual(*arguments, **options)

    serializers.serialize = serialize
    call_command("backup", file, verbosity=0)
    serializers.serialize = usual
    other.close()
    Vendor.objects.get(slug="imens").delete()


def restore(file: str) -> str:
    """Why a restore is refused; empty when it is not."""
    try:
        call_command("restore", file, "--noinput", verbosity=0)
    except CommandError as error:
        return str(error)
    return ""


def rows() -> dict[str, list]:
    """Every row of every table whose rows are kept, in the order of their ids."""
    return {m._meta.label_lower: list(models.QuerySet(m).order_by("pk").values()) for m in kept_models()}


def state() -> dict[str, Any]:
    """The search, the sessions, whether a new user gets the next id, and what history a new case begins with."""
    last = User.objects.latest("pk").pk
    user = User.objects.create_user("ny")
    follows = user.pk - last
    user.delete()
    case = Case.objects.create(slug="ny", title="Ny", municipality_id=1, support_function_id=1)
    remembered = Version.objects.get_for_object(case).count()
    case.delete()
    found, sessions = list(Search("robot").cases), Session.objects.count()
    return {"found": found, "sessions": sessions, "next id": follows, "another's history": remembered}


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        step, _, file = argument.partition(":")
        said = globals()[step](*[file] if file else [])
        if said is not None:
            print(json.dumps(said, default=repr))  # noqa: T201
