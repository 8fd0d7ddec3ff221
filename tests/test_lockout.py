"""Too many wrong attempts: who is locked, for how long, and what is kept of it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from casekatalog.accounts.lockout import client_address
from tests.pages import text_of
from tests.signing_in import ENTER_CODE, code, editor, is_signed_in, sign_in, with_app

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def fail(client: Client, times: int, name: str = "anna", address: str = HERE):
    for _ in range(times):
        answer = sign_in(client, name, "forkert-hest-batteri", REMOTE_ADDR=address)
    return answer


@pytest.fixture
def anna():
    return editor()


def test_the_fifth_wrong_password_locks_and_says_for_how_long(client, anna):
    assert fail(client, 4).status_code == 200
    answer = fail(client, 1)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Efter 5 forkerte forsøg er der lukket i 15 minutter." in text_of(answer)


def test_locked_means_locked_with_the_right_password_too(client, anna):
    fail(client, 5)
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 429
    assert not is_signed_in(client)


def test_an_attacker_locks_out_neither_the_person_elsewhere_nor_colleagues_here(client, anna):
    editor("bent")
    fail(client, 9)
    assert sign_in(Client(), REMOTE_ADDR=ELSEWHERE).status_code == 302
    assert sign_in(Client(), "bent", REMOTE_ADDR=HERE).status_code == 302


def test_another_browser_at_the_same_address_is_no_way_round(client, anna):
    for agent in range(5):
        answer = sign_in(Client(), "anna", "forkert", REMOTE_ADDR=HERE, HTTP_USER_AGENT=f"browser {agent}")
    assert answer.status_code == 429


def test_a_name_that_does_not_exist_is_locked_alike(client, anna):
    known, unknown = fail(client, 5), fail(Client(), 5, "ukendt")
    assert unknown.status_code == known.status_code
    assert text_of(unknown) == text_of(known)


def test_it_opens_after_a_quarter_of_an_hour_and_trying_meanwhile_does_not_prolong_it(client, anna):
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert fail(client, 1).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client, anna):
    fail(client, 4)
    sign_in(client, REMOTE_ADDR=HERE)
    assert not AccessAttempt.objects.exists()
    assert fail(Client(), 4).status_code == 200


def test_the_command_in_the_documentation_unlocks(client, anna, capsys):
    fail(client, 5)
    call_command("axes_reset_username", "anna")
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302


def test_wrong_codes_lock_the_second_factor_wherever_they_come_from(client, anna, settings):
    settings.TWO_FACTOR = True
    secret = with_app(anna)
    for n in range(5):
        address = f"198.51.100.{n}"
        elsewhere = Client(REMOTE_ADDR=address)
        assert sign_in(elsewhere)["Location"] == ENTER_CODE
        answer = elsewhere.post(ENTER_CODE, {"code": "000000"})
    assert answer.status_code == 429
    sign_in(client, REMOTE_ADDR=HERE)
    assert client.post(ENTER_CODE, {"code": code(secret)}, REMOTE_ADDR=HERE).status_code == 429
    assert not is_signed_in(client)
    call_command("axes_reset_username", "totrin:anna")
    assert client.post(ENTER_CODE, {"code": code(secret)}, REMOTE_ADDR=HERE).status_code == 302
    assert is_signed_in(client)


def test_a_right_code_forgets_the_wrong_ones(client, anna, settings):
    settings.TWO_FACTOR = True
    secret = with_app(anna)
    sign_in(client)
    for _ in range(4):
        assert client.post(ENTER_CODE, {"code": "000000"}).status_code == 200
    client.post(ENTER_CODE, {"code": code(secret)})
    assert not AccessAttempt.objects.exists()


def test_what_is_kept_of_a_failure_holds_no_password_and_of_a_success_nothing(client, anna):
    fail(client, 1)
    attempt = AccessAttempt.objects.get()
    kept = " ".join(str(value) for value in vars(attempt).values())
    assert "forkert-hest-batteri" not in kept
    assert "login=****" in attempt.post_data
    sign_in(Client(), REMOTE_ADDR=ELSEWHERE)
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()


def test_what_is_kept_goes_when_it_has_no_use(client, anna, capsys):
    fail(client, 1)
    call_command("forget_sign_ins")
    assert AccessAttempt.objects.count() == 1
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    call_command("forget_sign_ins")
    assert not AccessAttempt.objects.exists()
    assert "Deleted 1 failed sign-ins" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("proxies", "headers", "address"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        (0, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "203.0.113.9"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 203.0.113.9"}, "203.0.113.9"),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "ikke en adresse"}, None),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        (0, {"REMOTE_ADDR": ""}, None),
    ],
)
def test_only_what_our_own_proxy_says_of_the_address_counts(settings, proxies, headers, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(RequestFactory().get("/", **headers)) == address
