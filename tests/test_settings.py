"""Settings fail loudly, and every variable and parameter is documented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cases.catalogue.filters import CaseFilterSet

ROOT = Path(__file__).resolve().parent.parent
SAFE = {"ENV_FILE": os.devnull, "PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60}


SHOW = "import casekatalog.settings as s; print(s.DEBUG, s.HTTPS, s.DATABASES['default']['ENGINE'])"


def start(script: str = SHOW, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own, as a server would."""
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def refusal(**environment: str) -> str:
    """What stops the start: the traceback's last line, since the others quote the settings' source."""
    result = start(**environment)
    assert result.returncode != 0
    return result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("given", "database"),
    [({}, "sqlite3"), ({"DATABASE_URL": "postgres://bruger:kode@localhost/katalog"}, "postgresql")],
)
def test_production_defaults_are_safe_and_database_url_picks_the_database(given, database):
    assert start(**SAFE, **given).stdout.split() == ["False", "True", f"django.db.backends.{database}"]


def test_without_a_secret_it_does_not_start():
    assert refusal(**{k: v for k, v in SAFE.items() if k != "SECRET_KEY"}).endswith('"SECRET_KEY" not set')


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "måske"), ("HTTPS", "2"), ("DATABASE_URL", "mongodb://x"), ("LOG_LEVEL", "HØJT"), ("TWO_FACTOR", "nej")],
)
def test_a_malformed_value_stops_the_start_and_names_the_variable(name, value):
    assert f'Environment variable "{name}" invalid' in refusal(**SAFE, **{name: value})


OIDC = {
    "OIDC_NAME": "Eksempel Kommune",
    "OIDC_ISSUER": "https://log-ind.example.dk",
    "OIDC_CLIENT_ID": "casekatalog",
    "OIDC_CLIENT_SECRET": "hemmelig",
}

STATEMENT = {
    "OWNER_NAME": "Eksempel Kommune",
    "OWNER_EMAIL": "kontakt@example.dk",
    "OWNER_PHONE": "12 34 56 78",
    "ACCESSIBILITY_STATUS": "delvist",
    "ACCESSIBILITY_METHOD": "selv",
    "ACCESSIBILITY_TESTED": "Med NVDA.",
    "ACCESSIBILITY_DATE": "2026-01-31",
}


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        *(({name: value for name, value in OIDC.items() if name != left_out}, left_out) for left_out in OIDC),
        ({"OIDC_EDITOR_CLAIM": "roller"}, "OIDC_NAME, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        ({**OIDC, "OIDC_EDITOR_CLAIM": "roller"}, "OIDC_EDITOR_VALUE"),
        ({**OIDC, "OIDC_EDITOR_VALUE": "redaktion"}, "OIDC_EDITOR_CLAIM"),
        ({**OIDC, "OIDC_PUBLISHER_VALUE": "udgivere"}, "OIDC_EDITOR_CLAIM, OIDC_EDITOR_VALUE"),
        ({"ACCESSIBILITY_STATUS": "fuldt"}, "ACCESSIBILITY_METHOD, ACCESSIBILITY_TESTED, ACCESSIBILITY_DATE"),
        (STATEMENT, "ACCESSIBILITY_SHORTCOMINGS"),
        ({**STATEMENT, "OWNER_PHONE": ""}, "OWNER_PHONE"),
        ({"EMAIL_URL": "smtp://mail.example.dk:25"}, "OWNER_EMAIL"),
    ],
)
def test_what_needs_more_stops_the_start_with_what_is_missing(given, missing):
    assert refusal(**SAFE, **given).endswith(f"Set also: {missing}")


def test_a_provider_without_tls_is_refused():
    given = OIDC | {"OIDC_ISSUER": "http://log-ind.example.dk"}
    assert refusal(**SAFE, **given).endswith("OIDC_ISSUER must begin with https://")


def test_a_whole_openid_connect_starts():
    assert start(**SAFE, **OIDC).returncode == 0
    roles = {"OIDC_EDITOR_CLAIM": "roller", "OIDC_EDITOR_VALUE": "redaktion", "OIDC_PUBLISHER_VALUE": "udgivere"}
    assert start(**SAFE, **OIDC, **roles).returncode == 0


def documented(page: str) -> set[str]:
    """The names in the first column of the page's table."""
    return set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_environment_variable_is_documented():
    sources = [(ROOT / file).read_text(encoding="utf-8") for file in ("casekatalog/settings.py", "gunicorn.conf.py")]
    read = {name for source in sources for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}
    assert read == documented("settings.md")


def test_every_parameter_of_the_list_is_documented():
    assert documented("list-parameters.md") == {*CaseFilterSet.base_filters, "side"}
