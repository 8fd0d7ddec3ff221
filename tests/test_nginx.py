"""nginx as deploy/ has it, in front of an application that says what the catalogue says about its pages."""

import http.client
import json
import re
import socketserver
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote

import pytest

from tests import deployed

if not deployed.NGINX:
    pytest.skip("nginx is not installed (apt-get install -y nginx-light)", allow_module_level=True)

# In the place of a status.
HANGS_UP = 0
PUBLIC = "public, max-age=0, s-maxage=1, stale-if-error=3600"


@pytest.fixture(autouse=True)
def _database():
    """No database here."""


class Site:
    """What the application behind answers, and what it was asked."""

    def __init__(self):
        self.text, self.status, self.asked, self.drops = "første", 200, [], 0

    def requests(self, path):
        return [headers for at, headers in self.asked if at == path]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self):
        self.site.asked.append((self.path, self.headers))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        etag = f'W/"{self.site.text}"'.encode().decode("latin-1")
        status = 304 if self.headers.get("If-None-Match") == etag else self.site.status
        body = b"" if status == 304 else self.site.text.encode()
        if status == HANGS_UP or self.site.drops:
            self.site.drops = 0
            self.close_connection = True
            return
        self.send_response(status)
        headers = {"ETag": etag, "Cache-Control": PUBLIC, "X-Request-ID": "applikationens", "Vary": "HX-Request"}
        if status not in {200, 304}:
            headers = {"Cache-Control": "no-store", "Retry-After": "30"}
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def address_string(self):
        return "nginx"

    def log_message(self, *arguments):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


@pytest.fixture(scope="module")
def deployment():
    """The folder and port of nginx, and the site behind it."""
    with deployed.folder() as folder:
        site = Site()
        server = Server(str(folder / "web.sock"), type("SiteHandler", (Handler,), {"site": site}))
        (folder / "web.sock").chmod(0o666)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        with server, deployed.nginx(folder, folder / "web.sock") as port:
            yield folder, port, site
            server.shutdown()


@pytest.fixture
def site(deployment):
    site = deployment[2]
    site.text, site.status, site.drops = "første", 200, 0
    site.asked.clear()
    return site


class ByName(http.client.HTTPSConnection):
    """To this machine, as if the site's name led here."""

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=deployed.HOST)


@pytest.fixture
def context(deployment):
    return ssl.create_default_context(cafile=str(deployment[0] / "fullchain.pem"))


@pytest.fixture
def ask(deployment, context):
    def ask(path, method="GET", body=None, **headers):
        connection = ByName("127.0.0.1", deployment[1], context=context, timeout=10)
        connection.request(method, path, body, {"Host": deployed.HOST, **headers})
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    return ask


def test_a_page_is_kept_for_a_second_and_then_asked_for_with_its_etag(site, ask):
    assert [ask("/cases/").getheader("X-Cache-Status") for _ in range(3)] == ["MISS", "HIT", "HIT"]
    time.sleep(2)
    assert (ask("/cases/").getheader("X-Cache-Status"), ask("/cases/").text) == ("REVALIDATED", "første")
    assert len(site.requests("/cases/")) == 2
    assert "If-None-Match" in site.requests("/cases/")[1]
    site.text = "anden"
    time.sleep(2)
    assert ask("/cases/").text == "anden"


@pytest.mark.parametrize(("status", "unkept"), [(503, 503), (HANGS_UP, 502)])
def test_when_the_database_or_the_site_is_gone_readers_get_the_page_that_is_kept(site, ask, status, unkept):
    path = f"/om/?{status}"
    ask(path)
    site.status, site.text = status, "nede"
    time.sleep(2)
    answer = ask(path)
    assert (answer.status, answer.text, answer.getheader("X-Cache-Status")) == (200, "første", "STALE")
    assert [ask(never_kept).status for never_kept in ("/aldrig-set/", "/admin/")] == [unkept, unkept]


@pytest.mark.parametrize("cookie", ["sessionid=abc", "__Host-sessionid=abc", "x=1; __Host-sessionid=abc"])
def test_an_editor_is_neither_shown_a_kept_page_nor_leaves_one(site, ask, cookie):
    path = f"/greb/?{len(cookie)}"
    ask(path, Cookie=cookie)
    site.text = "anden"
    assert (ask(path).text, ask(path, Cookie=cookie).text) == ("anden", "anden")
    site.text = "tredje"
    assert ask(path, Cookie=cookie).text == "tredje"
    assert ask(path).text in {"anden", "tredje"}


def test_the_editors_pages_readers_projects_and_the_probes_are_never_kept(site, ask):
    for path in ("/admin/", "/konto/log-ind/", "/projekt/?case=a&timepris=320", "/sundhed/", "/sundhed/klar/"):
        ask(path)
        ask(path)
        assert len(site.requests(path)) == 2, path


