"""A municipality's own sign-in: the whole way, and every wrong answer on it."""

import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import jwt
import pytest
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from casekatalog.accounts import provider_session
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, FOREIGN_KEY, running_provider
from tests.pages import text_of
from tests.signing_in import LOGIN, editor, is_signed_in

START, BACK = "/konto/organisation/", "/konto/organisation/svar/"
NAME = "Eksempel Kommune"


@pytest.fixture
def provider(settings):
    """A provider whose claim “roller” says who edits; Anna does."""
    provider_session.forget()
    with running_provider() as running:
        settings.OIDC_NAME, settings.OIDC_ISSUER = NAME, running.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_EDITOR_CLAIM, settings.OIDC_EDITOR_VALUE = "roller", "redaktion"
        settings.OIDC_PUBLISHER_VALUE = "udgivere"
        settings.TWO_FACTOR = True
        running.person["roller"] = ["noget-andet", "redaktion"]
        yield running


def way_back(client: Client, start: str = START) -> str:
    """Go to the provider as a browser does, and give the address it sends the browser back to."""
    there = client.get(start)
    assert there.status_code == 302, text_of(there)
    back = requests.get(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert back.startswith(f"http://testserver{BACK}?")
    return back.removeprefix("http://testserver")


def come_in(client: Client, start: str = START):
    return client.get(way_back(client, start))


def assert_refused(client: Client, answer, why: str) -> None:
    assert (answer.status_code, is_signed_in(client)) == (403, False)
    assert why in text_of(answer)


def roles(name: str = "anna") -> set[str]:
    return set(User.objects.get(username=name).groups.values_list("name", flat=True))


@pytest.mark.parametrize("claims", [{}, {"roller": None}], ids=["in the ID token", "in the user info alone"])
def test_the_first_sign_in_makes_an_account_with_the_claims_role(client, provider, claims):
    provider.claims |= claims
    assert come_in(client)["Location"] == "/admin/"
    user = User.objects.get()
    assert (user.username, user.get_full_name(), user.email) == ("anna", "Anna Berg", "")
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
    assert roles() == {"Redaktør"}
    assert client.get("/admin/").status_code == 200  # no second factor is asked for: theirs has decided


def test_it_leads_to_the_page_that_was_asked_for(client, provider):
    page = client.get(f"{LOGIN}?next=/admin/auth/").content.decode()
    assert f'href="{START}?next=%2Fadmin%2Fauth%2F"' in page
    assert f"Log ind med {NAME}" in page
    assert come_in(client, f"{START}?next=/admin/auth/")["Location"] == "/admin/auth/"
    assert come_in(Client(), f"{START}?next=https://ond.dk/")["Location"] == "/admin/"


def test_the_question_has_state_nonce_and_proof_key_of_its_own_and_takes_no_additions(client, provider):
    come_in(client)
    first = provider.asked
    come_in(Client(), f"{START}?process=connect&scope=admin&auth_params=nonce%3Dmit%26prompt%3Dnone")
    assert "prompt" not in provider.asked
    for name in ("state", "nonce", "code_challenge"):
        assert min(len(first[name]), len(provider.asked[name])) >= 16
        assert first[name] != provider.asked[name]
    for asked in (first, provider.asked):
        assert (asked["code_challenge_method"], set(asked["scope"].split())) == ("S256", {"openid", "profile"})


def test_roles_are_taken_again_at_every_sign_in_and_lost_with_the_claim(client, provider):
    come_in(client)
    for held, role in ((["redaktion", "udgivere"], {"Redaktør", "Udgiver"}), ("udgivere", {"Udgiver"})):
        provider.person["roller"] = held
        come_in(Client())
        assert roles() == role
    provider.person["roller"] = []
    other = Client()
    assert_refused(other, come_in(other), "Du har ikke adgang til redaktionen")
    assert (roles(), User.objects.get().is_staff) == (set(), False)
    assert client.get("/admin/", follow=True).status_code == 403  # in the session from before too


@pytest.mark.parametrize(
    "held",
    [None, [], "", "redaktionen", "noget redaktion", ["Redaktion"], {"redaktion": True}, True, 1, [["redaktion"]]],
)
def test_a_stranger_without_the_very_value_gets_no_account(client, provider, held):
    provider.person["roller"] = held
    assert_refused(client, come_in(client), f"{NAME} kender dig, men du har ikke fået en rolle her.")
    assert not User.objects.exists()


def test_without_a_claim_someone_here_gives_the_role_by_hand(client, provider, settings):
    settings.OIDC_EDITOR_CLAIM = settings.OIDC_EDITOR_VALUE = settings.OIDC_PUBLISHER_VALUE = ""
    assert come_in(client).status_code == 403
    assert (User.objects.get().is_staff, is_signed_in(client)) == (False, False)
    User.objects.update(is_staff=True)
    assert come_in(client)["Location"] == "/admin/"
    assert User.objects.count() == 1


def test_an_account_here_with_the_same_name_or_address_is_someone_else(client, provider):
    local = editor("anna", email="anna@example.dk")
    provider.person |= {"email": "anna@example.dk", "email_verified": True}
    come_in(client)
    assert User.objects.count() == 2
    assert client.session["_auth_user_id"] != str(local.pk)
    assert User.objects.get(pk=local.pk).has_usable_password()


def test_the_same_person_comes_back_to_the_same_account_with_the_groups_given_here(client, provider):
    come_in(client)
    User.objects.get().groups.add(Group.objects.create(name="Gæster"))
    provider.person |= {"preferred_username": "nyt-navn"}
    come_in(Client())
    assert User.objects.get().username == "anna"
    assert roles() == {"Redaktør", "Gæster"}


def test_another_issuers_person_of_the_same_id_is_someone_else(client, provider, settings):
    come_in(client)
    with running_provider() as other:
        settings.OIDC_ISSUER = other.issuer
        other.person["roller"] = "redaktion"
        come_in(Client())
    assert User.objects.count() == 2


def test_a_closed_account_stays_closed(client, provider):
    come_in(client)
    User.objects.update(is_active=False)
    other = Client()
    assert_refused(other, come_in(other), "Din konto er lukket")


def test_of_the_person_only_the_name_is_kept(client, provider):
    provider.person |= {"cpr": "0101010101", "email": "anna@example.dk"}
    come_in(client)
    assert SocialAccount.objects.get().extra_data == {}
    kept = str(list(User.objects.values())) + str(client.session.items())
    assert not [text for text in ("0101010101", "example.dk") if text in kept]


def test_a_password_here_cannot_be_set_or_reset(client, provider):
    come_in(client)
    for address in ("/konto/adgangskode/", "/konto/totrin/opsaetning/"):
        assert client.get(address).status_code == 403
    assert "Du logger ind hos din egen organisation" in text_of(client.get("/konto/"))


def shared_secret_token(provider) -> dict[str, str]:
    """Signed with the public key's own text, as if it were a shared secret."""
    claims = jwt.decode(provider.id_token(), options={"verify_signature": False})
    return provider.token() | {"id_token": jwt.encode(claims, provider.jwks()["keys"][0]["n"], "HS256")}


def change(**values):
    return lambda provider: vars(provider).update(values)


def claim(**claims):
    return lambda provider: provider.claims.update(claims)


def answer(name, what):
    return lambda provider: provider.answers.update({name: lambda: what(provider) if callable(what) else what})


def without(name, key):
    return answer(name, lambda provider: {k: v for k, v in getattr(provider, name)().items() if k != key})


HOSTILE = {
    "another nonce": claim(nonce="et-andet"),
    "no nonce": claim(nonce=None),
    "a nonce that is no text": claim(nonce=["x"]),
    "another issuer": claim(iss="https://ond.dk"),
    "another audience": claim(aud="et-andet-sted"),
    "an audience of others": claim(aud=["et", "andet"]),
    "given to another client": claim(aud=[CLIENT_ID, "anden"], azp="anden"),
    "expired": claim(exp=int(time.time()) - 3600),
    "never expires": claim(exp=None),
    "issued in the future": claim(iat=int(time.time()) + 3600),
    "not yet valid": claim(nbf=int(time.time()) + 3600),
    "no subject": claim(sub=None),
    "an empty subject": claim(sub=""),
    "a subject that is no text": claim(sub=7),
    "a subject of 10,000 characters": claim(sub="x" * 10_000),
    "unsigned": change(algorithm=None),
    "signed by someone else": change(key=FOREIGN_KEY),
    "signed by someone else, with no name of the key": change(key=FOREIGN_KEY, kid=None),
    "signed with an unknown key": change(kid="ukendt"),
    "signed with the public key as a secret": answer("token", shared_secret_token),
    "no ID token": without("token", "id_token"),
    "an ID token that is none": answer("token", {"access_token": "x", "id_token": "a.b.c"}),
    "a token that is a list": answer("token", ["x"]),
    "no access token": without("token", "access_token"),
    "an expiry that is no number": answer("token", lambda p: p.token() | {"expires_in": "snart"}),
    "keys that are none": answer("jwks", {"keys": []}),
    "keys without the list": answer("jwks", {}),
    "keys that are no JSON": answer("jwks", b"<html>"),
    "user info about someone else": answer("userinfo", {"sub": "bent-2", "roller": "redaktion"}),
    "user info about nobody": answer("userinfo", {}),
    "user info that is a list": answer("userinfo", []),
    "a discovery of another issuer": answer("discovery", lambda p: p.discovery() | {"issuer": "https://ond.dk"}),
    "a discovery without keys": without("discovery", "jwks_uri"),
    "a discovery without tokens": without("discovery", "token_endpoint"),
    "a discovery that is a list": answer("discovery", []),
    "a discovery that is no JSON": answer("discovery", b"nede"),
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_wrong_answer_signs_nobody_in_and_says_so(client, provider, spoil):
    back = way_back(client)
    spoil(provider)
    cache.clear()
    assert_refused(client, client.get(back), f"Vi kunne ikke bekræfte svaret fra {NAME}.")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        *("", "?code=kode", "?state=x", "?code=kode&state=forkert", "?code=kode&state=", "?error=access_denied"),
        *("?error=x&error_description=<script>alert(1)</script>", "?code=%00&state=%00", "?state=" + "x" * 5_000),
    ],
)
def test_an_answer_nobody_asked_for_signs_nobody_in(client, provider, query):
    way_back(client)
    answered = client.get(BACK + query)
    assert_refused(client, answered, "Du blev ikke logget ind")
    assert "<script>alert" not in answered.content.decode()


