"""Access tokens for calls that no real API checks: they only name the person."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any


def make_unsigned(sub: str, scopes: Iterable[str]) -> str:
    """Return a JWT without a signature (RFC 7519, section 6), which every API refuses."""
    claims = {"sub": sub, "scope": " ".join(sorted(scopes))}
    return f"{encode({'alg': 'none', 'typ': 'at+jwt'})}.{encode(claims)}."


def encode(part: dict[str, Any]) -> str:
    """Return one part of a JWT (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def sub_of(authorization: str) -> str | None:
    """Return whose token a header carries; None if the token is not a JWT with a subject."""
    try:
        payload = authorization.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["sub"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None
