"""Settings fail loudly, and every variable and parameter is documented."""

import os
import re
import runpy
import subprocess
import sys
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from cases.catalogue.filters import CaseFilterSet
from tests.seeded import ROOT

SAFE = {"ENV_FILE": os.devnull, "PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60}


def start(**environment: str) -> dict[str, Any]:
    """The settings, read anew as a server with this environment would."""
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(ROOT / "casekatalog" / "settings.py"))


def refusal(**environment: str) -> str:
    """What stops the start."""
    with pytest.raises((EnvError, ImproperlyConfigured)) as refused:
        start(**environment)
    return str(refused.value)


SECURE = True, "__Host-sessionid", "__Host-csrftoken"


@pytest.mark.parametrize(
    ("given", "database", "cookies"),
    [
        ({}, "sqlite3", SECURE),
        ({"DATABASE_URL": "postgres://bruger:kode@localhost/katalog"}, "postgresql", SECURE),
        ({"HTTPS": "false"}, "sqlite3", (False, "sessionid", "csrftoken")),
    ],
)
def test_production_defaults_are_safe_and_database_url_picks_the_database(given, database, cookies):
    found = start(**SAFE, **given)
    assert (found["DEBUG"], found["DATABASES"]["default"]["ENGINE"]) == (False, f"django.db.backends.{database}")
    assert (found["SESSION_COOKIE_SECURE"], found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == cookies


def test_without_a_secret_it_does_not_start():
    given = {name: value for name, value in SAFE.items() if name != "SECRET_KEY"}
    command = [sys.executable, "-c", "import casekatalog.settings"]
    started = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert started.returncode != 0
    assert started.stderr.strip().endswith('"SECRET_KEY" not set')


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

CONTROLLER = {f"CONTROLLER{part}": "x" for part in ("", "_PURPOSE", "_LEGAL_BASIS", "_DELETION", "_ACCESS")}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        *(({n: v for n, v in OIDC.items() if n != left_out}, f"Set also: {left_out}") for left_out in OIDC),
        ({"OIDC_EDITOR_CLAIM": "roller"}, "Set also: OIDC_NAME, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
        ({**OIDC, "OIDC_EDITOR_CLAIM": "roller"}, "Set also: OIDC_EDITOR_VALUE"),
        ({**OIDC, "OIDC_EDITOR_VALUE": "redaktion"}, "Set also: OIDC_EDITOR_CLAIM"),
        ({**OIDC, "OIDC_PUBLISHER_VALUE": "udgivere"}, "Set also: OIDC_EDITOR_CLAIM, OIDC_EDITOR_VALUE"),
        (
            {"ACCESSIBILITY_STATUS": "fuldt"},
            "Set also: ACCESSIBILITY_METHOD, ACCESSIBILITY_TESTED, ACCESSIBILITY_DATE",
        ),
        (STATEMENT, "Set also: ACCESSIBILITY_SHORTCOMINGS"),
        ({**STATEMENT, "OWNER_PHONE": ""}, "Set also: OWNER_PHONE"),
        ({"CONTROLLER": "Eksempel Kommune"}, ", CONTROLLER_LEGAL_BASIS, CONTROLLER_DELETION, CONTROLLER_ACCESS"),
        (CONTROLLER, "Set also: SITE_URL"),
        ({"EMAIL_URL": "smtp://mail.example.dk:25"}, "Set also: OWNER_EMAIL"),
        ({**OIDC, "OIDC_ISSUER": "http://log-ind.example.dk"}, "OIDC_ISSUER must begin with https://"),
    ],
)
def test_what_needs_more_or_a_provider_without_tls_stops_the_start_with_the_reason(given, why):
    assert refusal(**SAFE, **given).endswith(why)


def test_a_whole_openid_connect_starts():
    roles = {"OIDC_EDITOR_CLAIM": "roller", "OIDC_EDITOR_VALUE": "redaktion", "OIDC_PUBLISHER_VALUE": "udgivere"}
    for more in ({}, roles):
        start(**SAFE, **OIDC, **more)


def documented(page: str) -> set[str]:
    """The names in the first column of the page's table."""
    return set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_environment_variable_is_documented():
    sources = [(ROOT / file).read_text(encoding="utf-8") for file in ("casekatalog/settings.py", "gunicorn.conf.py")]
    read = {name for source in sources for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)}
    assert read == documented("settings.md")


def test_every_parameter_of_the_list_is_documented():
    assert documented("list-parameters.md") == {*CaseFilterSet.base_filters, "side"}
