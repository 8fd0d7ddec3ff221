"""What a web process keeps of its pages, for whom, and for how long; and what it says while the database is gone."""

import gzip
from time import time
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from casekatalog.core import page_cache
from casekatalog.core.data_version import current_version, set_new_version
from cases.models import Case
from cases.search.models import Miss

CASE = "/cases/vesthimmerland-autorisationskontrol/"
GZIP = {"accept-encoding": "gzip, br"}
ROOM = 5


class Site(Client):
    """The site with its page cache, asked as readers ask it."""

    made = 0

    def request(self, **request):
        before = Site.made
        answer = super().request(**request)
        answer.is_made = Site.made > before
        return answer

    def keeps(self, address, **options):
        """Whether the second who asks is answered from memory."""
        self.get(address, **options)
        return not self.get(address, **options).is_made


def counting(get_response):
    """Middleware that counts the requests whose page has to be made."""

    def count(request):
        Site.made += 1
        return get_response(request)

    return count


@pytest.fixture
def site(settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2 * ROOM}}
    pages = kept | {"LOCATION": "test", "KEY_FUNCTION": "casekatalog.core.page_cache.versioned_key"}
    settings.CACHES = settings.CACHES | {"pages": pages}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.test_page_cache.counting"]
    caches["pages"].clear()
    return Site(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kept", "address", "headers"),
    [
        (True, "/", {}),
        (True, CASE, GZIP),
        (True, "/cases/?teknologi=rpa", {"HX-Request": "true"}),
        (True, "/forslag/?q=ro", {}),
        (True, "/robots.txt", {}),
        (True, "/om/", {"Cookie": "andet=1"}),
        (True, f"/om/?{'x' * 400}", {}),
        (False, "/", {"Cookie": "a=b; sessionid=en-redaktoers"}),
        (False, "/", {"Authorization": "Basic eDp5"}),
        (False, "/findes-ikke/", {}),
        (False, "/admin/", {}),
        (False, "/konto/log-ind/", {}),
        (False, "/sundhed/", {}),
        (False, "/cases/?side=0", {}),
        (False, f"/om/?{'x' * 600}", {}),
    ],
)
def test_what_anybody_may_see_is_kept_and_nothing_else(site, kept, address, headers):
    assert site.keeps(address, headers=headers) == kept


