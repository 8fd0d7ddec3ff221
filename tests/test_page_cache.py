"""What a web process keeps of its pages, for whom, and for how long; and what it says while the database is gone."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import InterfaceError, OperationalError, close_old_connections
from django.test import Client, RequestFactory

from casekatalog.core.data_version import current_version
from casekatalog.core.pagecache import version as versions
from casekatalog.core.pagecache.pages import OVERHEAD, Page, Pages
from casekatalog.core.pagecache.version import CurrentVersion, DatabaseGoneError, SQLite
from casekatalog.core.pagecache.wsgi import PageCache
from cases.models import Case
from cases.search.models import Miss
from tests.seeded import folder_of_run, seeded_file

pytestmark = pytest.mark.once

CASE = "/cases/vesthimmerland-autorisationskontrol/"


class Answer:
    """An answer as a WSGI server gets it, and whether Django had to make it."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes, is_made: bool) -> None:
        self.status, self.headers, self.body, self.is_made = int(status[:3]), dict(headers), body, is_made

    @property
    def text(self) -> str:
        body = gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body
        return body.decode()


class Site:
    """The page cache ahead of Django, asked as readers ask it. Its database may be gone."""

    def __init__(self, most_bytes: int = 4_000_000) -> None:
        self.made = 0
        self.is_gone = False
        self._django = get_wsgi_application()
        self._cache = PageCache(self._application, self._version, most_bytes)

    def _application(self, environ, start_response):
        self.made += 1
        return self._django(environ, start_response)

    def _version(self) -> str:
        if self.is_gone:
            raise DatabaseGoneError
        return current_version()

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        environ = RequestFactory().generic(method, address, headers=names).environ
        made = self.made
        said: list = []
        body = self._cache(environ, lambda *status_and_headers: said.extend(status_and_headers))
        text = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return Answer(said[0], said[1], text, self.made > made)

    def keeps(self, address: str, **headers: str) -> bool:
        """Whether the second who asks is answered from memory."""
        self.get(address, **headers)
        return not self.get(address, **headers).is_made


@pytest.fixture
def site() -> Iterator[Site]:
    # A request closes old connections, and with them the test's transaction.
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    yield Site()
    for signal in around:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {}),
        (CASE, {}),
        ("/cases/?teknologi=rpa", {}),
        ("/cases/?teknologi=rpa", {"HX_Request": "true"}),
        ("/greb/", {"Accept_Encoding": "gzip"}),
        ("/forslag/?q=ro", {}),
        ("/robots.txt", {}),
        ("/om/", {"Cookie": "andet=1"}),
        (f"/om/?{'x' * 400}", {}),
    ],
)
def test_what_anybody_may_see_is_kept(site, address, headers):
    assert site.keeps(address, **headers)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {"Cookie": "sessionid=en-redaktoers"}),
        ("/", {"Cookie": "a=b; sessionid="}),
        ("/", {"Authorization": "Basic eDp5"}),
        ("/findes-ikke/", {}),
        ("/admin/", {}),
        ("/konto/log-ind/", {}),
        ("/sundhed/", {}),
        ("/cases/?side=0", {}),
        (f"/om/?{'x' * 600}", {}),
    ],
)
def test_anything_else_is_not(site, address, headers):
    assert not site.keeps(address, **headers)


def test_a_search_without_a_result_is_counted_every_time(site):
    assert not site.keeps("/cases/?q=qqqxyz")
    assert Miss.objects.get(words="qqqxyz").number == 2


def test_an_editor_neither_gets_a_kept_page_nor_leaves_one(site):
    editor = Client()
    editor.force_login(User.objects.create_superuser("redaktoer"))
    cookie = {"Cookie": f"sessionid={editor.cookies['sessionid'].value}"}
    assert site.keeps(CASE)
    seen = site.get(CASE, **cookie)
    assert seen.is_made
    assert seen.headers["Cache-Control"] == "private, no-cache"
    assert site.get("/om/", **cookie).is_made
    assert site.get("/om/").is_made


