"""Everything that Gatepost keeps in the current Streamlit session, for the browser that owns it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import streamlit as st

from gatepost.identity.handover import Identity, User
from gatepost.secret import Secret
from gatepost.wire.outbox import Mailbox
from gatepost.wire.trace import Trace

COOKIE = "_streamlit_xsrf"
"""Streamlit's own cookie, set before its page connects, and again with every page load."""

OnChange = Callable[[User | None, User | None], None]
"""The app's hook: called with the person before and the person now; None is nobody."""

_KEY = "gatepost.session"
_log = logging.getLogger("gatepost")


class Verifiers:
    """The secret behind the next handover: used once, then replaced (RFC 7636, section 4.1)."""

    def __init__(self) -> None:
        self._renew()

    def take(self, challenge: str) -> Secret | None:
        """Use up the verifier of a challenge; return None if it is not the current one."""
        if challenge != self.challenge:
            return None
        verifier = self._verifier
        self._renew()
        return verifier or None  # it is empty if it was pickled

    def _renew(self) -> None:
        verifier = secrets.token_urlsafe(32)
        self._verifier = Secret(verifier)
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        self.challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


@dataclass
class Presence:
    """Who the app knows to be signed in; the functions in ``presence`` change it.

    Attributes:
        id: The person's id in framed pages: random, new after each change, None for nobody.
        has_failed: Whether the hook raised and has not returned since.
        waiting: The identity that is signed in once the hook has returned.
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
        browser: The browser, see ``browser_of``; None if browsers can't be told apart.
        verifiers: Secrets of this session alone, so that no other session can redeem its handovers.
        notice: A sentence to show about the last failure, or None.
        retries: How often the frame was asked to check again since a handover last succeeded.
        redeemed: The last handover that was redeemed, with its challenge.
        renewal: State of a renewal requested because the API rejected the token: ``asked``
            (pending) or ``done``. After ``done``, no new request until a regular renewal arrives.
        is_rerun_wanted: Whether the whole app has to run when a page next connects.
        mailboxes: The mailboxes, by the framed page's key and the contract's version.
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
        """Return a new session; only ``presence`` is kept, so that the app learns of the change."""
        return Session(browser=browser, presence=self.presence, is_rerun_wanted=True)

    @property
    def valid_identity(self) -> Identity | None:
        """Return the identity while its access token is valid."""
        return self.identity if self.identity and self.identity.is_current else None

    @property
    def user(self) -> User | None:
        """Return the user while the access token is valid."""
        return self.valid_identity.user if self.valid_identity else None

    def replace(self, identity: Identity | None) -> bool:
        """Replace the identity; return whether the person or the scopes changed."""
        before, self.identity = self.valid_identity, identity
        return _shown(before) != _shown(self.valid_identity)


def _shown(identity: Identity | None) -> tuple[User, frozenset[str]] | None:
    return (identity.user, identity.scopes) if identity else None


def session() -> Session:
    """Return this browser's session; a new one if the Streamlit session is another browser's.

    The id is no secret: it appears in logs and addresses, and Streamlit gives the session to anyone
    who presents it. So what Gatepost keeps there is for one browser only. Another browser finds
    nobody signed in, other verifiers and empty mailboxes.
    """
    # First: Streamlit interrupts a run whose browser has gone when it reads the session state.
    browser = browser_of(st.context.cookies.get(COOKIE))
    kept: Session | None = st.session_state.get(_KEY)
    if kept is not None and kept.belongs_to(browser):
        return kept
    is_connected = bool(st.context.headers)
    if kept is not None and not is_connected:
        st.stop()  # in a thread, after the browser has gone; it may come back
    new = kept.for_another(browser) if kept is not None else Session(browser=browser)
    st.session_state[_KEY] = new
    if kept is not None:
        _log.warning("another browser presented a Streamlit session; it finds nobody signed in")
    elif browser is None and is_connected:
        _warn_of_missing_cookie()
    return new


def restore(kept: Session) -> None:
    """Put the session back after the app's hook, which may clear ``st.session_state``."""
    found: Session | None = st.session_state.get(_KEY)
    if found is None or found.belongs_to(kept.browser):
        st.session_state[_KEY] = kept


def rerun_app() -> None:
    """Request, in an event handler, that the whole app runs again after the handlers."""
    session().is_rerun_wanted = True


def record_trace() -> Trace:
    """Turn on the trace of this session, and return it; call this before drawing."""
    trace = session().trace
    trace.is_on = True
    return trace


@cache
def _warn_of_missing_cookie() -> None:
    """Log the warning once per process."""
    _log.warning(
        "a browser connected without the cookie %s, so no sign-in can be bound to it. Leave "
        "server.enableXsrfProtection on, and let any proxy pass the cookie on.",
        COOKIE,
    )


def browser_of(cookie: object) -> str | None:
    """Return the browser with this cookie; None without one.

    The browser is a digest of the cookie's token, and can't be used as the cookie. The cookie is
    ``2|mask|masked token|timestamp``, with a new mask after each page load. A cookie in another
    form is digested as it is: two browsers still differ, and at worst one browser counts as a new
    one after each page load.
    """
    if not isinstance(cookie, str) or not cookie:
        return None
    return hashlib.sha256(_unmasked(cookie)).hexdigest()


def _unmasked(cookie: str) -> bytes:
    try:
        version, mask, masked, _ = cookie.strip("\"'").split("|")
        key, token = bytes.fromhex(mask), bytes.fromhex(masked)
    except ValueError:
        version, key, token = "", b"", b""
    if version != "2" or len(key) != 4 or not token:
        return cookie.encode("utf-8", "surrogatepass")
    return bytes(octet ^ key[place % 4] for place, octet in enumerate(token))
