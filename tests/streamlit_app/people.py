"""Identities, sessions and the component's answers, as the tests need them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from gatepost.identity.person import Identity, User
from gatepost.identity.session import Session
from gatepost.secret import Secret

NOW = 2_000_000_000.0
"""The time of all tests, in seconds since 1970."""

TOKEN = "access-token-of-ada"
GRANT = "grant-of-the-tests"
APP_URL = "https://app.example.com"


def identity(sub: str = "ada", *scopes: str, token: str = TOKEN, lasts: float = 600) -> Identity:
    """Somebody whose token is good for some seconds; negative for a token that has expired."""
    ends, granted = NOW + lasts, frozenset(scopes)
    user = User(sub=sub, name=sub.title(), email=f"{sub}@example.com", scopes=granted)
    return Identity(GRANT, user, Secret(token), ends, granted)


def session_of(somebody: Identity | None) -> Session:
    return Session(identity=somebody)


def grant(**changed: Any) -> dict[str, Any]:
    """What the component answers to a good handover."""
    return {
        "id": GRANT,
        "user": {"sub": "ada", "name": "Ada", "email": "ada@example.com"},
        "accessToken": TOKEN,
        "expiresIn": 600,
        "scopes": ["read:messages"],
        **changed,
    }


def s256(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
