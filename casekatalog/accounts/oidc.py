"""A municipality's own sign-in with OpenID Connect: allauth's flow, a stricter look at its answer, who may in."""

import logging
import secrets
from typing import Any

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from requests import RequestException, Session

from casekatalog.accounts import roles
from casekatalog.accounts.pages import stopped
from casekatalog.accounts.provider_session import ProviderSession

logger = logging.getLogger(__name__)

# Only signatures that the provider alone can make: no shared secrets, and never “none”.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
DISCOVERY_SECONDS = 60 * 60
NAMES = ("sub", "preferred_username", "name", "given_name", "family_name")
# What a provider that is down, set up wrongly or not one at all makes the code below raise.
MALFORMED = (OAuth2Error, RequestException, jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError)


class Adapter(OpenIDConnectOAuth2Adapter):
    """What allauth asks the provider, and what we make of the answer."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, kept for an hour."""
        name = f"discovery-{settings.OIDC_ISSUER}"
        config: dict[str, Any] = cache.get_or_set(name, self._discovered, DISCOVERY_SECONDS)  # type: ignore[assignment]
        return config

    def _discovered(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config["issuer"].rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("The provider calls itself something else than OIDC_ISSUER")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return build_absolute_uri(request, reverse("openid_connect_callback"), self.redirect_uri_protocol)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self.verified(kwargs["response"]["id_token"], app.client_id)
        if "userinfo_endpoint" in self.openid_config:
            info = self._fetch_user_info(token.token)
            if info["sub"] != claims["sub"]:
                raise OAuth2Error("The user info is about someone else")
            claims = info | claims
        # Only what names the person is passed on, and of that only text that any database takes.
        texts = {name: claims[name] for name in NAMES if isinstance(claims.get(name), str)}
        names = {name: "".join(filter(str.isprintable, text)) for name, text in texts.items()}
        login = self.get_provider().sociallogin_from_response(request, {"id_token": names})
        login.account.extra_data = {}  # nothing more about the person is kept
        login.claims = claims
        return login

    def verified(self, id_token: str, client_id: str) -> dict[str, Any]:
        """Return the token's claims if it is the provider's, for us, and valid now; else raise one of `MALFORMED`."""
        # allauth's own check takes a token from the provider unsigned, without an end, and given to another client.
        jwks_uri = self.openid_config["jwks_uri"]
        _, key = jwtkit.fetch_key(id_token, jwks_uri, lambda keys, kid: jwt.PyJWKSet.from_dict(keys)[kid])
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=client_id,
            leeway=60,
            options={"require": REQUIRED},
        )
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The token was given to someone else")
        if len(claims["sub"]) > SocialAccount._meta.get_field("uid").max_length:
            raise OAuth2Error("The subject is too long")
        return claims


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """One provider, from the settings. An account there is never joined to an account here by name or address."""

    def list_apps(self, *args: Any, **kwargs: Any) -> list[SocialApp]:
        """Return none: what stands in the database has no say."""
        return []

    def get_provider(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Provider:
        app = SocialApp(
            provider="openid_connect",
            provider_id=settings.OIDC_ISSUER,  # another issuer's people are other people
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={
                "server_url": settings.OIDC_ISSUER.rstrip("/"),
                "oauth_pkce_enabled": True,
                "scope": ["openid", "profile"],
            },
        )
        return Provider(request, app=app)

    def get_requests_session(self) -> Session:
        return ProviderSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stop an answer to another question, and people without a role; give the others theirs."""
        claims: dict[str, Any] = sociallogin.claims
        if not constant_time_compare(claims["nonce"], sociallogin.state.get("nonce", "")):
            raise ImmediateHttpResponse(failed(request, "the nonce is not ours"))
        if settings.OIDC_EDITOR_CLAIM:
            groups = roles.granted(claims)
            if sociallogin.is_existing:
                roles.apply(sociallogin.user, groups)
            if not groups:
                raise ImmediateHttpResponse(without_role(request))
        elif sociallogin.is_existing and not sociallogin.user.is_staff:
            raise ImmediateHttpResponse(without_role(request))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        if not settings.OIDC_EDITOR_CLAIM:  # someone here decides by hand who edits
            raise ImmediateHttpResponse(without_role(request))
        roles.apply(user, roles.granted(sociallogin.claims))
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(failed(request, exception or error))


@require_GET
def login(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, with a question that only this session knows."""
    adapter = _adapter(request)
    # Another site must not sign anybody in. A form would stop that too, but ours may not be sent on to other hosts.
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return redirect("account_login")
    nonce = secrets.token_urlsafe(32)
    asked = {"next_url": get_next_redirect_url(request), "auth_params": {"nonce": nonce}, "nonce": nonce}
    try:
        return adapter.get_provider().redirect(request, AuthProcess.LOGIN, **asked)
    except MALFORMED as error:
        return failed(request, error)


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the browser back. A wrong answer of any kind ends in a page, not in a session."""
    try:
        return OAuth2CallbackView.adapter_view(_adapter(request))(request)
    except MALFORMED as error:
        return failed(request, error)


def _adapter(request: HttpRequest) -> Adapter:
    if not settings.OIDC_ISSUER:
        raise Http404
    return Adapter(request, settings.OIDC_ISSUER)


def failed(request: HttpRequest, error: object) -> HttpResponse:
    logger.warning("Sign-in with OpenID Connect failed: %s", error)
    what = f"Vi kunne ikke bekræfte svaret fra {settings.OIDC_NAME}."
    advice = "Prøv igen. Bliver det ved, så sig det til den, der driver siden."
    return stopped(request, 403, "Du blev ikke logget ind", f"{what} {advice}")


def without_role(request: HttpRequest) -> HttpResponse:
    what = f"{settings.OIDC_NAME} kender dig, men du har ikke fået en rolle her."
    return stopped(request, 403, "Du har ikke adgang til redaktionen", f"{what} Bed den, der driver siden, om den.")
