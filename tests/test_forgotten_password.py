"""A forgotten password: whom to ask, or a link by mail."""

import re
import socket
import time
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends import locmem
from django.utils.http import int_to_base36

from casekatalog.accounts.mail import MOST_WAITING, wait_until_sent
from tests.pages import text_of
from tests.signing_in import editor, is_signed_in, sign_in

FORGOTTEN = "/konto/glemt-adgangskode/"
SENT = f"{FORGOTTEN}sendt/"
NEW = "helt-anden-kode-42"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.SENDS_MAIL = True


def test_without_mail_the_page_says_whom_to_ask(client, settings):
    settings.SENDS_MAIL, settings.OWNER_EMAIL = False, "kontakt@example.dk"
    for answer in (client.get(FORGOTTEN), client.post(FORGOTTEN, {"email": "anna@example.dk"})):
        assert "Bed den, der driver siden, om en ny." in text_of(answer)
        assert 'href="mailto:kontakt@example.dk"' in answer.content.decode()
    assert not mail.outbox


def link() -> str:
    assert wait_until_sent(5)
    return re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body)).group(1)


def test_the_link_gives_a_new_password_once(client, anna):
    assert client.post(FORGOTTEN, {"email": "Anna@example.dk"})["Location"] == SENT
    page = client.get(link(), follow=True)
    assert mail.outbox[0].to == ["anna@example.dk"]
    form = page.redirect_chain[-1][0]
    assert link() not in page.content.decode()
    answer = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Adgangskoden er skiftet" in text_of(answer)
    assert not is_signed_in(client)
    assert sign_in(client, password=NEW).status_code == 302
    client.post("/konto/log-ud/")
    assert "Linket virker ikke" in text_of(client.get(link(), follow=True))


@pytest.mark.parametrize("address", ["anna@example.dk", "ukendt@example.dk", "uden@example.dk", "lukket@example.dk"])
def test_every_address_gets_one_message_and_the_same_answer(client, anna, address):
    User.objects.create_user("uden", email="uden@example.dk")
    editor("lukket", email="lukket@example.dk", is_active=False)
    answer = client.post(FORGOTTEN, {"email": address})
    assert wait_until_sent(5)
    assert (answer["Location"], [message.to for message in mail.outbox]) == (SENT, [[address]])
    assert ("/konto/glemt-adgangskode/" in mail.outbox[0].body) == (address == "anna@example.dk")


def test_a_mail_server_that_refuses_is_for_the_log(client, anna, monkeypatch, caplog):
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", mock.Mock(side_effect=ConnectionRefusedError))
    assert client.post(FORGOTTEN, {"email": "anna@example.dk"})["Location"] == SENT
    assert wait_until_sent(5)
    assert "Could not send account/email/password_reset_key" in caplog.text


def test_nobody_waits_for_a_mail_server_that_hangs_and_it_gets_no_endless_queue(client, anna, settings, caplog):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 30
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "reset_password": None}
        began = time.monotonic()
        for _ in range(MOST_WAITING + 2):
            assert client.post(FORGOTTEN, {"email": "anna@example.dk"})["Location"] == SENT
        assert time.monotonic() - began < 5
        assert "are waiting for the mail server" in caplog.text
    # The server is gone, so what was waiting for it is given up.
    assert wait_until_sent(5)


@pytest.mark.parametrize(
    "key", ["anna-forkert", "anna-set-password", "anna-abc123-" + "0" * 32, "anna-" + "a" * 5_000, "zzzzzzzzzzzz-x"]
)
def test_a_made_up_link_is_told_so(client, anna, key):
    answer = client.get(f"{FORGOTTEN}{key.replace('anna', int_to_base36(anna.pk))}/", follow=True)
    assert "Linket virker ikke" in text_of(answer)
    assert 'type="password"' not in answer.content.decode()


@pytest.mark.parametrize("address", ["", "anna", "a@b@c", "anna@example.dk\r\nBcc: x@y.dk", "\x00@example.dk"])
def test_what_is_no_address_is_refused_on_the_page(client, address):
    answer = client.post(FORGOTTEN, {"email": address})
    assert (answer.status_code, len(mail.outbox)) == (200, 0)
    assert "Det gik ikke" in text_of(answer)