def test_a_kept_page_is_the_same_to_the_byte_and_carries_the_same_headers(site):
    made, kept = (site.get(CASE, Accept_Encoding="gzip") for _ in range(2))
    assert made.is_made
    assert not kept.is_made
    assert (kept.body, kept.headers) == (made.body, made.headers)
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "ETag"} <= kept.headers.keys()
    assert kept.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=3600"


def test_a_change_is_visible_at_the_next_request(site):
    assert site.keeps(CASE)
    case = Case.objects.get(number=20)
    case.title = "En helt ny overskrift"
    case.save()
    assert "En helt ny overskrift" in site.get(CASE).text


def test_a_page_made_from_older_data_than_the_cache_knows_is_not_kept():
    pages, page = Pages(100_000), Page(0, '"a"', [], b"text")
    pages.find(("/", ""), "new")
    pages.keep(("/", ""), "old", page)
    assert pages.find_last(("/", "")) is None


def test_pages_are_made_again_every_hour(site, monkeypatch):
    monkeypatch.setattr("casekatalog.core.pagecache.wsgi.time", lambda: 3599)
    assert site.keeps("/")
    monkeypatch.setattr("casekatalog.core.pagecache.wsgi.time", lambda: 3600)
    assert site.get("/").is_made


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip"}])
def test_a_reader_who_has_the_page_hears_that_it_is_unchanged(site, headers):
    etag = site.get(CASE, **headers).headers["ETag"]
    for known in (etag, f'"andet", {etag}', etag.removeprefix("W/"), "*"):
        answer = site.get(CASE, If_None_Match=known, **headers)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
        assert "Content-Security-Policy" in answer.headers
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & answer.headers.keys()
    assert site.get(CASE, If_None_Match='"andet"', **headers).status == 200


def test_a_page_made_for_somebody_who_has_it_is_kept_too(site):
    etag = Site().get(CASE).headers["ETag"]
    made = site.get(CASE, If_None_Match=etag)
    assert (made.status, made.is_made) == (304, True)
    assert not site.get(CASE).is_made


def test_a_head_request_is_answered_from_the_page_and_leaves_none(site):
    assert site.get(CASE, "HEAD").is_made
    page = site.get(CASE)
    assert page.is_made
    head = site.get(CASE, "HEAD")
    assert (head.is_made, head.body, head.headers) == (False, b"", page.headers)


def test_a_form_is_never_answered_from_memory(site):
    site.get("/om/")
    assert site.get("/om/", "POST").is_made


def test_what_a_page_depends_on_is_kept_apart(site):
    variants = [
        {},
        {"Accept_Encoding": "gzip, br"},
        {"HX_Request": "true"},
        {"Host": "localhost"},
        {"X_Forwarded_Proto": "https"},
    ]
    answers = [site.get("/cases/", **headers) for headers in variants]
    assert all(answer.is_made for answer in answers)
    assert [answer.headers["Vary"] for answer in answers] == ["HX-Request, Accept-Encoding"] * len(variants)
    assert "<html" not in answers[2].text
    assert site.get("/om/").headers["Vary"] == "Accept-Encoding"


def test_a_host_that_is_not_ours_gets_nothing_that_is_kept(site):
    site.get("/")
    assert site.get("/", Host="ond.example").status == 400


def test_what_was_asked_for_longest_ago_goes_first_and_endless_queries_push_out_only_each_other():
    room_for = 3
    pages = Pages(2 * room_for * (OVERHEAD + 1000))
    pages.find(("/", ""), "v")
    page = Page(0, '"a"', [], b"x" * 1000)
    for path in ("/1", "/2", "/3"):
        pages.keep((path, ""), "v", page)
    assert pages.find(("/1", ""), "v")
    pages.keep(("/4", ""), "v", page)
    for number in range(100):
        pages.keep(("/", f"q={number}"), "v", page)
    assert [bool(pages.find((f"/{number}", ""), "v")) for number in (1, 2, 3, 4)] == [True, False, True, True]
    assert sum(bool(pages.find(("/", f"q={number}"), "v")) for number in range(100)) == room_for
    pages.keep(("/5", ""), "v", Page(0, '"a"', [], b"x" * 100_000))
    assert pages.find(("/5", ""), "v") is None


