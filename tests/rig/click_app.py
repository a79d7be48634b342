"""A small app with a button in a fragment, which counts its clicks."""

from __future__ import annotations

import streamlit as st

import gatepost
from tests.rig.layouts import NOBODY


def count() -> None:
    """Count a click."""
    st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1


@st.fragment
def show_button() -> None:
    """Draw the button and its clicks."""
    st.button("Count", on_click=count)
    st.text(f"Clicks: {st.session_state.get('clicks', 0)}")


def main() -> None:
    """Draw the app."""
    user = gatepost.sign_in()
    st.text(f"Hello, {user.name}" if user else NOBODY)
    show_button()


if __name__ == "__main__":
    main()
