"""Somebody signs in or out in an ``AppTest``."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
from streamlit.testing.v1 import AppTest

from gatepost.errors import OptionError
from gatepost.identity.grant import parse_grant
from gatepost.identity.person import Identity, elapsed
from gatepost.identity.session import Presence, Session
from gatepost.secret import Secret
from gatepost.testing.bearer import make_unsigned
from gatepost.testing.page import report, session_of, start


def signed_in(
    at: AppTest,
    name: str | None = "Ada",
    *,
    sub: str | None = None,
    email: str | None = None,
    scopes: Iterable[str] = (),
    permissions: Iterable[str] | None = None,
    claims: Mapping[str, Any] | None = None,
    apis: Mapping[str, Iterable[str]] | None = None,
    acr: str | None = None,
    authenticated_ago: float | None = None,
    lasts: float = 3600,
) -> AppTest:
    """Let somebody be signed in from the next run on: ``signed_in(at).run()``.

    If the app has run, they sign in as in its frame, and replace the person who is signed in; the
    app's ``on_change`` is called then, and not before the first run.

    Args:
        at: The app's test.
        name: Their name.
        sub: Their id at the identity provider; by default made from the name, as ``test|ada``.
        email: By default made from the name, as ``ada@example.com``.
        scopes: Scopes of the main API.
        permissions: What the access token says they may do, if the API has that (RBAC at Auth0):
            the sign-in then has only those scopes that are also permissions.
        claims: More claims of the ID token, such as ``picture``.
        apis: Scopes of the app's other APIs, by their audience.
        acr: How they authenticated (RFC 9470).
        authenticated_ago: Seconds since they authenticated; None if the provider does not say.
        lasts: Seconds until the sign-in expires.

    Raises:
        OptionError: No component could answer this.
    """
    short = re.sub(r"[^a-z0-9]+", "-", (name or "").lower()).strip("-") or "somebody"
    sub, email = sub or f"test|{short}", email or f"{short}@example.com"
    known = {"sub": sub, "name": name, "email": email, "email_verified": True, **(claims or {})}
    answer = {
        "id": secrets.token_urlsafe(16),
        "user": {
            **{part: known.get(part) for part in ("sub", "name", "email", "picture", "locale")},
            "emailVerified": known["email_verified"],
            "claims": {claim: value for claim, value in known.items() if value is not None},
        },
        "accessToken": make_unsigned(sub, scopes := list(scopes)),
        "expiresIn": lasts,
        "scopes": scopes,
        "permissions": None if permissions is None else list(permissions),
        "isRenewable": True,
        "apis": [
            {
                "audience": audience,
                "accessToken": make_unsigned(sub, granted := list(of_api)),
                "expiresIn": lasts,
                "scopes": granted,
            }
            for audience, of_api in (apis or {}).items()
        ],
        "acr": acr,
        "authenticatedAgo": authenticated_ago,
    }
    identity = parse_grant(msgspec.json.encode(answer), elapsed())
    if isinstance(identity, str):
        raise OptionError(f"Nobody can sign in like this: {identity}. Correct the argument.")
    take_in(at, identity, "signed_in")
    return at


def signed_out(at: AppTest) -> AppTest:
    """Let nobody be signed in from the next run on, as the frame has reported."""
    current = session_of(at)
    if not report(at, "signed_out"):
        current.take_over(None)
        current.has_answered = True
    return at


def checking(at: AppTest) -> AppTest:
    """Let it be unknown in the next run who is signed in, as right after a reload."""
    session_of(at)  # supplies the settings
    start(at, Session())
    return at


def expire(at: AppTest) -> AppTest:
    """Let the sign-in have expired by the next run, without having been renewed.

    Raises:
        ValueError: Nobody is signed in.
    """
    current = session_of(at)
    current.identity = replace(identity_of(current), ends_at=elapsed() - 1)
    return at


def identity_of(current: Session) -> Identity:
    """Return who is signed in.

    Raises:
        ValueError: Nobody is.
    """
    if current.identity is None:
        raise ValueError("Nobody is signed in. Call signed_in(at) first.")
    return current.identity


def take_in(at: AppTest, identity: Identity, reason: str, **data: Any) -> None:
    """Let a session take over an identity as if its handover had just been redeemed."""
    current = session_of(at)
    challenge, handover = current.verifiers.challenge, secrets.token_urlsafe(16)
    if report(at, reason, challenge=challenge, handover=handover, **data):
        current.redeemed = Secret(f"{challenge} {handover}")
    else:  # the app has not run, so its hook is not known yet
        current.presence = Presence(secrets.token_urlsafe(16), identity.user)
    current.renewal = "done" if current.renewal == "asked" else "idle"
    current.notice, current.retries, current.has_answered = None, 0, True
    current.take_over(identity)
