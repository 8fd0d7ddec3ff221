"""What is logged: every request with its number, and nobody's name, address, words or secrets."""

import io
import json
import logging
import re
from contextvars import ContextVar
from logging.config import DictConfigurator
from time import process_time
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import IntegrityError
from django.test import RequestFactory, override_settings
from django.urls import path

from casekatalog.core import logs
from casekatalog.core.request_log import RequestLog
from casekatalog.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401

PERSON = ["Xenia", "xenia@example.dk", "198.51.100.7", "0101901234", "hemmelig-hest"]


def fail(request):
    try:
        int(request.GET["navn"])
    except ValueError:
        raise IntegrityError(
            f'duplicate key value violates unique constraint "auth_user_username"\nDETAIL: Key is {PERSON}'
        ) from None


def fail_from_another(request):
    raise RuntimeError(f"Kunne ikke skrive til {PERSON[1]}") from ValueError(f"invalid literal: {PERSON[0]!r}")


urlpatterns = [*urlpatterns, path("fejl/", fail), path("fejl/to/", fail_from_another)]


def formatter(style):
    """A formatter as the settings make it."""
    given = logs.logging_config(style, logging.INFO)["formatters"][style]
    return DictConfigurator({"version": 1}).configure_formatter(given)


def written(style, record):
    """The line that production writes of a record."""
    logs.CleanFilter().filter(record)
    return formatter(style).format(record)


@pytest.fixture
def lines():
    """The lines that the root logger writes, as production writes them. Everything is logged, details too."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter("json"))
    handler.addFilter(logs.CleanFilter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def ask(address, behind_proxy=False, **headers):
    """The status, headers and body that a web server gets from the application."""
    answer: dict[str, Any] = {}

    def start_response(status, given, exc_info=None):
        answer.update(status=int(status[:3]), headers=dict(given))

    environ = RequestFactory().get(address, REMOTE_ADDR="198.51.100.7", **headers).environ
    # The connection is the test's, in whose transaction it stands.
    with mock.patch("django.db.backends.base.base.BaseDatabaseWrapper.close_if_unusable_or_obsolete"):
        response = RequestLog(WSGIHandler(), behind_proxy)(environ, start_response)
        answer["body"] = b"".join(response).decode()
        response.close()
    return answer


def test_a_request_is_one_line_with_its_number_and_without_its_query(lines):
    answer = ask("/findes-ikke/?q=Xenia")
    (line,) = [line for line in lines() if line["logger"] == "casekatalog.request"]
    number = answer["headers"]["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/findes-ikke/", 404)
    assert line["ms"] > 0
    # Django's own warning about the missing page carries the same number.
    assert {line["request_id"] for line in lines()} == {number}
    assert "django.request" in {line["logger"] for line in lines()}
    assert "Xenia" not in json.dumps(lines())


def test_a_probe_that_goes_well_is_not_worth_a_line_and_a_line_outside_requests_has_no_number(lines):
    logging.getLogger().setLevel(logging.INFO)
    ask("/sundhed/")
    assert "casekatalog.request" not in {line["logger"] for line in lines()}
    logging.getLogger("casekatalog").info("Færdig")
    assert lines()[-1] == {"time": lines()[-1]["time"], "level": "INFO", "logger": "casekatalog", "message": "Færdig"}


GIVEN = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("behind_proxy", "given", "is_taken"),
    [
        (True, GIVEN, True),
        (False, GIVEN, False),
        *((True, bad, False) for bad in ("", "kort", GIVEN + "\r\nSet-Cookie: x=1", "x" * 65, '"><script>')),
    ],
)
def test_a_number_is_taken_from_a_proxy_only_and_only_when_well_formed(behind_proxy, given, is_taken):
    number = ask("/robots.txt", behind_proxy=behind_proxy, HTTP_X_REQUEST_ID=given)["headers"]["X-Request-ID"]
    assert (number == given) == is_taken
    assert re.fullmatch("[A-Za-z0-9]{16,64}", number)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/fejl/?navn=Xenia", 'IntegrityError: duplicate key value violates unique constraint "auth_user_username"'),
        ("/fejl/to/", "RuntimeError: Kunne ikke skrive til …"),
    ],
)
def test_an_error_page_shows_the_number_under_which_the_log_says_what_happened(lines, address, told):
    answer = ask(address)
    number = answer["headers"]["X-Request-ID"]
    assert (answer["status"], f"<code>{number}</code>" in answer["body"]) == (500, True)
    (error,) = [line for line in lines() if "traceback" in line]
    assert error["request_id"] == number
    assert "tests/test_logs.py" in error["traceback"]
    assert error["traceback"].splitlines()[-1] == told
    assert not [text for text in PERSON if text in json.dumps(lines(), ensure_ascii=False)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Error handling request /cases/?q=Xenia", "Error handling request /cases/"),
        ("Invalid request from ip=198.51.100.7: Invalid HTTP", "Invalid request from ip=… Invalid HTTP"),
        ("Invalid request from ip=2001:db8::1: x", "Invalid request from ip=… x"),
        ("Listening at: http://127.0.0.1:8000 (7)", "Listening at: http://127.0.0.1:8000 (7)"),
        ("GET /konto/glemt-adgangskode/MQ-abc123/", "GET /konto/glemt-adgangskode/…/"),
        ("GET /vi-goer-det-ogsaa/ret/WyJy:1xXW:Exi1-_8/", "GET /vi-goer-det-ogsaa/ret/…/"),
        ("http://x/y?a 'Xenia' \"/b?c\" ?/d?e", "http://x/y 'Xenia' \"/b ?/d"),
        ("to xenia@example.dk failed", "to … failed"),
        ("to=a@b.dk-xenia@example.dk, c@d.dk@e.dk", "to=……, …@e.dk"),
        ("CPR 010190-1234", "CPR …"),
        ("Booting worker with pid: 1234567", "Booting worker with pid: 1234567"),
        ("Not Found: /a\nINFO forged", "Not Found: /a INFO forged"),
    ],
)
def test_what_may_be_a_person_or_a_secret_is_left_out_of_any_line(written, kept):
    assert logs.without_persons(written) == kept


@pytest.mark.parametrize(
    "unit", ["a", "/", "a@", "a@b.", "@.", "'", '"', '"a_', "?/", "/glemt-adgangskode/-", "1", "1."]
)
def test_a_long_line_is_cleaned_in_no_time(unit):
    """Anybody can ask for a long address, and it is logged. Twice as long may not take four times as long."""
    start = process_time()
    error = ValueError(unit * (settings.LONGEST_ADDRESS // len(unit)))
    written("json", logging.makeLogRecord({"msg": str(error), "exc_info": (ValueError, error, None)}))
    assert process_time() - start < 1


def test_for_a_terminal_the_number_stands_at_the_end(monkeypatch):
    monkeypatch.setattr(logs, "request_id", ContextVar("request_id", default="abc"))
    assert written("text", logging.makeLogRecord({"levelname": "INFO", "msg": "Læst"})) == "INFO Læst [abc]"


def test_only_the_named_fields_are_written():
    record = logging.makeLogRecord({"levelname": "INFO", "name": "x", "msg": "Læst", "user": "Xenia", "status": 200})
    assert json.loads(written("json", record)).keys() == {"time", "level", "logger", "message", "status"}
