"""Take over the person who signed in with ``st.login``, for guards and API calls."""

from __future__ import annotations

import base64
import json
import math
import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from gatepost.errors import OptionError
from gatepost.identity.person import Identity, User, elapsed
from gatepost.identity.session import OnChange, session
from gatepost.secret import Secret

# What Streamlit adds to the claims of the ID token, and what is about the token itself.
_NOT_CLAIMS = {
    *{"is_logged_in", "tokens", "provider"},
    *{"aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "c_hash", "s_hash"},
}


def use(user: Mapping[str, Any], *, on_change: OnChange | None = None) -> User | None:
    """Count a person who signed in with ``st.login`` as signed in; call it first in each run.

    ``gatepost.use(st.user)`` makes ``current_user``, the guards and ``ProtectedApi`` work in an app
    that signs people in with ``st.login``. A person who has signed in with ``sign_in`` comes first.
    The access token is sent if ``expose_tokens`` in the section ``[auth]`` of the app's secrets
    lists ``access``. ``st.login`` neither renews it nor asks for more, so a guard that finds
    something missing can only say so.

    Args:
        user: ``st.user`` itself, and nothing else: whatever is in it counts as who is signed in.
        on_change: As for ``sign_in``.

    Returns:
        Who is signed in, or None.

    Raises:
        OptionError: It is not ``st.user``.
    """
    if user is not st.user:
        raise OptionError("Only st.user itself can be used: call gatepost.use(st.user).")
    current = session()
    claims = st.user.to_dict()
    current.login = _identity(claims) if claims.get("is_logged_in") else None
    current.presence.on_change = on_change
    current.uses_login = current.has_answered = True
    current.inform_app()
    return session().user


def _identity(given: Mapping[str, Any]) -> Identity:
    claims = {name: value for name, value in given.items() if name not in _NOT_CLAIMS}
    token = str(getattr(st.user, "tokens", {}).get("access", ""))
    granted = _read(token)
    permissions = granted.get("permissions")
    scopes = frozenset(str(granted.get("scope", "")).split())
    user = User(
        sub=str(claims.get("sub") or claims.get("email") or ""),
        name=claims.get("name"),
        email=claims.get("email"),
        email_verified=claims.get("email_verified"),
        picture=claims.get("picture"),
        locale=claims.get("locale"),
        claims=claims,
        scopes=scopes if permissions is None else scopes & frozenset(permissions),
        permissions=None if permissions is None else frozenset(permissions),
    )
    authenticated = claims.get("auth_time")
    return Identity(
        id="st.login",
        user=user,
        access_token=Secret(token) if token else None,
        ends_at=math.inf,  # st.login keeps a person signed in, whatever becomes of the token
        scopes=user.scopes,
        acr=claims.get("acr"),
        authenticated_at=elapsed() - (time.time() - authenticated) if authenticated else None,
    )


def _read(token: str) -> dict[str, Any]:
    """Return what a JWT access token grants; nothing is proven by that, the API checks it."""
    try:
        payload = token.split(".")[1]
        read = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
