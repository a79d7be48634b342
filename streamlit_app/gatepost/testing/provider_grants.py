"""What the identity provider of the tests grants: codes and tokens (RFC 6749, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from joserfc import jwt

from gatepost.testing.access_tokens import AccessTokens

_LIFETIME_SECONDS = 3600
_CODE_SECONDS = 60


class OAuthError(Exception):
    """The provider refuses (RFC 6749, sections 4.1.2.1 and 5.2)."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.fields = {"error": code, "error_description": description}


@dataclass(frozen=True)
class Person:
    """Who signs in, and the claims of their ID token."""

    sub: str = "test|ada"
    claims: Mapping[str, Any] = field(
        default_factory=lambda: {"name": "Ada", "email": "ada@example.com", "email_verified": True}
    )


@dataclass(frozen=True)
class _Grant:
    """What a code or a refresh token stands for."""

    person: Person
    asked: Mapping[str, str]
    made_at: float

    @property
    def scopes(self) -> list[str]:
        return self.asked.get("scope", "openid").split()


class Grants:
    """The codes and refresh tokens that are still good; each can be used once."""

    def __init__(self, tokens: AccessTokens) -> None:
        self._tokens = tokens
        self._codes: dict[str, _Grant] = {}
        self._refresh: dict[str, _Grant] = {}

    def authorize(self, asked: Mapping[str, str], person: Person | None) -> str:
        """Return a code for the person who signs in.

        Raises:
            OAuthError: The request is malformed, or they decline.
        """
        if asked.get("response_type") != "code":
            raise OAuthError("unsupported_response_type", "response_type is not code")
        if not asked.get("client_id"):
            raise OAuthError("invalid_request", "client_id is missing")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise OAuthError("invalid_request", "PKCE with S256 is required")
        if "openid" not in asked.get("scope", "").split():
            raise OAuthError("invalid_scope", "the scope openid is missing")
        if person is None:
            raise OAuthError("access_denied", "the person declined")
        code = secrets.token_urlsafe(24)
        self._codes[code] = _Grant(person, dict(asked), time.time())
        return code

    def exchange(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return what the token endpoint answers.

        Raises:
            OAuthError: The code or refresh token is not good, or was used.
        """
        kind = given.get("grant_type")
        if kind == "authorization_code":
            return self._issue(self._redeem_code(given), nonce=True)
        if kind == "refresh_token":
            grant = self._refresh.pop(given.get("refresh_token", ""), None)
            if grant is None:
                raise OAuthError("invalid_grant", "the refresh token is unknown or was used")
            return self._issue(self._narrowed(grant, given), nonce=False)
        raise OAuthError("unsupported_grant_type", "grant_type is unknown")

    def _redeem_code(self, given: Mapping[str, str]) -> _Grant:
        grant = self._codes.pop(given.get("code", ""), None)
        if grant is None or time.time() > grant.made_at + _CODE_SECONDS:
            raise OAuthError("invalid_grant", "the code is unknown, was used or has expired")
        if given.get("redirect_uri") != grant.asked["redirect_uri"]:
            raise OAuthError("invalid_grant", "redirect_uri differs from the request's")
        if _s256(given.get("code_verifier", "")) != grant.asked["code_challenge"]:
            raise OAuthError("invalid_grant", "code_verifier does not match")
        return grant

    def _narrowed(self, grant: _Grant, given: Mapping[str, str]) -> _Grant:
        """Return the grant with what a refresh asks for: other scopes, or another API."""
        wanted = given.get("scope", "").split() or grant.scopes
        if not set(wanted) <= set(grant.scopes):
            raise OAuthError("invalid_scope", "a scope was not granted")
        api = _audience(given) or _audience(grant.asked)
        asked = {**grant.asked, "scope": " ".join(wanted), **({"audience": api} if api else {})}
        return replace(grant, asked=asked)

    def _issue(self, grant: _Grant, *, nonce: bool) -> dict[str, Any]:
        asked, now = grant.asked, int(time.time())
        answer: dict[str, Any] = {
            "access_token": self._tokens.make(
                grant.person.sub,
                scopes=grant.scopes,
                audience=_audience(asked),
                expires_in=_LIFETIME_SECONDS,
                auth_time=grant.made_at,
                azp=asked["client_id"],
            ),
            "token_type": "Bearer",
            "expires_in": _LIFETIME_SECONDS,
            "scope": " ".join(grant.scopes),
        }
        claims = {
            **grant.person.claims,
            "iss": self._tokens.issuer,
            "sub": grant.person.sub,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + _LIFETIME_SECONDS,
            "auth_time": int(grant.made_at),
            **({"nonce": asked["nonce"]} if nonce and "nonce" in asked else {}),
        }
        key = self._tokens.key
        answer["id_token"] = jwt.encode({"alg": "RS256", "typ": "JWT", "kid": key.kid}, claims, key)
        if "offline_access" in grant.scopes:
            answer["refresh_token"] = token = secrets.token_urlsafe(24)
            self._refresh[token] = grant
        return answer


def _audience(asked: Mapping[str, str]) -> str | None:
    """Return the API that is asked for: Auth0's ``audience``, or ``resource`` (RFC 8707)."""
    return asked.get("audience") or asked.get("resource")


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
