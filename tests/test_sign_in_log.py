"""What is logged of sign-ins: which account by its number, what and how, and nothing of the person."""

import logging

import pytest
from django.test import Client

from tests.signing_in import ENTER_CODE, change_password, code, editor, sign_in


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO)
    return caplog


@pytest.fixture
def anna():
    return editor("anna.hansen", email="anna@example.dk")


def test_coming_and_going_is_logged_with_how(client, anna, secret, log):
    sign_in(client, anna.username)
    for given in ("000000", code(secret)):
        client.post(ENTER_CODE, {"code": given})
    client.post("/konto/log-ud/")
    for told in (": wrong second factor", " signed in with password and mfa", " signed out"):
        assert f"Account {anna.pk}{told}" in log.text


def test_failures_and_lockouts_are_logged(client, anna, log):
    for _ in range(6):
        sign_in(client, anna.username, "forkert-hest-batteri")
    sign_in(client, "ukendt", "forkert-hest-batteri")
    assert f"Account {anna.pk}: wrong password" in log.text
    assert "Account that is none: wrong password" in log.text
    assert "Locked after 5 wrong passwords or codes" in log.text


def test_a_refused_form_and_a_page_without_the_right_are_logged(client, anna, log):
    Client(enforce_csrf_checks=True).post("/konto/log-ind/", {"login": "x"})
    assert "Forbidden (CSRF cookie not set.): /konto/log-ind/" in log.text
    client.force_login(anna)
    client.get("/admin/cases/case/hent/")
    assert "Forbidden (Permission denied): /admin/cases/case/hent/" in log.text


def test_nothing_of_the_person_is_in_the_log(client, anna, log):
    sign_in(client, anna.username, "forkert-hest-batteri")
    sign_in(client, anna.username)
    change_password(client, "ny-hest-batteri-9")
    assert f"Account {anna.pk}: password changed" in log.text
    assert not [text for text in ("anna.hansen", "anna@example.dk", "127.0.0.1", "batteri") if text in log.text]


def test_what_is_typed_cannot_add_a_line_to_the_log(client, log):
    client.get("/findes-ikke%0aAccount 1 signed in/")
    sign_in(client, "x\nAccount 1 signed in with password")
    assert not [line for line in log.text.splitlines() if line.startswith("Account 1 signed in")]
