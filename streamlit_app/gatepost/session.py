"""Who is signed in to this Streamlit session, and the secrets it needs to find that out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import Literal

from gatepost.secret import Secret


def elapsed() -> float:
    """Seconds by a clock that nobody sets.

    The clocks of app and component may differ by minutes, and be set while somebody is signed in.
    Where it can, as on Linux, it goes on while the machine sleeps.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


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
        id: What the component calls it; another one after each renewal.
        user: Who is signed in.
        access_token: Bearer token; None when the app is registered without access to the API.
        ends_at: End of the token, on the clock of ``elapsed``.
        scopes: API scopes that were granted.
    """

    id: str
    user: User
    access_token: Secret | None
    ends_at: float
    scopes: frozenset[str]

    @property
    def is_current(self) -> bool:
        """Whether the access token is still good; one that was pickled is not."""
        is_empty = self.access_token is not None and not self.access_token
        return not is_empty and self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """How long the access token is good for."""
        return max(0.0, self.ends_at - elapsed())


class Verifiers:
    """The secret behind the next handover: used once, then replaced (RFC 7636, section 4.1)."""

    def __init__(self) -> None:
        self._renew()

    def take(self, challenge: str) -> Secret | None:
        """Use up the verifier of a challenge; None when it is not the current one."""
        if challenge != self.challenge:
            return None
        verifier = self._verifier
        self._renew()
        return verifier or None  # it is empty when it was pickled

    def _renew(self) -> None:
        verifier = secrets.token_urlsafe(32)
        self._verifier = Secret(verifier)
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass
class Session:
    """The sign-in of one Streamlit session.

    Attributes:
        browser: The browser it belongs to, see ``browser.browser_of``; None where none can be told
            from another.
        verifiers: What only this session knows, so that only it can redeem a handover.
        identity: Who is signed in, or None.
        notice: A sentence to show about the last thing that went wrong, or None.
        retries: How often the frame was asked once more after a handover that got nobody in.
        redeemed: The challenge of the last handover that was redeemed.
        renewal: Whether a new access token was asked for, since the API refused the last one:
            ``asked`` and not there yet, or ``done``. Then the next one is awaited that comes by
            itself, before another is asked for.
    """

    browser: str | None = field(default=None, repr=False)
    verifiers: Verifiers = field(default_factory=Verifiers, repr=False)
    identity: Identity | None = None
    notice: str | None = None
    retries: int = 0
    redeemed: str | None = None
    renewal: Literal["idle", "asked", "done"] = "idle"

    def belongs_to(self, browser: str | None) -> bool:
        """Whether that is the browser it was made for; any difference counts."""
        return hmac.compare_digest(self.browser or "", browser or "")

    @property
    def current(self) -> Identity | None:
        """The identity, while its access token is good."""
        return self.identity if self.identity and self.identity.is_current else None

    @property
    def user(self) -> User | None:
        """The user, while the access token is good."""
        shown = _shown(self.identity)
        return shown[0] if shown else None

    def replace(self, identity: Identity | None) -> bool:
        """Take over a new identity; tells whether the person or the scopes changed."""
        is_news = _shown(identity) != _shown(self.identity)
        self.identity = identity
        return is_news


def _shown(identity: Identity | None) -> tuple[User, frozenset[str]] | None:
    return (identity.user, identity.scopes) if identity and identity.is_current else None