def test_an_answer_counts_once_and_in_the_browser_that_asked(client, provider):
    back = way_back(client)
    assert Client().get(back).status_code == 403
    assert client.get(back).status_code == 302
    client.post("/konto/log-ud/")
    assert_refused(client, client.get(back), "Du blev ikke logget ind")


@pytest.mark.parametrize("name", ["discovery", "jwks", "token", "userinfo"])
def test_a_provider_that_is_down_is_said_so(client, provider, name, settings):
    back = way_back(client)
    cache.clear()
    provider.answers[name] = mock.Mock(side_effect=ConnectionAbortedError)
    assert client.get(back).status_code == 403
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert client.get(START).status_code == 403


def test_names_from_the_provider_are_text_of_our_length(client, provider):
    too_long = "a\x00b " + "å" * 500
    provider.person |= {"preferred_username": too_long, "name": ["ikke", "tekst"], "given_name": too_long}
    assert come_in(client).status_code == 302
    user = User.objects.get()
    assert max(len(user.username), len(user.first_name)) <= 150
    assert "\x00" not in user.username + user.first_name


def test_without_settings_there_is_no_address_and_no_button(client):
    SocialApp.objects.create(provider="openid_connect", provider_id="x", name="Uden om", client_id="x")
    assert [client.get(address).status_code for address in (START, BACK)] == [404, 404]
    assert "Log ind med" not in text_of(client.get(LOGIN)).replace("Log ind med adgangskode", "")
    assert START not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(("site", "leads_to"), [("cross-site", LOGIN), ("same-site", LOGIN), ("same-origin", None)])