@pytest.mark.usefixtures("site")
def test_without_memory_pages_are_still_answered():
    nothing_kept = Site(0)
    assert not nothing_kept.keeps("/")
    assert nothing_kept.get("/").status == 200


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip"}, {"HX_Request": "true"}])
def test_without_the_database_a_kept_page_comes_with_a_notice_and_goes_no_further(site, headers):
    kept = site.get("/cases/", **headers)
    site.is_gone = True
    answer = site.get("/cases/", If_None_Match=kept.headers["ETag"], **headers)
    assert (answer.status, answer.is_made) == (200, False)
    assert answer.text.count("kan være forældet") == 1
    assert answer.text.replace("kan være forældet", "") != kept.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert "Content-Security-Policy" in answer.headers
    assert not {"ETag", "Content-Encoding"} & answer.headers.keys()
    site.is_gone = False
    assert site.get("/cases/", **headers).body == kept.body


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        (CASE, "GET", {}),
        ("/", "GET", {"Cookie": "sessionid=x"}),
        ("/admin/", "GET", {"Cookie": "sessionid=x"}),
        ("/admin/cases/case/1/change/", "POST", {"Cookie": "sessionid=x"}),
        ("/konto/log-ind/", "GET", {}),
    ],
)
def test_without_the_database_every_other_address_says_so_without_asking_it(
    site, django_assert_num_queries, address, method, headers
):
    site.get("/")
    site.is_gone = True
    with django_assert_num_queries(0):
        answer = site.get(address, method, **headers)
    assert answer.status == 503
    assert "Siden er nede lige nu" in answer.text
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Content-Security-Policy", "X-Frame-Options"} <= answer.headers.keys()


def test_without_the_database_a_probe_is_told_at_once(site):
    site.is_gone = True
    answer = site.get("/sundhed/")
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/json")
    assert "svarer ikke" in answer.text


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500), (ZeroDivisionError, 500)]
)
def test_a_database_that_fails_in_the_middle_of_a_page_gives_503_and_other_faults_500(monkeypatch, error, status):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("cases.catalogue.views.FrontPage", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_the_version_is_read_from_the_file_that_is_there_now(tmp_path_factory, worker_id, tmp_path, monkeypatch):
    seeded = seeded_file(folder_of_run(tmp_path_factory, worker_id)).read_bytes()
    file = tmp_path / "katalog.sqlite3"
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(versions, "_source", lambda: SQLite(str(file)))
    monkeypatch.setattr(versions, "monotonic", lambda: next(clock))
    version = CurrentVersion()

    def put(content: bytes) -> None:
        Path(tmp_path / "new").write_bytes(content)
        Path(tmp_path / "new").rename(file)

    with pytest.raises(DatabaseGoneError):
        version()
    assert not file.exists()
    put(seeded)
    assert version()
    for damaged in (b"", b"not a database" * 1000):
        put(damaged)
        with pytest.raises(DatabaseGoneError):
            version()
    put(seeded)
    assert version()


def test_while_the_database_is_gone_it_is_tried_once_a_second(monkeypatch):
    tries = []
    now = [0.0]

    def gone():
        tries.append(now[0])
        raise OSError

    monkeypatch.setattr(versions, "_source", gone)
    monkeypatch.setattr(versions, "monotonic", lambda: now[0])
    version = CurrentVersion()
    for now[0] in (0.0, 0.5, 0.9, 1.1, 1.2):
        with pytest.raises(DatabaseGoneError):
            version()
    assert tries == [0.0, 1.1]