@pytest.mark.parametrize(
    ("method", "status", "headers", "cookies"),
    [
        ("GET", 404, {}, {}),
        ("GET", 200, {"Vary": "Cookie"}, {}),
        ("GET", 200, {"Cache-Control": "max-age=60"}, {}),
        ("GET", 200, {}, {"a": "b"}),
        ("POST", 200, {}, {}),
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_called_public(method, status, headers, cookies):
    answer = HttpResponse("Hej", status=status, headers=headers)
    answer.cookies.load(cookies)
    found = page_cache.PublicPages(lambda request: answer)(RequestFactory().generic(method, "/"))
    assert "public" not in found.get("Cache-Control", "")


def test_a_form_that_saves_sees_the_version_that_it_made():
    def save(request):
        before = current_version()
        set_new_version()
        return HttpResponse("new" if current_version() != before else "old")

    assert page_cache.PageCache(save)(RequestFactory().post("/")).text == "new"


def test_a_page_too_large_for_the_memory_is_made_each_time(site, monkeypatch):
    monkeypatch.setattr(page_cache, "LARGEST_PAGE", 10_000)
    assert not site.keeps(CASE)
    assert site.get(CASE).headers["Cache-Control"] == page_cache.PUBLIC


def test_a_search_without_a_result_is_counted_every_time(site):
    assert not site.keeps("/cases/?q=qqqxyz")
    assert Miss.objects.get(words="qqqxyz").number == 2


def test_an_editor_neither_gets_a_kept_page_nor_leaves_one(site):
    editor = Site()
    editor.force_login(User.objects.create_superuser("redaktoer"))
    assert site.keeps(CASE)
    seen = editor.get(CASE)
    assert (seen.is_made, seen["Cache-Control"]) == (True, "private, no-cache")
    assert [each.get("/om/").is_made for each in (editor, site)] == [True, True]


def test_a_kept_page_is_the_same_to_the_byte_with_the_same_headers_for_one_query(site, django_assert_num_queries):
    made = site.get(CASE, headers=GZIP)
    with django_assert_num_queries(1):
        kept = site.get(CASE, headers=GZIP)
    assert (made.is_made, kept.is_made) == (True, False)
    assert (kept.content, kept.headers) == (made.content, made.headers)
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "ETag"} <= {*kept.headers}
    assert kept["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=3600"
    assert not {"Expires", "Age"} & {*kept.headers}


def test_a_change_is_visible_at_the_next_request(site):
    assert site.keeps(CASE)
    case = Case.objects.get(number=20)
    case.title = "En helt ny overskrift"
    case.save()
    assert "En helt ny overskrift" in site.get(CASE).text


def test_pages_are_made_again_every_hour(site, monkeypatch):
    hour = int(time() // 3600) * 3600
    monkeypatch.setattr(page_cache, "time", lambda: hour + 3599)
    assert site.keeps("/")
    monkeypatch.setattr(page_cache, "time", lambda: hour + 3600)
    assert site.get("/").is_made


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_reader_who_has_the_page_hears_that_it_is_unchanged(site, headers):
    etag = site.get(CASE, headers=headers)["ETag"]
    for known in (etag, f'"andet", {etag}', etag.removeprefix("W/"), "*"):
        answer = site.get(CASE, headers={**headers, "If-None-Match": known})
        assert (answer.status_code, answer.content, answer["ETag"], answer.is_made) == (304, b"", etag, False)
        assert "Content-Security-Policy" in answer
    assert site.get(CASE, headers={**headers, "If-None-Match": '"andet"'}).status_code == 200


def test_a_page_made_for_somebody_who_has_it_is_kept_too(site):
    etag = site.get(CASE)["ETag"]
    caches["pages"].clear()
    made = site.get(CASE, headers={"If-None-Match": etag})
    assert (made.status_code, made.is_made) == (304, True)
    assert not site.get(CASE).is_made


def test_a_head_request_is_answered_from_the_page_and_leaves_none(site):
    first, page, head = site.head(CASE), site.get(CASE), site.head(CASE)
    assert (first.is_made, page.is_made) == (True, True)
    assert (head.is_made, head.content, head.headers) == (False, b"", page.headers)


def test_what_a_page_depends_on_is_kept_apart(site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    variants = [{}, GZIP, {"HX-Request": "true"}, {"Host": "localhost"}, {"X-Forwarded-Proto": "https"}]
    answers = [site.get("/cases/", headers=headers) for headers in variants]
    assert all(answer.is_made for answer in answers)
    assert {answer["Vary"] for answer in answers} == {"HX-Request, Accept-Encoding"}
    assert "<html" not in answers[2].text
    assert gzip.decompress(answers[1].content) == answers[0].content
    assert site.get("/om/")["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("poison", "address"),
    [
        ({"PATH_INFO": "/robots.txt", "SCRIPT_NAME": "/ond"}, "/robots.txt"),
        ({"PATH_INFO": "/robots.txt", "HTTP_X_FORWARDED_HOST": "ond.example"}, "/robots.txt"),
        ({"PATH_INFO": "/robots.txt", "HTTP_X_FORWARDED_PROTO": "https"}, "/robots.txt"),
        # Raw bytes in an address, and the letters that their bytes are in another alphabet.
        ({"PATH_INFO": "/cases/", "QUERY_STRING": "q=l\u00c3\u00b8n"}, "/cases/?q=l%C3%83%C2%B8n"),
    ],
)
def test_one_request_cannot_change_what_another_gets(site, poison, address):
    clean = site.get(address).content
    caches["pages"].clear()
    site.generic("GET", **{"path": "/", **poison})
    assert site.get(address).content == clean


def test_a_host_that_is_not_ours_gets_nothing_that_is_kept(site):
    site.get("/")
    answer = site.get("/", headers={"Host": "ond.example"})
    assert (answer.status_code, "ond.example" in answer.text) == (400, False)


def test_endless_addresses_push_out_the_pages_that_were_asked_for_longest_ago(site):
    for number in range(3 * ROOM):
        site.get(f"/om/?{number}")
        assert not site.get("/om/?0").is_made
    assert site.get("/om/?1").is_made
    assert not site.get(f"/om/?{3 * ROOM - 1}").is_made


@pytest.fixture
def without_database(site):
    site.get("/")
    with mock.patch.object(connection, "cursor", side_effect=OperationalError):
        yield site


@pytest.mark.parametrize("address", ["/", CASE, "/admin/", "/api/v1/cases/"])
def test_without_the_database_every_address_says_so(without_database, address):
    session = {"Cookie": "sessionid=fjorten-bogstaver"} if address == "/admin/" else {}
    answer = without_database.get(address, headers=session)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "Siden er nede lige nu" in answer.text
    assert {"Content-Security-Policy", "X-Frame-Options"} <= {*answer.headers}


def test_without_the_database_a_probe_is_told_at_once(without_database):
    answer = without_database.get("/sundhed/")
    assert (answer.status_code, answer.json()["database"]) == (503, "svarer ikke")


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500)])
def test_a_database_that_fails_in_the_middle_of_a_page_gives_503_and_other_faults_500(site, monkeypatch, error, status):
    def fail(*arguments):
        raise error

    monkeypatch.setattr("cases.catalogue.views.front_page", fail)
    answer = site.get("/")
    assert answer.status_code == status
    assert "Traceback" not in answer.text
