"""What every answer carries, and what no page contains."""

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import URLPattern, reverse

from casekatalog.urls import urlpatterns
from tests.signing_in import editor, sign_in

CASE = "rudersdal-bogfoering"
PAGES = ["/", "/cases/", f"/cases/{CASE}/", "/greb/", "/analyseramme/", "/redskaber/", "/om/", "/findes-ikke/"]
PAGES += [f"/sammenlign/?case={CASE}&case=esbjerg-bogfoering", f"/min-liste/?case={CASE}"]
OPEN_DATA = ["/api/v1/cases/", "/api/v1/katalog.json", "/nyt.atom", "/sitemap.xml", "/datasaet.ttl", "/aabne-data/"]
OPEN_DATA += [f"/cases/{CASE}/kommuner.atom"]
SAMPLES = {
    "case": {"slug": CASE},
    "grip": {"slug": "strategisk-fokus"},
    "crossreading": {"family": "implementering", "slug": "levere"},
    "export_cases": {"file_format": "csv"},
    "export_comparison": {"file_format": "pdf"},
    "export_case": {"slug": CASE, "file_format": "json"},
    "handout": {"slug": CASE},
    "lesson": {"slug": "rpa"},
    "export_lessons": {"slug": "rpa", "file_format": "pdf"},
}


def test_readers_get_no_cookie_at_any_public_address(client, settings):
    settings.OWNER_EMAIL = "kontakt@example.dk"
    names = [p.name for p in urlpatterns if isinstance(p, URLPattern) and p.name]
    addresses = [reverse(name, kwargs=SAMPLES.get(name)) for name in names]
    for address in [*addresses, *PAGES, *OPEN_DATA, "/cases", "/cases/?q=robot&side=0"]:
        answer = client.get(address)
        assert (answer.status_code in {200, 301, 302, 404}, len(answer.cookies)) == (True, 0), address


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_no_inline_script_style_or_handler_and_no_third_party(client, address):
    page = client.get(address).content.decode()
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)", page)
    assert not re.findall(r"<style|\s(?:style|on\w+)=", page)
    # A link may lead elsewhere, such as to a municipality's own site; nothing is fetched from there.
    assert not re.findall(r'<(?!a\b)[^>]*(?:src|href)="(?:https?:)?//(?!testserver)', page)


def over_tls(address: str, method: str = "get", client: Client | None = None, **options):
    """An answer as production gives it, whatever happens to the request."""
    client = client or Client(raise_request_exception=False, enforce_csrf_checks=True)
    return getattr(client, method)(address, secure=True, **options)


def static_file(**headers: str):
    """A file as WhiteNoise serves it after collectstatic."""
    return over_tls(staticfiles_storage.url("css/site.css"), headers=headers)


def not_modified():
    first = static_file()
    first.close()
    return static_file(**{"If-Modified-Since": first["Last-Modified"]})


def failing_page():
    # The list needs the database, so without it the answer is the page for errors of ours.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cases.catalogue.views.front_page", None)
        return over_tls("/")


def exported():
    client = Client()
    sign_in(client, editor("chef", is_superuser=True).username)
    return over_tls("/admin/cases/case/1/yaml/", client=client)


ANSWERS = {
    "a page": (lambda: over_tls("/"), 200),
    "a part for htmx": (lambda: over_tls("/cases/", headers={"HX-Request": "true"}), 200),
    "JSON": (lambda: over_tls("/forslag/?q=robot"), 200),
    "health": (lambda: over_tls("/sundhed/"), 200),
    "robots.txt": (lambda: over_tls("/robots.txt"), 200),
    "a page that is not there": (lambda: over_tls("/findes-ikke/"), 404),
    "an address without its slash": (lambda: over_tls("/cases"), 301),
    "a host that is not ours": (lambda: over_tls("/", HTTP_HOST="ond.example"), 400),
    "an address that is too long": (lambda: over_tls("/?" + "x" * 70_000), 414),
    "a method that is not taken": (lambda: over_tls("/", "put"), 405),
    "a form without its token": (lambda: over_tls("/admin/login/", "post"), 403),
    "an error of ours": (failing_page, 500),
    "the sign-in": (lambda: over_tls("/konto/log-ind/"), 200),
    "the way to the sign-in": (lambda: over_tls("/admin/"), 302),
    "an export": (exported, 200),
    "a static file": (static_file, 200),
    "a static file the browser has": (not_modified, 304),
    "a static file that is not there": (lambda: over_tls("/static/findes-ikke.css"), 404),
    "the icon": (lambda: over_tls("/favicon.ico"), 302),
}
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(("answer", "status"), ANSWERS.values(), ids=ANSWERS)
def test_every_answer_carries_the_same_headers_whatever_makes_it(answer, status, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    found = answer()
    found.close()
    assert found.status_code == status
    assert {name: found.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in found["Content-Security-Policy"]
    assert not re.search("unsafe|http", found["Content-Security-Policy"])
    assert "camera=()" in found["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in found


def test_a_plain_request_is_led_to_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/cases/?q=robot")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/cases/?q=robot")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
