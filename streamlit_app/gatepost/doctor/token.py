"""Check what only an access token shows: how the provider made it, and whether the API takes it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from gatepost.doctor.finding import Finding
from gatepost.doctor.probe import send
from gatepost.identity.person import Identity
from gatepost.settings import Settings

_API = "Auth0, Applications, APIs, your API, Settings"
_ENCRYPTED_PARTS, _SIGNED_PARTS = 5, 3
_LONG_SECONDS = 4 * 3600


def check(identity: Identity, at: Settings, audience: str) -> Iterator[Finding]:
    """Yield what is wrong with a person's access token; never the token, nor a claim of a person.

    Args:
        identity: Of somebody who has just signed in.
        at: The app's settings.
        audience: The API that the component asks tokens for.
    """
    if identity.access_token is None:
        yield Finding(
            "no_access_token",
            "component",
            "The app is registered without access to the API.",
            "If it should call the API: remove its audience from GATEPOST_APPS.",
        )
        return
    token = identity.access_token.reveal()
    parts = token.split(".")
    if len(parts) == _ENCRYPTED_PARTS:
        yield Finding(
            "token_encrypted",
            "provider",
            "The access token is encrypted, which the API can't read.",
            f"{_API}: turn off Token Encryption (JWE).",
        )
        return
    header, claims = (
        (_decode(part) for part in parts[:2]) if len(parts) == _SIGNED_PARTS else ({}, {})
    )
    if not header or not claims:
        yield Finding(
            "token_opaque",
            "provider",
            "The access token is not a signed token (JWT).",
            "Set AUTH0_AUDIENCE in the component's environment to the API's identifier.",
        )
        return
    yield from _made(header, claims, audience)
    if not identity.is_renewable:
        yield Finding(
            "not_renewable",
            "provider",
            "There is no refresh token: people are signed out when the access token ends.",
            f"{_API}: Allow Offline Access. The application, Grant Types: Refresh Token.",
        )
    yield from _taken(token, at)


def _made(header: dict[str, Any], claims: dict[str, Any], audience: str) -> Iterator[Finding]:
    if header.get("alg") != "RS256":
        yield Finding(
            "token_algorithm",
            "provider",
            f"The access token is signed with {header.get('alg')}.",
            f"{_API}, Signing Algorithm: RS256. It can't be changed later: else make a new API.",
        )
    named = claims.get("aud")
    if audience not in (named if isinstance(named, list) else [named]):
        yield Finding(
            "token_audience",
            "provider",
            f"The access token is not for {audience}.",
            "Set AUTH0_AUDIENCE in the component's environment to the API's identifier.",
        )
    if "permissions" not in claims:
        yield Finding(
            "rbac_off",
            "provider",
            "The access token lists no permissions, so anybody may get every scope of the app.",
            f"{_API}: turn on Enable RBAC and Add Permissions in the Access Token.",
        )
    begun, ends = claims.get("iat"), claims.get("exp")
    if isinstance(begun, int) and isinstance(ends, int) and ends - begun > _LONG_SECONDS:
        yield Finding(
            "token_long",
            "provider",
            f"Access tokens are valid for {(ends - begun) // 3600} hours: a stolen one is, too.",
            f"{_API}: Maximum Access Token Lifetime of 900 to 3600 seconds.",
            is_fault=False,
        )


def _taken(token: str, at: Settings) -> Iterator[Finding]:
    if at.api_url is None:
        return  # the app calls none
    reply = send(f"{at.api_url}/api/pong", headers={"Authorization": f"Bearer {token}"})
    if reply.code:
        yield Finding(
            "token_refused",
            "functions",
            f"The API refuses the access token ({reply.code}): {reply.json.get('message')}",
            "Look for the reason in the API's log. If it demands RFC 9068: choose that dialect for "
            "the API at Auth0, or remove REQUIRE_RFC9068.",
        )


def _decode(part: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
