"""Everything that Gatepost keeps in the current Streamlit session, for the browser that owns it."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from gatepost.identity.browser import COOKIE, browser_of, warn_of_missing_cookie
from gatepost.identity.options import SignInOptions
from gatepost.identity.person import Identity, User
from gatepost.identity.step_up import StepUps
from gatepost.identity.verifiers import Verifiers
from gatepost.script_run import is_interruption
from gatepost.secret import Secret
from gatepost.wire.mailbox import Mailbox
from gatepost.wire.trace import Trace

OnChange = Callable[[User | None, User | None], None]
"""The app's hook: called with the person before and the person now; None is nobody."""

SESSION_KEY = "gatepost.session"
_log = logging.getLogger("gatepost")


@dataclass
class Presence:
    """Who the app knows to be signed in.

    A change counts once the app's hook has returned. Until then nobody is signed in, so that nobody
    gets access to what the previous person left: a hook that raises, or that Streamlit interrupts,
    is called again in the next run. The hook itself runs as the new person, whose token it may
    need.

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
        retries: How often the frame has been asked to check again since a handover last succeeded.
        redeemed: The last handover that was redeemed, with its challenge.
        renewal: State of a renewal requested because the API rejected the token: ``asked``
            (pending) or ``done``. After ``done``, no new request until a regular renewal arrives.
        is_rerun_wanted: Whether the whole app has to run when a page next connects.
        has_answered: Whether the frame has said who is signed in, or that it can't.
        is_awaited: Whether the app was drawn for somebody who may yet turn out to be signed in.
        is_kept: Whether the last run of the app drew what keeps the sign-in running.
        uses_login: Whether the app signs people in with ``st.login``.
        login: The person who has signed in with it.
        step_ups: What was asked for beyond the sign-in.
        remark: A sentence to show once.
        options: What the app asks of a sign-in.
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
    has_answered: bool = False
    is_awaited: bool = False
    is_kept: bool = False
    uses_login: bool = False
    login: Identity | None = None
    step_ups: StepUps = field(default_factory=StepUps, repr=False)
    remark: str | None = None
    options: SignInOptions = field(default_factory=SignInOptions, repr=False)
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
        """Return who is signed in, while the access token is valid."""
        login = self.login if self.login and self.login.is_current else None
        return self.granted or login

    @property
    def caller(self) -> Identity | None:
        """Return whose token a call of an API carries; it may have expired."""
        return self.identity or self.login

    @property
    def granted(self) -> Identity | None:
        """Return the identity from the component, while its access token is valid."""
        return self.identity if self.identity and self.identity.is_current else None

    @property
    def user(self) -> User | None:
        """Return the user while the access token is valid."""
        return self.valid_identity.user if self.valid_identity else None

    @property
    def is_change_due(self) -> bool:
        """Return whether the app's hook has yet to learn who is signed in, or that nobody is."""
        known = self.presence
        return known.waiting is not None or _sub(self.user) != _sub(known.user)

    def take_over(self, identity: Identity | None) -> bool:
        """Take over an identity; return whether the app has to rerun for it.

        Call ``inform_app`` next, as the last thing: the hook can end the run.
        """
        self.presence.waiting = None
        before, self.identity = self.valid_identity, identity
        return _user(before) != _user(self.valid_identity) or self.is_change_due

    def inform_app(self) -> None:
        """Call the app's hook if a change is due."""
        known = self.presence
        if known.is_changing or not self.is_change_due:
            return
        self.identity = known.waiting = known.waiting or self.identity
        if _sub(known.user) == _sub(self.user) or self._change():
            known.waiting = None

    def _change(self) -> bool:
        """Drop the previous person's commands and call the hook; return whether it returned."""
        known, now = self.presence, self.user
        for mailbox in self.mailboxes.values():
            if not mailbox.stays_loaded:
                mailbox.commands.clear()
        known.is_changing, is_done = True, False
        try:
            if known.on_change:
                known.on_change(known.user, now)
                _restore(self)  # the hook may clear all state
            is_done = True
        except Exception:  # noqa: BLE001 - an app's hook may raise anything
            _log.exception("the hook on_change failed")
            known.has_failed = True
        except BaseException as error:
            is_done = not is_interruption(error)  # the hook ended the run itself, as with st.stop()
            raise
        finally:
            known.is_changing = False
            if is_done:
                if _sub(known.user) != _sub(now):
                    self.step_ups = StepUps()
                known.user, known.has_failed = now, False
                known.id = secrets.token_urlsafe(16) if now else None
            else:
                self.identity = None
        return is_done


def _user(identity: Identity | None) -> User | None:
    return identity.user if identity else None


def _sub(user: User | None) -> str | None:
    return user.sub if user else None


def session() -> Session:
    """Return this browser's session; a new one if the Streamlit session is another browser's.

    The id is no secret: it appears in logs and addresses, and Streamlit gives the session to anyone
    who presents it. So what Gatepost keeps there is for one browser only. Another browser finds
    nobody signed in, other verifiers and empty mailboxes.
    """
    # First: Streamlit interrupts a run whose browser has gone when it reads the session state.
    browser = browser_of(st.context.cookies.get(COOKIE))
    kept: Session | None = st.session_state.get(SESSION_KEY)
    if kept is not None and kept.belongs_to(browser):
        return kept
    is_connected = bool(st.context.headers)
    if kept is not None and not is_connected:
        st.stop()  # in a thread, after the browser has gone; it may come back
    new = kept.for_another(browser) if kept is not None else Session(browser=browser)
    st.session_state[SESSION_KEY] = new
    if kept is not None:
        _log.warning("another browser presented a Streamlit session; it finds nobody signed in")
    elif browser is None and is_connected:
        warn_of_missing_cookie()
    return new


def _restore(kept: Session) -> None:
    """Put the session back after the app's hook, which may clear ``st.session_state``."""
    found: Session | None = st.session_state.get(SESSION_KEY)
    if found is None or found.belongs_to(kept.browser):
        st.session_state[SESSION_KEY] = kept


def rerun_app() -> None:
    """Request, in an event handler, that the whole app runs again after the handlers."""
    session().is_rerun_wanted = True


def record_trace() -> Trace:
    """Turn on the trace of this session, and return it; call this before drawing."""
    trace = session().trace
    trace.is_on = True
    return trace
