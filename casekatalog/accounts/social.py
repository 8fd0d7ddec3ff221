"""Who may come in with OpenID Connect, and as what."""

from __future__ import annotations

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from casekatalog.accounts import roles
from casekatalog.accounts.oidc import Provider, failed
from casekatalog.accounts.pages import stopped


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """One provider, from the settings. An account there is never joined to an account here by name or address."""

    def list_apps(self, *args: Any, **kwargs: Any) -> list[SocialApp]:
        return []  # the database's have no say

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

    def get_requests_session(self) -> requests.Session:
        """What we ask the provider is answered where we asked, or not at all."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Stop an answer to another question, and people without a role; give the others theirs."""
        claims: dict[str, Any] = sociallogin.claims
        if not constant_time_compare(claims["nonce"], sociallogin.state.get("nonce", "")):
            raise ImmediateHttpResponse(failed(request, "the nonce is not ours"))
        if roles.by_claim():
            groups = roles.granted(claims)
            if sociallogin.is_existing:
                roles.apply(sociallogin.user, groups)
            if not groups:
                raise ImmediateHttpResponse(_without_role(request))
        elif sociallogin.is_existing and not sociallogin.user.is_staff:
            raise ImmediateHttpResponse(_without_role(request))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        if not roles.by_claim():
            raise ImmediateHttpResponse(_without_role(request))
        roles.apply(user, roles.granted(sociallogin.claims))
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(failed(request, exception or error))


def _without_role(request: HttpRequest) -> Any:
    return stopped(
        request,
        403,
        "Du har ikke adgang til redaktionen",
        f"{settings.OIDC_NAME} kender dig, men du har ikke fået en rolle her. Bed den, der driver siden, om den.",
    )
