"""Signing in and out with a password."""

from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver

from tests.pages import text_of
from tests.signing_in import LOGIN, PASSWORD, change_password, editor, is_signed_in, sign_in

WRONG = "Brugernavn eller adgangskode er forkert."


def test_the_right_password_leads_to_the_page_that_was_asked_for(client, anna):
    asked = client.get("/admin/cases/case/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fadmin%2Fcases%2Fcase%2F"
    answer = client.post(asked.redirect_chain[-1][0], {"login": "anna", "password": PASSWORD}, follow=True)
    assert (answer.redirect_chain, answer.status_code) == ([("/admin/cases/case/", 302)], 200)


def test_the_session_gets_a_new_key(client, anna):
    client.get("/admin/", follow=True)
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies["sessionid"] = old = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != old
    assert is_signed_in(client)


@pytest.mark.parametrize("address", ["", "https://ond.dk/", "//ond.dk/", "javascript:alert(1)", "/\\ond.dk", "\x00"])
def test_a_sign_in_never_leads_to_another_site(client, anna, address):
    answer = client.post(LOGIN, {"login": "anna", "password": PASSWORD, "next": address})
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "forkert-hest-batteri"), *((name, PASSWORD) for name in ("ukendt", "lukket", "uden", "ANNA"))],
)
def test_every_failure_gives_the_same_answer_for_the_same_work(client, anna, name, password):
    editor("lukket", is_active=False)
    User.objects.create_user("uden", is_staff=True)
    # Hashing is what takes time: it happens exactly once, whoever it is.
    hasher = hashers.Argon2PasswordHasher
    with (
        mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encoded,
        mock.patch.object(hasher, "verify", autospec=True, side_effect=hasher.verify) as verified,
    ):
        answer = sign_in(client, name, password)
    assert encoded.call_count + verified.call_count == 1
    assert (answer.status_code, is_signed_in(client)) == (200, False)
    assert WRONG in text_of(answer)
    assert text_of(answer) == text_of(sign_in(Client(), "anna", "forkert-hest-batteri"))


HOSTILE = {
    "nothing": {},
    "an empty name": {"login": "", "password": PASSWORD},
    "a NUL byte": {"login": "anna\x00", "password": "x\x00"},
    "10,000 characters": {"login": "a" * 10_000, "password": "x" * 10_000},
    "a lone surrogate": {"login": b"\xed\xa0\x80", "password": b"\xff"},
    "a script": {"login": "<script>alert(1)</script>", "password": "x"},
    "two names": {"login": ["anna", "bent"], "password": "x"},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_there_is_an_answer_on_the_page(client, anna, fields):
    answer = client.post(LOGIN, fields)
    assert (answer.status_code, "Det gik ikke" in text_of(answer)) == (200, True)
    assert "<script>alert" not in answer.content.decode()


def test_errors_are_tied_to_their_fields_and_a_password_manager_may_fill_them_in(client):
    head, page = client.post(LOGIN, {"login": "", "password": ""}).content.decode().split("<main")
    assert "<title>Fejl: Log ind" in head
    assert [said for said in ("Skriv dit brugernavn.", "Skriv din adgangskode.") if said not in page] == []
    tied = ('href="#id_login"', 'aria-describedby="id_login_error"', 'id="id_login_error"', 'aria-invalid="true"')
    for part in (*tied, 'autocomplete="username"', 'autocomplete="current-password"'):
        assert part in page
    assert "placeholder" not in page


def test_signing_out_takes_a_post(client, anna):
    client.force_login(anna)
    assert "Vil du logge ud?" in text_of(client.get("/konto/log-ud/"))
    assert is_signed_in(client)
    assert (client.post("/konto/log-ud/")["Location"], is_signed_in(client)) == ("/", False)


def test_the_admins_own_sign_out_and_password_pages_are_ours(client, anna):
    client.force_login(anna)
    assert client.get("/admin/password_change/")["Location"] == "/konto/adgangskode/"
    assert (client.post("/admin/logout/")["Location"], is_signed_in(client)) == ("/", False)


def test_a_new_password_signs_out_everywhere_else_and_is_kept_with_argon2(client, anna):
    elsewhere = Client()
    elsewhere.force_login(anna)
    client.force_login(anna)
    answer = change_password(client, "helt-anden-kode-42", follow=True)
    assert "Adgangskoden er skiftet." in text_of(answer)
    assert [browser.get("/admin/").status_code for browser in (client, elsewhere)] == [200, 302]
    anna.refresh_from_db()
    assert anna.check_password("helt-anden-kode-42")
    assert anna.password.startswith("argon2$")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (PASSWORD, "kort-kode-1", "mindst 12 tegn"),
        (PASSWORD, "123456789012", "numerisk"),
        (PASSWORD, "password1234", "for almindelig"),
        (PASSWORD, "anna-anna-an", "minder for meget om"),
        ("forkert", "helt-anden-kode-42", "Adgangskoden er forkert."),
    ],
)
def test_a_weak_password_or_a_wrong_old_one_is_refused_with_the_reason(client, old, new, why):
    user = editor("anna-anna-anna")
    client.force_login(user)
    answer = change_password(client, new, old)
    assert (answer.status_code, why in text_of(answer)) == (200, True)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_only_the_pages_in_use_have_addresses():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert "account_login" in names
    unwanted = {"account_signup", "account_email", "account_inactive", "account_set_password", "socialaccount_signup"}
    assert not names & unwanted
    assert not {name for name in names if "webauthn" in name or "download" in name}


@pytest.mark.parametrize("address", [LOGIN, "/konto/glemt-adgangskode/"])
def test_no_browser_or_proxy_keeps_the_pages(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


def test_an_address_that_keeps_trying_is_slowed_down_in_danish(client):
    answers = [client.post(LOGIN, {"login": f"navn{n}", "password": ""}) for n in range(31)]
    assert [a.status_code for a in answers] == [200] * 30 + [429]
    assert "Det gik for hurtigt" in text_of(answers[-1])
