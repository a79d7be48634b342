"""Fetch what Gatepost keeps in the Streamlit session that runs, for the browser it belongs to."""

from __future__ import annotations

import logging
from functools import cache

import streamlit as st

from gatepost.browser import COOKIE, browser_of
from gatepost.session import Session
from gatepost.trace import Trace

_log = logging.getLogger("gatepost")
_KEY = "gatepost.session"


def session() -> Session:
    """Return the session of this browser; a new one when another browser presents its id.

    The id is no secret: it appears in logs and addresses, and Streamlit gives the session to anyone
    who presents it. So what Gatepost keeps there is for one browser only. Another browser finds
    nobody signed in, other verifiers and empty mailboxes.
    """
    # Before the state: Streamlit interrupts a run that has lost its browser where it reads that.
    browser = browser_of(st.context.cookies.get(COOKIE))
    kept: Session | None = st.session_state.get(_KEY)
    if kept is not None and kept.belongs_to(browser):
        return kept
    is_connected = bool(st.context.headers)
    if kept is not None and not is_connected:
        st.stop()  # a thread beside the script: there is nobody to draw for, but they may come back
    new = kept.for_another(browser) if kept is not None else Session(browser=browser)
    st.session_state[_KEY] = new
    if kept is not None:
        _log.warning("another browser presents a Streamlit session; it finds nobody signed in")
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
    """Record the trace of this session from now on; call it in each run, before drawing.

    Returns:
        The trace so far.
    """
    trace = session().trace
    trace.is_on = True
    return trace


@cache
def _warn_of_missing_cookie() -> None:
    """Log the warning once for the process."""
    _log.warning(
        "a browser came without the cookie %s, so a sign-in can't be bound to it. Leave "
        "server.enableXsrfProtection on, and let the host pass the cookie on.",
        COOKIE,
    )
