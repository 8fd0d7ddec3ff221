"""Faults in a process of its own: ``python -m tests.fault_worker STEP …``. A step that ends prints a line of JSON."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from reversion.models import Revision  # noqa: E402

import casekatalog.core.migrations  # noqa: E402
from casekatalog import health  # noqa: E402
from casekatalog.core.data_version import current_version  # noqa: E402
from cases.models import Case  # noqa: E402
from cases.models.records import records_of  # noqa: E402
from cases.search import indexing  # noqa: E402
from cases.search.ranking import Search  # noqa: E402
from tests.editing import change_url, open_form  # noqa: E402

BROKEN = """
from django.db import migrations, models

def stop(apps, schema_editor):
    raise RuntimeError("halfway")

class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.CreateModel("Halfway", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(STEP),
    ]
"""


def killed_in_a_save() -> None:
    """An editor saves a case, and the process is killed when its rows are written and its index is not."""
    case = Case.objects.get(number=20)
    client = Client()
    client.force_login(User.objects.get_or_create(username="anna", is_staff=True, is_superuser=True)[0])
    form = open_form(client, case)
    form["summary"], form["key_figures-1-low"] = ["Halvt gemt."], ["1"]

    def die(*args: Any) -> None:
        assert Case.objects.get(number=20).summary == "Halvt gemt."
        os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(indexing, "_store", die):
        client.post(change_url(case), form)


def state() -> dict[str, Any]:
    """What readers and editors have of the case."""
    case = Case.objects.get(number=20)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
        integrity = cursor.fetchone()
    return {
        "integrity": integrity,
        "records": records_of(case),
        "versions": Revision.objects.count(),
        "version": current_version(),
        "found": list(Search("autorisationskontrol").cases)[:3],
    }


def broken_migration() -> dict[str, Any]:
    """A migration that stops halfway, the same one mended, and what is said in between."""
    with TemporaryDirectory() as folder:
        package = Path(folder) / "halfway_migrations"
        package.mkdir()
        (package / "__init__.py").write_text(f"__path__.append({next(iter(casekatalog.core.migrations.__path__))!r})")
        sys.path.insert(0, folder)
        settings.MIGRATION_MODULES = {"core": package.name}
        file = package / "0002_halfway.py"
        file.write_text(BROKEN.replace("STEP", "stop"))
        with suppress(RuntimeError):
            call_command("migrate", verbosity=0)
        said, tables = _missing(), connection.introspection.table_names()
        file.write_text(BROKEN.replace("STEP", "migrations.RunPython.noop"))
        sys.modules.pop("halfway_migrations.0002_halfway", None)
        call_command("migrate", verbosity=0)
        return {"said": said, "half": "core_halfway" in tables, "afterwards": _missing()}


def _missing() -> list[str]:
    health._migrations.cache_clear()
    return list(health._missing())


def damaged() -> dict[str, Any]:
    """What readers, probes and a new connection get from a file that is no longer a database."""
    connection.close()
    Path(settings.DATABASES["default"]["NAME"]).write_bytes(b"SQLite format 3\x00" + os.urandom(40_000))
    client = Client(raise_request_exception=False)
    page, ready = client.get("/om/"), client.get("/sundhed/klar/")
    said = {"status": page.status_code, "page": page.text, "ready": ready.json()["mangler"]}
    try:
        call_command("backup", os.devnull + ".gz", verbosity=0)
    except Exception as error:
        said["backup"] = str(error)
    return said


def changed_under_our_hands() -> dict[str, Any]:
    """What the next request gets when the open file is replaced, when it is overwritten, and when it is back."""
    client = Client(raise_request_exception=False)
    file = Path(settings.DATABASES["default"]["NAME"])
    before = _seen(client)
    with closing(sqlite3.connect(file)) as ours, closing(sqlite3.connect(f"{file}-other")) as other:
        ours.backup(other)
        other.execute("DELETE FROM cases_case")
        other.execute("UPDATE core_dataversion SET version = 'another'")
        other.commit()
    whole = file.rename(f"{file}-whole")
    os.replace(f"{file}-other", file)
    replaced = _seen(client)
    file.write_bytes(b"SQLite format 3\x00" + os.urandom(file.stat().st_size))
    overwritten = _seen(client)
    whole.replace(file)
    return {"before": before, "replaced": replaced, "overwritten": overwritten, "back": _seen(client)}


def _seen(client: Client) -> list[Any]:
    page, ready = client.get("/cases/?omraade=it"), client.get("/sundhed/klar/")
    return [page.status_code, "Ingen cases i IT" in page.text, ready.json().get("mangler")]


if __name__ == "__main__":
    for step in sys.argv[1:]:
        print(json.dumps(globals()[step](), default=str), flush=True)  # noqa: T201