def test_another_site_cannot_start_a_sign_in(client, provider, site, leads_to):
    there = client.get(START, headers={"Sec-Fetch-Site": site})["Location"]
    assert there == leads_to if leads_to else there.startswith(provider.issuer)


def test_a_provider_that_sends_us_elsewhere_is_not_followed(provider):
    elsewhere = f"{provider.issuer}/authorize?state=x&redirect_uri=http://127.0.0.1:9/"
    with get_adapter().get_requests_session() as session, pytest.raises(requests.TooManyRedirects):
        session.get(elsewhere)


def test_the_provider_is_asked_for_its_description_once_in_an_hour(provider):
    provider.answers["discovery"] = discovery = mock.Mock(side_effect=provider.discovery)
    for _ in range(3):
        come_in(Client())
    assert discovery.call_count == 1


@pytest.mark.parametrize("answer", [lambda: b"x" * 2 * provider_session.LARGEST_ANSWER, lambda: time.sleep(5)])
def test_a_provider_that_hangs_or_talks_on_holds_up_one_sign_in_and_is_then_left_alone(provider, answer, monkeypatch):
    monkeypatch.setattr(provider_session, "ANSWER_SECONDS", 0.5)
    provider.answers["discovery"] = asked = mock.Mock(side_effect=answer)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: Client().get(START).status_code, range(16)))
    assert (set(statuses), time.monotonic() - began < 3) == ({403}, True)
    assert asked.call_count <= 2
    provider.answers.clear()
    provider_session.forget()
    assert Client().get(START).status_code == 302
