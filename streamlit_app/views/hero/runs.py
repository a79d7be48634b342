"""How often the whole app ran, and how often nothing but the view's fragment."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass
class Runs:
    """The two counters of a session."""

    app: int = 0
    fragment: int = 0
    _app_runs: bool = False

    def count_app(self) -> None:
        """Call it once when the app begins to run."""
        self.app += 1
        self._app_runs = True

    def count_fragment(self) -> None:
        """Call it once in the fragment, which also runs within each run of the app."""
        if not self._app_runs:
            self.fragment += 1
        self._app_runs = False


def runs() -> Runs:
    """The counters of this session."""
    kept: Runs = st.session_state.setdefault("hero.runs", Runs())
    return kept
