"""An OpenID Connect provider in this process, on loopback: it signs people in without a page.

It has what a client and an API need of one: discovery, the key set, the authorization code flow
with PKCE, and refresh tokens that are used once. It has no password and checks no client secret, so
it is for tests alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc.jwk import RSAKey

from gatepost.testing.access_tokens import AccessTokens
from gatepost.testing.provider_grants import Grants, OAuthError, Person

_MOST_BYTES = 65_536


class IdentityProvider:
    """The provider; use it with ``with``, or as the fixture ``identity_provider``.

    Attributes:
        issuer: Its identifier and address.
        access_tokens: Makes tokens that an API accepts which trusts this provider.
        person: Who signs in; None if they decline.
        grants: The codes and refresh tokens that are still good.
    """

    def __init__(self, audience: str = "https://api.test", key: RSAKey | None = None) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.provider = self
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/"
        self.access_tokens = AccessTokens(self.issuer, audience, key)
        self.person: Person | None = Person()
        self.grants = Grants(self.access_tokens)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def sign_in_as(self, sub: str, **claims: Any) -> None:
        """Let this person be who signs in from now on, with these claims in the ID token."""
        self.person = Person(sub, claims)

    def decline(self) -> None:
        """Let the person who is asked to sign in decline from now on (``access_denied``)."""
        self.person = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def metadata(self) -> dict[str, Any]:
        """Return what discovery answers (OpenID Connect Discovery 1.0, section 3)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}authorize",
            "token_endpoint": f"{self.issuer}oauth/token",
            "jwks_uri": f"{self.issuer}.well-known/jwks.json",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                *("client_secret_basic", "client_secret_post", "none")
            ],
            "authorization_response_iss_parameter_supported": True,
        }


class _Server(ThreadingHTTPServer):
    provider: IdentityProvider


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        url, provider = urlsplit(self.path), self.server.provider
        if url.path == "/.well-known/openid-configuration":
            self._answer(200, provider.metadata)
        elif url.path == "/.well-known/jwks.json":
            self._answer(200, provider.access_tokens.jwks)
        elif url.path == "/authorize":
            self._guarded(lambda: self._redirect(_single(url.query)))
        else:
            self._answer(404, {"error": "not_found"})

    def do_POST(self) -> None:
        given = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES))
        if urlsplit(self.path).path == "/oauth/token":
            grants = self.server.provider.grants
            self._guarded(lambda: self._answer(200, grants.exchange(_single(given.decode()))))
        else:
            self._answer(404, {"error": "not_found"})

    def _redirect(self, asked: Mapping[str, str]) -> None:
        provider, there = self.server.provider, asked.get("redirect_uri", "")
        if not there.startswith(("http://", "https://")):
            raise OAuthError("invalid_request", "redirect_uri is missing")
        answer = {"iss": provider.issuer, "state": asked.get("state", "")}
        try:
            answer["code"] = provider.grants.authorize(asked, provider.person)
        except OAuthError as error:
            answer |= error.fields
        self.send_response(302)
        self.send_header("Location", f"{there}{'&' if '?' in there else '?'}{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _guarded(self, do: Callable[[], None]) -> None:
        try:
            do()
        except OAuthError as error:
            self._answer(400, error.fields)

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Stay silent: an address holds a code."""


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
