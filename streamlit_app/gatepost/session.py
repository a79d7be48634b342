"""All that Gatepost keeps in one Streamlit session; ``current.session`` is where it is fetched."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from gatepost.outbox import Mailbox
from gatepost.secret import Secret
from gatepost.trace import Trace


def elapsed() -> float:
    """Return seconds by a clock that nobody sets.

    The clocks of app and component can differ by minutes, and can be set during a sign-in. Where
    the system allows it, as on Linux, this clock also runs while the machine sleeps.
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


OnChange = Callable[[User | None, User | None], None]
"""The app's hook: called with the person before and the person now; None is nobody."""


@dataclass(frozen=True)
class Identity:
    """A user, and an access token for the protected API; only ``handover.redeem`` makes one.

    Attributes:
        id: The component's name for it; each renewal has another.
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
        """Return whether the access token is still good; one that was pickled is not."""
        is_empty = self.access_token is not None and not self.access_token
        return not is_empty and self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """Return how long the access token is good for."""
        return max(0.0, self.ends_at - elapsed())


class Verifiers:
    """The secret behind the next handover: used once, then replaced (RFC 7636, section 4.1)."""

    def __init__(self) -> None:
        self._renew()

    def take(self, challenge: str) -> Secret | None:
        """Use up the verifier of a challenge; return None when it is not the current one."""
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
class Presence:
    """Who the app believes is signed in; the functions in ``presence`` change it.

    Attributes:
        id: The person's id in framed pages: random, new after each change, None for nobody.
        user: The person.
        on_change: The app's hook.
        has_failed: Whether the hook raised and has not returned since.
        waiting: The identity that is let in once the hook has returned.
        is_changing: Whether the hook is running.
    """

    id: str | None = None
    user: User | None = None
    on_change: OnChange | None = None
    has_failed: bool = False
    waiting: Identity | None = None
    is_changing: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """Leave the hook out: Streamlit can pickle the session state, and few functions can be."""
        return {**self.__dict__, "on_change": None}


@dataclass
class Session:
    """What one browser has in a Streamlit session.

    Attributes:
        browser: The browser, see ``browser.browser_of``; None where browsers can't be told apart.
        verifiers: Secrets of this session alone, so that no other can redeem its handovers.
        identity: Who is signed in, or None.
        notice: A sentence to show about the last failure, or None.
        retries: How often the frame was asked to check again since a handover last succeeded.
        redeemed: The last handover that was redeemed, with its challenge.
        renewal: State of a renewal requested because the API rejected the token: ``asked``
            (pending) or ``done``. After ``done``, no new request until a regular renewal arrives.
        is_rerun_wanted: Whether the whole app has to run when a page next connects.
        mailboxes: The messages of each framed page, by its key and the contract's version.
        presence: Who the app believes is signed in.
        trace: The steps the app took.
    """

    browser: str | None = field(default=None, repr=False)
    verifiers: Verifiers = field(default_factory=Verifiers, repr=False)
    identity: Identity | None = None
    notice: str | None = None
    retries: int = 0
    redeemed: Secret = field(default_factory=Secret, repr=False)
    renewal: Literal["idle", "asked", "done"] = "idle"
    is_rerun_wanted: bool = False
    mailboxes: dict[str, Mailbox] = field(default_factory=dict, repr=False)
    presence: Presence = field(default_factory=Presence)
    trace: Trace = field(default_factory=Trace, repr=False)

    def belongs_to(self, browser: str | None) -> bool:
        """Return whether the session was made for this browser; any difference counts."""
        return hmac.compare_digest(self.browser or "", browser or "")

    def for_another(self, browser: str | None) -> Session:
        """Return a new session, in which only the app's belief is left, so that it is corrected."""
        return Session(browser=browser, presence=self.presence, is_rerun_wanted=True)

    @property
    def valid_identity(self) -> Identity | None:
        """Return the identity while its access token is good."""
        return self.identity if self.identity and self.identity.is_current else None

    @property
    def user(self) -> User | None:
        """Return the user while the access token is good."""
        return self.valid_identity.user if self.valid_identity else None

    def replace(self, identity: Identity | None) -> bool:
        """Replace the identity; return whether the person or the scopes changed."""
        before, self.identity = self.valid_identity, identity
        return _shown(before) != _shown(self.valid_identity)


def _shown(identity: Identity | None) -> tuple[User, frozenset[str]] | None:
    return (identity.user, identity.scopes) if identity else None
