"""Too many wrong attempts: who is locked, for how long, and what is kept of it."""

import time
from datetime import timedelta

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from casekatalog.core.models import SharedCacheEntry
from tests.pages import text_of
from tests.signing_in import ENTER_CODE, PASSWORD, code, editor, is_signed_in, sign_in, sign_in_with_code

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
WRONG = "forkert-hest-batteri"


def fail(client: Client, times: int, name: str = "anna", **options):
    for _ in range(times):
        answer = sign_in(client, name, WRONG, REMOTE_ADDR=HERE, **options)
    return answer


@pytest.fixture(autouse=True)
def anna():
    return editor()


def test_the_fifth_wrong_password_locks_and_says_for_how_long(client):
    assert fail(client, 4).status_code == 200
    answer = fail(client, 1)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Efter 5 forkerte forsøg er der lukket i 15 minutter." in text_of(answer)


def test_locked_means_locked_with_the_right_password_too_in_every_process(client):
    fail(client, 5)
    cache.clear()  # another process has a memory of its own
    assert (sign_in(client, REMOTE_ADDR=HERE).status_code, is_signed_in(client)) == (429, False)


def test_an_attacker_locks_out_neither_the_person_elsewhere_nor_colleagues_here(client):
    editor("bent")
    fail(client, 9)
    assert sign_in(Client(), REMOTE_ADDR=ELSEWHERE).status_code == 302
    assert sign_in(Client(), "bent", REMOTE_ADDR=HERE).status_code == 302


def test_another_browser_host_name_or_way_of_writing_is_no_way_round(client):
    fail(client, 1, "ANNA")
    for n in range(4):
        answer = fail(Client(), 1, HTTP_USER_AGENT=f"browser {n}", HTTP_HOST=f"testserver:{8000 + n}")
    assert answer.status_code == 429


def test_a_name_that_does_not_exist_is_locked_alike(client):
    known, unknown = fail(client, 5), fail(Client(), 5, "ukendt")
    assert (unknown.status_code, text_of(unknown)) == (known.status_code, text_of(known))


def test_it_opens_after_a_quarter_of_an_hour_and_trying_meanwhile_does_not_prolong_it(client, monkeypatch):
    started = time.time()
    fail(client, 5)
    monkeypatch.setattr("time.time", lambda: started + 14 * 60)
    assert fail(client, 1).status_code == 429
    monkeypatch.setattr("time.time", lambda: started + 16 * 60)
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client):
    fail(client, 4)
    sign_in(client, REMOTE_ADDR=HERE)
    assert fail(Client(), 4).status_code == 200


def test_a_session_left_open_is_no_place_to_guess_the_password(client, anna):
    client.force_login(anna)
    answers = [client.post("/konto/bekraeft/", {"password": WRONG}).status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]


def test_wrong_codes_lock_the_second_factor_wherever_they_come_from(client, secret):
    for n in range(5):
        answer = sign_in_with_code(Client(REMOTE_ADDR=f"198.51.100.{n}"), "000000")
    assert answer.status_code == 429
    assert (sign_in_with_code(client, code(secret)).status_code, is_signed_in(client)) == (429, False)
    call_command("forget_sign_ins", "--unlock")
    client.post(ENTER_CODE, {"code": code(secret, periods_ahead=1)})
    assert is_signed_in(client)


def test_a_right_code_forgets_the_wrong_ones(client, secret):
    for given in (code(secret), code(secret, periods_ahead=1)):
        sign_in(client)
        for _ in range(4):
            assert client.post(ENTER_CODE, {"code": "000000"}).status_code == 200
        client.post(ENTER_CODE, {"code": given})
        assert is_signed_in(client)
        client.post("/konto/log-ud/")


def test_what_is_kept_of_an_attempt_holds_neither_name_nor_password_nor_code(client, secret):
    fail(client, 1)
    sign_in_with_code(client, "271828")
    kept = str(list(SharedCacheEntry.objects.values()))
    assert "allauth" in kept
    assert not [text for text in ("anna", WRONG, PASSWORD, "271828") if text in kept]


def test_what_is_kept_goes_when_it_has_no_use_or_when_the_documented_command_unlocks(client):
    fail(client, 5)
    call_command("forget_sign_ins")
    assert fail(client, 1).status_code == 429
    call_command("forget_sign_ins", "--unlock")
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302
    fail(client, 5)
    SharedCacheEntry.objects.update(expires=timezone.now() - timedelta(seconds=1))
    call_command("forget_sign_ins")
    assert not SharedCacheEntry.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "sender", "forwarded", "address"),
    [
        (0, "192.0.2.7", None, "192.0.2.7"),
        (0, "192.0.2.7", "203.0.113.9", "192.0.2.7"),
        (1, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1", None, "127.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
    ],
)
def test_only_what_our_own_proxy_says_of_the_address_counts(settings, proxies, sender, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert get_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR=sender)) == address


@pytest.mark.parametrize("headers", [{"HTTP_X_FORWARDED_FOR": "ikke en adresse"}, {"REMOTE_ADDR": ""}])
def test_a_sign_in_from_no_address_is_refused(client, settings, headers):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int("HTTP_X_FORWARDED_FOR" in headers)
    assert sign_in(client, **headers).status_code == 403