def test_the_site_hears_who_asks_and_how_and_only_from_nginx(site, ask):
    claimed = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http", "X-Request-ID": "4bf92f3577b34da6a3ce929d"}
    answer = ask("/hvem/", **claimed, **{"Accept-Encoding": "deflate, gzip;q=1.0, br"})
    (heard,) = site.requests("/hvem/")
    names = ("X-Forwarded-For", "X-Forwarded-Proto", "Accept-Encoding")
    assert [heard[name] for name in names] == ["127.0.0.1", "https", "br, gzip"]
    assert re.fullmatch(r"[0-9a-f]{32}", heard["X-Request-ID"])
    assert answer.headers.get_all("X-Request-ID") == [heard["X-Request-ID"]]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/konto/log-ind/", 60_000, 200),
        ("/admin/cases/case/hent/", 5_200_000, 200),
        ("/admin/cases/case/hent/", 7_000_000, 413),
        ("/cases/", 70_000, 413),
        ("/cases/?q=" + "%C3%B8" * 10_000, 0, 200),
        ("/cases/?q=" + "x" * 90_000, 0, 414),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_too_large_is_refused_in_danish(site, ask, path, size, status):
    answer = ask(path, "POST" if size else "GET", b"x" * size or None)
    assert answer.status == status
    if status != 200:
        assert '<html lang="da">' in answer.text
        assert "default-src 'none'" in answer.getheader("Content-Security-Policy")


def test_cookies_that_are_too_large_are_refused_in_danish_that_says_so(site, ask):
    answer = ask("/cases/", Cookie="a=" + "x" * 90_000)
    assert (answer.status, "Slet cookies for dette websted" in answer.text) == (431, True)


@pytest.mark.parametrize(
    ("accepted", "heard"),
    [("gzip;q=0, br", "br, gzip"), ("br;q=0, gzip", "gzip"), ("gzip;q=0", None), ("br; q=0.0", None)],
)
def test_a_coding_that_is_refused_is_not_asked_for(site, ask, accepted, heard):
    ask(f"/kodning/?{quote(accepted)}", **{"Accept-Encoding": accepted})
    assert site.asked[-1][1]["Accept-Encoding"] == heard


def test_who_tries_to_sign_in_too_fast_is_stopped_in_danish_and_readers_are_not(site, ask):
    statuses = [ask("/konto/log-ind/", "POST", b"x").status for _ in range(30)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert {ask("/om/").status for _ in range(30)} == {200}
    assert "Det gik for hurtigt" in ask("/konto/log-ind/", "POST", b"x").text


def test_another_host_name_gets_no_answer_over_tls_or_without_and_leaves_no_trace(deployment, context, ask):
    connection = http.client.HTTPSConnection("127.0.0.1", deployment[1], context=context, timeout=10)
    with pytest.raises(ssl.SSLError):
        connection.request("GET", "/")
    connection.close()
    with pytest.raises(http.client.RemoteDisconnected):
        ask("/", Host="ond.example")
    (plain_port,) = re.findall(r":(\d+) default_server;", (deployment[0] / "casekatalog.conf").read_text())
    plain = http.client.HTTPConnection("127.0.0.1", int(plain_port), timeout=10)
    plain.request("GET", "/", headers={"Host": "ond.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        plain.getresponse()
    plain.request("GET", "/om/", headers={"Host": deployed.HOST})
    assert plain.getresponse().getheader("Location") == f"https://{deployed.HOST}/om/"
    plain.close()
    written = [file.read_text() for file in deployment[0].glob("*.log")]
    assert not [text for text in written if "127.0.0.1" in text or "ond.example" in text]


@pytest.mark.parametrize("path", ["/cases/?omraade=it&q=robot", "/nyt.atom?q=robot", "/hent/cases.docx?"])
def test_who_asks_for_what_costs_most_is_slowed_down_in_danish_and_still_reads(site, ask, path):
    with ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(ask, f"{path}&{n}") for n in range(40)]
        began = time.monotonic()
        assert (ask("/cases/?omraade=it").status, time.monotonic() - began < 1) == (200, True)
        answers = [each.result() for each in asked]
    refused = [answer for answer in answers if answer.status == 429]
    assert 5 < len(refused) < 40
    assert all("Det gik for hurtigt" in answer.text for answer in refused)
    assert {answer.status for answer in answers} == {200, 429}


def test_a_question_that_a_killed_process_dropped_is_asked_again_and_a_form_is_not(site, ask):
    site.drops = 1
    assert (ask("/draebt/").status, len(site.requests("/draebt/"))) == (200, 2)
    site.drops = 1
    assert (ask("/draebt/", "POST", b"x").status, len(site.requests("/draebt/"))) == (502, 3)


def test_the_log_holds_no_address_no_query_and_no_secret(deployment, site, ask):
    ask("/projekt/?timepris=320")
    ask("/cases/?q=Xenia")
    ask("/konto/glemt-adgangskode/MQ-hemmelig123/")
    log = deployment[0] / "access.log"
    deployed.until(lambda: "glemt-adgangskode" in log.read_text(), 5)
    written = log.read_text()
    paths = [json.loads(line)["path"] for line in written.splitlines()]
    assert paths[-2:] == ["/cases/", "/konto/glemt-adgangskode/…"]
    assert not [text for text in ("Xenia", "hemmelig", "127.0.0.1", "timepris") if text in written]
    assert not (deployment[0] / "error.log").read_text()
