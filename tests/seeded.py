"""The seeded catalogue as a SQLite file, built once for a test run and copied by everybody who needs one."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def folder_of_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


def seeded_database(run: Path) -> Path:
    """The file, in the folder ``run`` that all of the run's processes share."""
    file = run / "seeded.sqlite3"
    with (run / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            building = run / "building.sqlite3"
            environment = {**os.environ, "DATABASE_URL": f"sqlite:///{building}"}
            for command in ("migrate", "seed"):
                manage = [sys.executable, "manage.py", command, "-v0"]
                subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
            building.rename(file)
    return file
