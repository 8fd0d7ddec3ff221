"""Two-factor: nobody edits with a password alone, and what a code is worth."""

import re
import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from casekatalog.accounts.two_factor import TwoFactorMiddleware
from tests.pages import text_of
from tests.signing_in import (
    CODES,
    ENTER_CODE,
    PASSWORD,
    SET_UP,
    code,
    is_signed_in,
    recovery_codes,
    sign_in,
    sign_in_with_code,
    with_app,
)

CONFIRM = "/konto/totrin/bekraeft/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.TWO_FACTOR = True


def secret_on(page) -> str:
    return re.search(r'class="secret">(\w+)<', page.content.decode()).group(1)


def secret_to_set_up(client: Client) -> str:
    """Sign in, and return the secret that the page offers."""
    sign_in(client)
    return secret_on(client.get(SET_UP))


def set_up(client: Client) -> str:
    """Sign in, set up an app, and return the code that was typed."""
    shown = code(secret_to_set_up(client))
    client.post(SET_UP, {"code": shown})
    return shown


ADMIN_PAGES = [reverse("admin:index"), "/admin/jsi18n/", "/admin/findes-ikke/"] + [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
]


def test_without_two_factor_every_editing_page_leads_to_the_set_up(client, anna):
    sign_in(client)
    for address in ADMIN_PAGES:
        assert client.get(address)["Location"].startswith(f"{SET_UP}?next="), address
        assert client.post(address)["Location"].startswith(f"{SET_UP}?next="), address


def test_elsewhere_they_are_not_signed_in_until_it_is_set_up(client, anna, rf):
    def is_signed_in_there() -> bool:
        request = rf.get("/cases/")
        request.session, request.user = client.session, anna
        TwoFactorMiddleware(lambda request: HttpResponse())(request)
        return request.user.is_authenticated

    sign_in(client)
    assert not is_signed_in_there()
    secret = with_app(anna)
    client.post(CONFIRM, {"code": code(secret)})
    assert is_signed_in_there()


@pytest.mark.parametrize("address", ["/konto/", "/konto/adgangskode/", CODES, "/konto/totrin/noedkoder/nye/"])
def test_nor_do_they_reach_their_account_but_they_can_sign_out(client, anna, address):
    sign_in(client)
    assert client.get(address)["Location"].startswith(f"{SET_UP}?next=")
    assert client.post("/konto/log-ud/")["Location"] == "/"
    assert not is_signed_in(client)


def test_it_is_set_up_from_nothing(client, anna):
    answer = client.post(SET_UP, {"code": code(secret_to_set_up(client))}, follow=True)
    assert answer.redirect_chain == [(CODES, 302)]
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_does_not_set_it_up_and_keeps_the_same_secret(client, anna):
    secret = secret_to_set_up(client)
    answer = client.post(SET_UP, {"code": "000000"})
    assert ("Forkert kode." in text_of(answer), secret_on(answer)) == (True, secret)
    assert not Authenticator.objects.exists()


def test_pressing_the_button_twice_is_no_error(client, anna):
    shown = set_up(client)
    assert client.post(SET_UP, {"code": shown})["Location"] == "/konto/"


def test_two_presses_at_once_are_no_error_either(client, anna, monkeypatch):
    monkeypatch.setattr("casekatalog.accounts.two_factor.missing", lambda *args: None)
    monkeypatch.setattr("casekatalog.accounts.views.is_mfa_enabled", lambda *args: False)
    monkeypatch.setattr("allauth.mfa.totp.views.is_mfa_enabled", lambda *args: False)
    secret = secret_to_set_up(client)
    with_app(anna)
    assert client.post(SET_UP, {"code": code(secret)})["Location"] == "/konto/"
    assert Authenticator.objects.count() == 1


def test_the_code_is_a_picture_in_the_page_that_the_policy_allows(client, anna):
    sign_in(client)
    page = client.get(SET_UP).content.decode().split("<main")[1]
    assert re.search(r'<svg class="qr" viewBox="0 0 \d+ \d+"[^>]* role="img" aria-label="QR-kode', page)
    assert re.search(r'<path d="(M\d+ \d+h1v1h-1z)+"/>', page)
    assert not re.search("data:|style=", page)
    assert 'autocomplete="one-time-code"' in page


def test_signing_in_takes_a_code(client, secret):
    assert (sign_in(client)["Location"], is_signed_in(client)) == (ENTER_CODE, False)
    assert client.get("/admin/").status_code == 302
    client.post(ENTER_CODE, {"code": code(secret)})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("typed", ["", "0", "abc", "١٢٣٤٥٦", "²²²²²²", "\x00", "9" * 10_000, "<script>"])
