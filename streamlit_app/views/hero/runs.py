"""Count the runs of the whole app, and those of the view's fragment alone."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass
class Runs:
    """The two counters of one Streamlit session."""

    app: int = 0
    fragment: int = 0
    _app_runs: bool = False

    def count_app(self) -> None:
        """Count a run of the app; call this once at its start."""
        self.app += 1
        self._app_runs = True

    def count_fragment(self) -> None:
        """Count a run of the fragment, unless it is part of the app's; call this once in it."""
        if not self._app_runs:
            self.fragment += 1
        self._app_runs = False


def runs() -> Runs:
    """Return the counters of this Streamlit session."""
    counters: Runs = st.session_state.setdefault("hero.runs", Runs())
    return counters
