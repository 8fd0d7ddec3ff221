"""What every answer carries, and what no page contains."""

import re

import pytest

PAGES = [
    "/",
    "/cases/",
    "/cases/rudersdal-bogfoering/",
    "/greb/",
    "/analyseramme/",
    "/redskaber/",
    "/om/",
    "/findes-ikke/",
]


@pytest.mark.parametrize("address", PAGES)
def test_the_content_security_policy_allows_only_our_own(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_readers_get_no_cookie(client, address):
    assert not client.get(address).cookies


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_no_inline_script_style_or_handler_and_no_third_party(client, address):
    page = client.get(address).content.decode()
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)", page)
    assert "<style" not in page
    assert not re.findall(r"\s(?:style|on\w+)=", page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!testserver)', page)


@pytest.mark.parametrize("address", PAGES)
def test_pages_cannot_be_framed_or_sniffed(client, address):
    response = client.get(address)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
