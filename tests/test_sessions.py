"""Sessions that end, and readers who have none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from casekatalog.accounts.sessions import SIGNED_IN_AT
from tests.signing_in import editor, sign_in

PUBLIC = ["/", "/cases/", "/cases/rudersdal-bogfoering/", "/greb/", "/om/", "/findes-ikke/", "/sundhed/"]
# The smallest of the editing pages.
EDITING = "/admin/auth/"


def aged(client, **ago: float) -> None:
    """As if the sign-in had been that long ago."""
    session = client.session
    session[SIGNED_IN_AT] -= timedelta(**ago).total_seconds()
    session.save()


@pytest.fixture
def signed_in(client):
    client.force_login(editor(is_superuser=True))
    return client


def test_a_session_ends_after_an_hour_without_activity(signed_in):
    assert timedelta(minutes=59) < Session.objects.get().expire_date - timezone.now() <= timedelta(hours=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert signed_in.get(EDITING).status_code == 302


def test_activity_prolongs_it_at_most_once_a_minute(signed_in):
    soon = timezone.now() + timedelta(minutes=30)
    Session.objects.update(expire_date=soon)
    signed_in.get(EDITING)
    prolonged = Session.objects.get().expire_date
    signed_in.get(EDITING)
    assert Session.objects.get().expire_date == prolonged > soon + timedelta(minutes=29)


def test_it_ends_after_eight_hours_however_active(signed_in):
    aged(signed_in, hours=7, minutes=50)
    assert signed_in.get(EDITING).status_code == 200
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=11)
    aged(signed_in, minutes=11)
    assert signed_in.get(EDITING).status_code == 302


def test_closing_an_account_ends_its_sessions(signed_in):
    assert "no-store" in signed_in.get(EDITING)["Cache-Control"]
    User.objects.update(is_active=False)
    assert signed_in.get(EDITING).status_code == 302


def test_it_ends_when_the_browser_closes_and_scripts_cannot_read_it(client):
    editor()
    client.get("/konto/log-ind/")
    assert client.cookies["csrftoken"]["httponly"]
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert [cookie[name] for name in ("max-age", "expires", "httponly", "samesite")] == ["", "", True, "Lax"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_reader_gets_no_cookie_and_no_session_whatever_they_bring(address):
    for cookie in ("none", "a" * 32, "æ" * 40, "signed in"):
        client = Client()
        if cookie == "signed in":
            client.force_login(editor())
        elif cookie != "none":
            client.cookies["sessionid"] = cookie
        answer = client.get(address)
        assert not answer.cookies, cookie
        assert "Cookie" not in answer.get("Vary", ""), cookie
        assert Session.objects.count() == (cookie == "signed in"), cookie
