"""The site as production has it, with the seeded catalogue and one editor, in a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.postgres import postgres_server

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "casekatalog.settings",
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "bench-only-bench-only-bench-only-bench-only-bench-only",
    "TWO_FACTOR": "false",
    "LOG_LEVEL": "INFO",
}


def set_up(**more: str) -> None:
    """Settings for this process too, before it imports what needs them."""
    os.environ.update(SETTINGS, **more)
    django.setup()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a site on a seeded database of this kind."""
    if kind == "postgresql":
        with postgres_server() as address:
            yield _prepared(address)
    else:
        yield _prepared(f"sqlite:///{folder / 'site.sqlite3'}")


def _prepared(address: str) -> dict[str, str]:
    from bench.traffic import EDITOR

    environment = {"DATABASE_URL": address, **EDITOR}
    for command in ("migrate", "seed", "create_editor"):
        manage = [sys.executable, "manage.py", command, "-v0"]
        subprocess.run(manage, cwd=ROOT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    return environment
