"""The sign-in of the Streamlit session that runs, for the browser that it belongs to."""

from __future__ import annotations

import logging
from functools import cache

import streamlit as st

from gatepost.browser import COOKIE, browser_of
from gatepost.reruns import reruns
from gatepost.session import Session

_log = logging.getLogger("gatepost")
_STATE = "gatepost.session"


def session() -> Session:
    """The sign-in of this Streamlit session; a new one when another browser presents its id.

    The id is no secret: it stands in logs and in addresses, and Streamlit gives the session to
    whoever presents it. So what Gatepost keeps in it is for one browser only. Another one finds
    nobody signed in, other verifiers and empty mailboxes.
    """
    # Before the state: Streamlit ends a run that has lost its browser where the state is read.
    browser = browser_of(st.context.cookies.get(COOKIE))
    kept: Session | None = st.session_state.get(_STATE)
    if kept is not None and kept.belongs_to(browser):
        return kept
    is_connected = bool(st.context.headers)
    if kept is not None and not is_connected:
        st.stop()  # a thread beside the script: nobody is there to draw for, who may come back
    wanted = reruns()
    replacing = Session(browser=browser)
    st.session_state[_STATE] = replacing
    if kept is not None:
        wanted.wanted = True
        _log.warning("another browser presents a Streamlit session; it finds nobody signed in")
    elif browser is None and is_connected:
        _warn_of_missing_cookie()
    return replacing


@cache
def _warn_of_missing_cookie() -> None:
    """Warn, once for the process."""
    _log.warning(
        "a browser came without the cookie %s: a sign-in can't be bound to it. Leave "
        "server.enableXsrfProtection on, and let the host pass the cookie on.",
        COOKIE,
    )
