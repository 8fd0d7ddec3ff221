"""The site as production has it, behind a proxy that speaks TLS; and what a request from that proxy carries."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "casekatalog.example.dk"
# Everybody's browser takes compressed pages.
REQUEST = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}

LIST = "/cases/"
FILTERED = "/cases/?teknologi=rpa"
SEARCH = "/cases/?q=faktura"
TRIVIAL = "/trivial/"


def production(database: str, **more: str) -> dict[str, str]:
    """The environment of a web process on ``database``: one worker, and else what production has by default."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "bench.trivial_settings",
        "SECRET_KEY": "bench-only-4f9c1d7e2b8a6053-not-used-to-serve-anything-else",
        "ALLOWED_HOSTS": HOST,
        "BEHIND_PROXY": "true",
        "WEB_WORKERS": "1",
        "DATABASE_URL": database,
        **more,
    }


def sqlite(file: Path) -> str:
    return f"sqlite:///{file}"
