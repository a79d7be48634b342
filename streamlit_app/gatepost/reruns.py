"""When the whole app runs again: asked for by a handler of events, done at the next drawing."""

from __future__ import annotations

import streamlit as st

_STATE = "gatepost.app_is_stale"


def rerun_app() -> None:
    """Ask, from a handler of events, that the whole app runs again once they are handled."""
    st.session_state[_STATE] = True


def note_app_run() -> None:
    """The whole app runs: nothing on its page is stale."""
    st.session_state[_STATE] = False


def rerun_if_asked() -> None:
    """Have the whole app run again in place of a fragment, if that was asked for."""
    if st.session_state.get(_STATE):
        note_app_run()
        st.rerun(scope="app")
