"""What no page takes is refused in Danish, with the right status, before it costs anything."""

import re
import runpy
from socket import socketpair
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, LimitRequestHeaders, LimitRequestLine
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader
from gunicorn.workers.base import Worker

from tests.editing import log_in
from tests.pages import text_of
from tests.transfer_files import IMPORT

CASE = "/cases/rudersdal-bogfoering/"
READ_ONLY = ["/", "/cases/", CASE, "/greb/", "/om/", "/sundhed/", "/robots.txt", "/findes-ikke/"]
LONG = settings.LONGEST_ADDRESS
LARGE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


@pytest.fixture
def strict():
    """A browser without a form's token, as an attacker has."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("address", READ_ONLY)
def test_a_public_page_is_only_read(strict, address, method):
    answer = strict.generic(method, address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "Siden kan kun læses" in text_of(answer)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/konto/log-ind/"])
def test_the_pages_with_forms_take_no_other_method_than_theirs(strict, address, method):
    assert strict.generic(method, address).status_code == 405


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cases/?q=" + "%C3%A5" * 10_000, 200),
        ("/cases/?q=" + "a" * (LONG - 10), 200),
        ("/cases/?q=" + "a" * LONG, 414),
        ("/" + "a" * LONG, 414),
        ("/om/?" + "x" * 10 * LONG, 414),
        ("/admin/?" + "x" * LONG, 414),
        ("/cases/?" + "&".join(f"{n}" for n in range(10_001)), 400),
        ("/cases/?" + "&".join(f"greb={n}" for n in range(5_000)), 200),
    ],
    ids=["10,000 Danish letters", "the longest", "one more", "path", "ten times", "admin", "10,001 fields", "5,000"],
)
def test_an_address_has_a_length(client, address, status):
    answer = client.get(address)
    assert (answer.status_code, '<html lang="da">' in answer.text) == (status, True)


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("content_type", [FORM, MULTIPART, "application/json", ""])
@pytest.mark.parametrize("address", ["/konto/log-ind/", "/admin/login/", "/konto/glemt-adgangskode/"])
def test_a_form_has_a_size_and_more_is_not_even_read(strict, address, content_type):
    body = mock.Mock()
    sent = {"CONTENT_LENGTH": str(LARGE), "wsgi.input": body}
    answer = strict.generic("POST", address, content_type=content_type, **sent)
    assert (answer.status_code, "Det fylder for meget" in text_of(answer)) == (413, True)
    assert not body.mock_calls


@pytest.mark.parametrize("length", ["-1", "abc", "", "1e9"])
def test_a_size_that_is_no_size_is_no_error(client, length):
    answer = client.generic("POST", "/konto/log-ind/", content_type=FORM, CONTENT_LENGTH=length)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL"])
def test_a_header_cannot_change_host_or_address(client, settings, header):
    settings.OWNER_EMAIL = "kontakt@example.dk"
    answer = client.get("/.well-known/security.txt", headers={header: "ond.example"})
    assert "Canonical: http://testserver/.well-known/security.txt" in answer.text


def parsed(head: bytes) -> Request:
    """The request as gunicorn reads it under our configuration."""
    config = Config()
    ours = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    for name in ("limit_request_line", "limit_request_fields", "forwarder_headers", "secure_scheme_headers"):
        config.set(name, ours[name])
    return Request(config, IterUnreader([head]), ("127.0.0.1", 1))


def head(address: str, headers: int = 1) -> bytes:
    return f"GET {address} HTTP/1.1\r\n".encode() + b"A: b\r\n" * headers + b"\r\n"


def test_the_server_lets_through_what_django_answers_and_nothing_endless():
    assert len(parsed(head("/" + "a" * LONG)).uri) == LONG + 1
    for refused, error in ((head("/" + "a" * 200_000), LimitRequestLine), (head("/", headers=61), LimitRequestHeaders)):
        with pytest.raises(error):
            parsed(refused)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (LimitRequestHeaders("limit request headers fields size"), 431, "Slet cookies for dette websted"),
        (LimitRequestLine(200_000, 131_072), 414, "Adressen er for lang"),
        (InvalidHeader("<script>"), 400, "Vi kunne ikke læse det, browseren sendte"),
        (ValueError("a bug"), 500, "Noget gik galt hos os"),
    ],
    ids=["headers", "line", "header", "bug"],
)
def test_what_the_server_itself_refuses_is_refused_in_danish(error, status, says):
    runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    ours, browsers = socketpair()
    Worker.handle_error(mock.Mock(), None, ours, ("127.0.0.1", 1), error)
    ours.close()
    head, _, page = browsers.makefile(encoding="utf-8", newline="").read().partition("\r\n\r\n")
    browsers.close()
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert f"Content-Length: {len(page.encode())}" in head
    assert ('<html lang="da">' in page, says in page, "script" in page) == (True, True, False)


@pytest.mark.parametrize(
    "header",
    ["SCRIPT_NAME: /ond", "PATH_INFO: /ond", "X-Forwarded-Ssl: off", "X-Forwarded-Protocol: ssl", "Script-Name: /ond"],
)
def test_no_header_of_a_trusted_proxy_moves_the_site_or_quarrels_with_another(header):
    request = parsed(f"GET /om/ HTTP/1.1\r\nX-Forwarded-Proto: https\r\n{header}\r\n\r\n".encode())
    assert not {"SCRIPT_NAME", "PATH_INFO"} & {name for name, _ in request.headers}


def test_letters_that_were_not_encoded_reach_the_site_and_control_characters_do_not():
    assert parsed("GET /cases/?q=løn HTTP/1.1\r\n\r\n".encode()).query.encode("latin-1").decode() == "q=løn"
    with pytest.raises(InvalidRequestLine):
        parsed(b"GET /cases/?q=l\x00n HTTP/1.1\r\n\r\n")


def test_files_are_read_and_made_thirty_times_a_minute(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "transfer": "2/m/user"}
    log_in(client, "Udgiver")
    assert [client.post(IMPORT).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/admin/cases/case/1/yaml/")
    assert (answer.status_code, "Det gik for hurtigt" in text_of(answer)) == (429, True)
    marked = {"action": "as_yaml_files", "_selected_action": ["1"]}
    assert client.post("/admin/cases/case/", marked).status_code == 429
    assert client.get(IMPORT).status_code == 200


@pytest.mark.parametrize(
    "path", [".git/config", ".env", "manage.py", "static/", "static/../urls.py", "static/%2e%2e/urls.py"]
)
def test_files_of_the_repository_are_not_served(client, path):
    assert client.get(f"/{path}").status_code == 404


# The systems that a reader ticks are kept by list.js and read by site.js; what an editor has typed by the last two,
# and what a municipality types in a long form by the first.
KEEPING = {"kept_form.js", "list.js", "project.js", "shortlist.js", "site.js", "typed_text.js", "session.js"}


def test_scripts_keep_nothing_in_the_browser_but_what_its_reader_chose_or_typed():
    texts = {script.name: script.read_text() for script in (settings.BASE_DIR / "static" / "js").glob("*.js")}
    assert {name for name, text in texts.items() if "localStorage" in text} == KEEPING
    assert not re.search(r"sessionStorage|indexedDB|cookie", " ".join(texts.values()))
