"""The site as production has it, behind a proxy that speaks TLS, and data, kept in var/bench/ until deleted."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"
HOST = "casekatalog.example.dk"
# What a request from the proxy carries. Every browser takes compressed pages.
REQUEST = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
# The setting that keeps no finished page. Counts and fragments are kept all the same.
WITHOUT_PAGE_CACHE = {"PAGE_CACHE_SIZE": "0"}
WRITTEN = 26


def production(database: str, **more: str) -> dict[str, str]:
    """The environment of a web process on ``database``: one worker, and else what production has by default."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "casekatalog.settings",
        "SECRET_KEY": "bench-only-4f9c1d7e2b8a6053-not-used-to-serve-anything-else",
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
        "BEHIND_PROXY": "true",
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database,
        **more,
    }


def run(environment: dict[str, str], *arguments: str) -> str:
    """What Python prints when it runs with these arguments. Where it fails, the benchmark ends with what it said."""
    answer = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    return answer.stdout


def seed(database: str, cases: int = WRITTEN) -> None:
    """Fill an empty database with the written cases, and with generated ones up to this number."""
    # The command that generates cases refuses where HTTPS is on.
    environment = production(database, HTTPS="false")
    for command in ("migrate", "seed"):
        run(environment, "manage.py", command, "-v0")
    if cases > WRITTEN:
        run(environment, "manage.py", "generate_cases", str(cases - WRITTEN))


def catalogue(cases: int) -> str:
    """The address of the SQLite database with this many cases, search index included."""
    file = KEPT / f"{cases}.sqlite3"
    if not file.exists():
        print(f"Making {cases} cases in {file} ...", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as unfinished:
            seed(f"sqlite:///{unfinished}/site.sqlite3", cases)
            Path(unfinished, "site.sqlite3").rename(file)
    return f"sqlite:///{file}"


def flat_table(cases: int) -> Path:
    """The same cases as one table, for Datasette."""
    file = KEPT / f"{cases}-flat.sqlite3"
    if not file.exists():
        run(production(catalogue(cases)), "-m", "bench.flat_table", str(file))
    return file
