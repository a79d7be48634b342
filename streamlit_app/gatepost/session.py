"""Who is signed in to this Streamlit session, and the secrets it needs to find that out."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field

UNUSED_VERIFIER_SECONDS = 60
"""How long a verifier stays good after a newer one was made: the life of a handover."""


@dataclass(frozen=True)
class User:
    """A person, as the identity provider names them.

    Attributes:
        sub: The provider's stable identifier, for example ``auth0|65f…``.
        name: Name to show, or None.
        email: E-mail address, or None.
    """

    sub: str
    name: str | None
    email: str | None


@dataclass(frozen=True)
class Identity:
    """A user, and an access token for the protected API; only ``handover.redeem`` makes one.

    Attributes:
        user: Who is signed in.
        access_token: Bearer token; kept out of ``repr``.
        expires_at: End of the token, in seconds since 1970.
        scopes: API scopes that were granted.
    """

    user: User
    access_token: str = field(repr=False)
    expires_at: float
    scopes: frozenset[str]

    @property
    def is_current(self) -> bool:
        """Whether the access token is still good."""
        return time.time() < self.expires_at


class Verifiers:
    """The verifiers of a session: each is used once, as RFC 7636 does for a code.

    A frame asks with the newest challenge. Older ones stay good for a minute, so that two
    requests that are under way at once both succeed.
    """

    def __init__(self) -> None:
        self._made: dict[str, tuple[str, float]] = {}
        self.challenge = ""
        self._renew()

    def take(self, challenge: str) -> str | None:
        """Use up the verifier of a challenge; None when there is none that is good."""
        verifier, replaced_at = self._made.pop(challenge, (None, 0.0))
        if challenge == self.challenge:
            self._renew()
        elif time.monotonic() - replaced_at > UNUSED_VERIFIER_SECONDS:
            return None
        return verifier

    def _renew(self) -> None:
        now = time.monotonic()
        if self.challenge in self._made:
            self._made[self.challenge] = (self._made[self.challenge][0], now)
        self._made = {
            challenge: (verifier, replaced_at)
            for challenge, (verifier, replaced_at) in self._made.items()
            if now - replaced_at <= UNUSED_VERIFIER_SECONDS
        }
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        self._made[self.challenge] = (verifier, now)


@dataclass
class Session:
    """The sign-in of one Streamlit session.

    Attributes:
        verifiers: What only this session knows, so that only it can redeem a handover.
        identity: Who is signed in, or None.
        notice: A sentence to show about the last thing that went wrong, or None.
        app_is_stale: Whether the page was drawn before the last change of identity.
    """

    verifiers: Verifiers = field(default_factory=Verifiers, repr=False)
    identity: Identity | None = None
    notice: str | None = None
    app_is_stale: bool = False

    @property
    def user(self) -> User | None:
        """The user, while the access token is good."""
        shown = _shown(self.identity)
        return shown[0] if shown else None

    def replace(self, identity: Identity | None) -> None:
        """Take over a new identity; the page is stale when the person or the scopes changed."""
        if _shown(identity) != _shown(self.identity):
            self.app_is_stale = True
        self.identity = identity


def _shown(identity: Identity | None) -> tuple[User, frozenset[str]] | None:
    return (identity.user, identity.scopes) if identity and identity.is_current else None
