"""When the whole app runs again: asked for by a handler of events, done when a page connects."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

_STATE = "gatepost.reruns"


@dataclass
class Reruns:
    """What one session has asked for.

    Attributes:
        wanted: Whether the whole app is to run again.
    """

    wanted: bool = False


def reruns() -> Reruns:
    """The reruns of this session."""
    kept: Reruns = st.session_state.setdefault(_STATE, Reruns())
    return kept


def rerun_app() -> None:
    """Ask, from a handler of events, that the whole app runs again once they are handled."""
    reruns().wanted = True


def rerun_if_wanted() -> None:
    """Have the whole app run again in place of a fragment, if that was asked for."""
    asked = reruns()
    if asked.wanted:
        asked.wanted = False
        st.rerun(scope="app")
