"""A copy of the database alone makes no codes, and the secret behind that can be changed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.management import call_command

from casekatalog.accounts import secrets
from tests.signing_in import code, recovery_codes, with_app

NEW = "a-new-secret-" * 5


def accepts(user, given: str) -> bool:
    return auth.TOTP(Authenticator.objects.get(user=user, type="totp")).validate_code(given)


def test_the_database_holds_neither_the_apps_secret_nor_the_codes(anna):
    secret, codes = with_app(anna), recovery_codes(anna)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert not [text for text in (secret, *codes) if text in kept]
    assert accepts(anna, code(secret))


def test_the_old_secret_reads_until_everything_is_encrypted_again(anna, settings, capsys):
    old, secret, codes = settings.SECRET_KEY, with_app(anna), recovery_codes(anna)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    assert recovery_codes(anna) == codes
    call_command("encrypt_again")
    assert "Encrypted 2 second factors again." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert accepts(anna, code(secret))
    assert recovery_codes(anna) == codes


def test_under_another_secret_no_code_fits_and_nothing_fails(anna, settings, capsys):
    secret, codes = with_app(anna), recovery_codes(anna)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, []
    assert not accepts(anna, code(secret))
    assert not set(recovery_codes(anna)) & set(codes)
    call_command("encrypt_again")
    assert "2 could not be read" in capsys.readouterr().out


@pytest.mark.parametrize("token", ["", "JBSWY3DPEHPK3PXP", "gAAAAABæ", "x" * 200])
def test_what_was_never_encrypted_gives_a_secret_nobody_knows(token):
    assert len(secrets.decrypt(token)) == 32
    assert secrets.decrypt(token) != secrets.decrypt(token)