def test_what_is_no_code_is_refused_on_the_page(client, secret, typed):
    answer = sign_in_with_code(client, typed)
    assert "Det gik ikke" in text_of(answer)
    assert [answer.status_code, client.post(ENTER_CODE, {}).status_code] == [200, 200]
    assert not is_signed_in(client)


def test_a_code_is_taken_once_whichever_process_took_it(client, secret):
    now = code(secret)
    sign_in_with_code(client, now)
    cache.clear()  # another process has a memory of its own
    other = Client()
    assert "Forkert kode." in text_of(sign_in_with_code(other, f"{now[:3]} {now[3:]}"))
    other.post(ENTER_CODE, {"code": code(secret, periods_ahead=1)})
    assert is_signed_in(other)


def test_a_code_is_taken_once_for_as_long_as_it_is_valid(client, secret, monkeypatch):
    def the_clock_shows(seconds: float) -> None:
        monkeypatch.setattr("time.time", lambda: seconds)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: datetime.fromtimestamp(seconds, UTC))

    the_clock_shows(2_000_000_010.0)
    ahead = code(secret, periods_ahead=1)
    sign_in_with_code(client, ahead)
    assert is_signed_in(client)
    the_clock_shows(2_000_000_060.0)
    other = Client()
    sign_in_with_code(other, ahead)
    assert not is_signed_in(other)


@pytest.mark.parametrize(("periods", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(client, secret, periods, taken, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_015.0)
    sign_in_with_code(client, code(secret, periods))
    assert is_signed_in(client) == taken


def sign_in_by_recovery_code(client: Client) -> str:
    with_app(User.objects.get())
    spare = recovery_codes(User.objects.get())[0]
    sign_in_with_code(client, spare)
    return spare


@pytest.mark.parametrize("come_in", [set_up, sign_in_by_recovery_code])
def test_a_recovery_code_and_the_code_that_set_it_up_work_once(client, anna, come_in):
    used = come_in(client)
    assert client.get("/admin/").status_code == 200
    other = Client()
    assert "Forkert kode." in text_of(sign_in_with_code(other, used))
    assert not is_signed_in(other)


def test_a_session_from_before_it_was_set_up_must_prove_it_too(client, anna):
    # Else a thief with the password could wait, signed in, until the owner set it up.
    thief = Client()
    sign_in(thief)
    set_up(client)
    for address in ("/admin/", "/konto/", "/konto/adgangskode/", "/konto/totrin/fjern/", CODES, SET_UP):
        assert thief.get(address)["Location"].startswith(f"{CONFIRM}?next=")
        assert thief.post(address)["Location"].startswith(f"{CONFIRM}?next=")
    assert Authenticator.objects.filter(type="totp").exists()
    assert client.get("/admin/").status_code == 200


def test_removing_the_app_leads_to_the_set_up_again(client, anna):
    set_up(client)
    client.post("/konto/totrin/fjern/")
    assert "Totrinsbekræftelse er fjernet." in text_of(client.get(SET_UP))
    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"].startswith(SET_UP)


@pytest.mark.parametrize("address", [CODES, "/konto/totrin/noedkoder/nye/", "/konto/totrin/fjern/"])
def test_a_session_left_open_shows_and_changes_nothing_without_the_password(client, anna, secret, address, monkeypatch):
    recovery_codes(anna)
    sign_in_with_code(client, code(secret))
    assert client.get(address).status_code == 200
    later = time.time() + 16 * 60
    monkeypatch.setattr("time.time", lambda: later)
    assert client.get(address)["Location"].startswith("/konto/bekraeft/")
    key = client.session.session_key
    assert client.post(f"/konto/bekraeft/?next={address}", {"password": PASSWORD})["Location"] == address
    assert client.get(address).status_code == 200
    assert client.session.session_key != key


def test_new_recovery_codes_replace_the_old(client, anna, secret):
    old = recovery_codes(anna)
    sign_in_with_code(client, code(secret))
    page = client.post("/konto/totrin/noedkoder/nye/", follow=True).content.decode()
    assert not [spare for spare in old if spare in page]


def test_someone_without_editing_rights_is_not_asked(client):
    User.objects.create_user("laeser", password=PASSWORD)
    sign_in(client, "laeser")
    assert "Du er logget ind som laeser" in text_of(client.get("/konto/"))
    assert client.get("/admin/", follow=True).status_code == 403


def test_an_administrator_can_start_someone_over_but_see_no_secret(client, secret):
    sign_in_with_code(client, code(secret))
    app = Authenticator.objects.get()
    change = reverse("admin:mfa_authenticator_change", args=[app.pk])
    for address in (reverse("admin:mfa_authenticator_changelist"), change):
        assert secret not in client.get(address).content.decode()
    assert client.get(reverse("admin:mfa_authenticator_add")).status_code == 403
    client.post(reverse("admin:mfa_authenticator_delete", args=[app.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()
