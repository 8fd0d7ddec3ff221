"""A small OpenID Connect provider on this machine, that answers as it is told to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "casekatalog", "hemmelig"
KEY, FOREIGN_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Provider:
    """What the provider says. A test changes ``person`` and ``claims``, or replaces a whole answer in ``answers``."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.person: dict[str, Any] = {"sub": "anna-1", "preferred_username": "anna", "name": "Anna Berg"}
        self.claims: dict[str, Any] = {}  # laid over the ID token's; None takes a claim away
        self.key: Any = KEY
        self.algorithm: str | None = "RS256"
        self.kid = "1"
        self.answers: dict[str, Callable[[], Any]] = {}
        self.asked: dict[str, str] = {}

    def discovery(self) -> dict[str, Any]:
        paths = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        endpoints = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
        methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **endpoints, **methods}

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def token(self) -> dict[str, Any]:
        return {"access_token": "adgang", "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}

    def id_token(self) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": self.asked.get("nonce")}
        claims = {k: v for k, v in (self.person | told | self.claims).items() if v is not None}
        key = self.key if self.algorithm else ""
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": self.kid})

    def userinfo(self) -> dict[str, Any]:
        return self.person

    def redeem(self, fields: dict[str, str]) -> bool:
        """Return whether the code comes as it was asked for, from the one who asked."""
        digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        told = {"code": "kode", "client_secret": CLIENT_SECRET, "redirect_uri": self.asked["redirect_uri"]}
        return told.items() <= fields.items() and proof == self.asked["code_challenge"]

    def answer(self, name: str) -> Any:
        return self.answers.get(name, getattr(self, name))()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, address = self.server.provider, urlsplit(self.path)
        names = {"/.well-known/openid-configuration": "discovery", "/jwks": "jwks", "/userinfo": "userinfo"}
        if address.path == "/authorize":
            provider.asked = dict(parse_qsl(address.query))
            back = urlencode({"code": "kode", "state": provider.asked["state"]})
            self._say(302, {}, Location=f"{provider.asked['redirect_uri']}?{back}")
        else:
            self._say(200, provider.answer(names[address.path]))

    def do_POST(self) -> None:
        provider = self.server.provider
        good = provider.redeem(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))
        self._say(200 if good else 400, provider.answer("token") if good else {"error": "invalid_grant"})

    def _say(self, status: int, answer: Any, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""


@contextmanager
def running_provider() -> Iterator[Provider]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server.provider
        finally:
            server.shutdown()
